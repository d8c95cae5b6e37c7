/** The environment of this process: it is read here, and nowhere else. */
export const ownEnvironment = (): NodeJS.ProcessEnv => process.env;

/** Removes empty variables, which count as not set, for libraries too: to them an empty TEMPORAL_API_KEY would ask for TLS. */
export function forgetEmptyVariables(): void {
  for (const [name, value] of Object.entries(process.env)) if (value === '') delete process.env[name];
}
