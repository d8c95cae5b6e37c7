import { z } from 'zod';
import { BadInput } from '../library/checked-yaml.js';
import { VARIABLES } from './variables.js';

/** The variables that are set. */
export function presentVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((it): it is [string, string] => !!it[1]));
}

type Variable = keyof typeof VARIABLES;
type Value<Name extends Variable> = z.output<(typeof VARIABLES)[Name]>;

/**
 * Those that are needed, and those that may be left out. An empty variable counts as absent.
 * @throws BadInput that names each variable that is missing or malformed, never its value: that may be a secret
 */
export function readVariables<Needed extends Variable, Other extends Variable = never>(
  env: NodeJS.ProcessEnv,
  needed: readonly Needed[],
  others: readonly Other[] = [],
): { [Name in Needed]: Value<Name> } & { [Name in Other]?: Value<Name> } {
  const schema = z.object({
    ...Object.fromEntries(needed.map((name) => [name, VARIABLES[name]])),
    ...Object.fromEntries(others.map((name) => [name, VARIABLES[name].optional()])),
  });
  const parsed = schema.safeParse(presentVariables(env));
  if (parsed.success) return parsed.data as ReturnType<typeof readVariables<Needed, Other>>;
  throw new BadInput(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
