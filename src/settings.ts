import { z } from 'zod';

/** What the worker and the commands need to know, from the environment only. No secret has a default. */
const ENVIRONMENT = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// address'),
  POSTLOAN_KEY: z.string({ error: 'is not set: 32 random bytes, as base64 or hex' }),
  POSTLOAN_KEYS_OTHER: z.string().default(''),
  LENDER_NAME: z.string().default(''),
  LENDER_HOTLINE: z.string().default(''),
  LENDER_ACCOUNT: z.string().default(''),
});

export type Settings = z.output<typeof ENVIRONMENT>;

/** @throws an Error that names each variable that is missing or malformed, never its value. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = ENVIRONMENT.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
}
