import { z } from 'zod';
import { readVariables } from './environment.js';

/** What the worker and the commands need to know, from the environment only. No secret has a default. */
const ENVIRONMENT = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// address'),
  /** Left out: each process has its own measure. */
  DATABASE_POOL: z
    .preprocess(
      (value) => value || undefined,
      z.coerce.number('must be a whole number from 1 to 500').int().min(1).max(500).optional(),
    )
    .optional(),
  /** `auto`: where no pooler stands between. */
  DATABASE_PREPARED: z.enum(['auto', 'yes', 'no'], 'must be yes, no or auto').default('auto'),
  POSTLOAN_KEY: z.string({ error: 'is not set: 32 random bytes, as base64 or hex' }),
  POSTLOAN_KEYS_OTHER: z.string().default(''),
  LENDER_NAME: z.string().default(''),
  LENDER_HOTLINE: z.string().default(''),
  LENDER_ACCOUNT: z.string().default(''),
  /** Fonts of the lender's own: files and folders. */
  FONTS: z.string().default(''),
});

/** What rules and words read besides plans and book: a rehearsal goes by it too, but never by what names providers or services. */
const OF_RULES = ['CONTACT_RULES', 'LENDER_NAME', 'LENDER_HOTLINE', 'LENDER_ACCOUNT', 'FONTS'] as const;

export const settingsOfRules = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(OF_RULES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

export type Settings = z.output<typeof ENVIRONMENT>;

/** @throws BadInput that names each variable that is missing or malformed, never its value. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return readVariables(ENVIRONMENT, env);
}
