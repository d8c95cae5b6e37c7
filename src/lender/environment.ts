import type { z } from 'zod';
import { BadInput } from '../library/checked-yaml.js';

/** The variables that are set: an empty one counts as absent, at every reader. */
export function presentVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((it): it is [string, string] => !!it[1]));
}

/** @throws BadInput that names each variable that is missing or malformed, never its value: that may be a secret */
export function readVariables<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const parsed = schema.safeParse(presentVariables(env));
  if (parsed.success) return parsed.data;
  throw new BadInput(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
