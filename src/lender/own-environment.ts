/** The environment of this process: it is read here, and nowhere else. */
export const ownEnvironment = (): NodeJS.ProcessEnv => process.env;

/** An empty variable counts as not set, at every reader, those of libraries too: an empty TEMPORAL_API_KEY asks for TLS. */
export function forgetEmptyVariables(): void {
  for (const [name, value] of Object.entries(process.env)) if (value === '') delete process.env[name];
}
