import { databaseUrl } from './database-url.js';
import { readVariables } from './environment.js';

/** The variables that decide about rules and words. A rehearsal takes these over, but none that name providers or services. */
const OF_RULES = [
  'CONTACT_RULES',
  'LENDER_NAME',
  'LENDER_LANGUAGE',
  'LENDER_HOTLINE',
  'LENDER_ACCOUNT',
  'LENDER_COUNTRY',
  'FONTS',
  'POSTLOAN_PLANS',
] as const;

export const settingsOfRules = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(OF_RULES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

export type Settings = ReturnType<typeof readSettings>;

/** What the worker and the commands need to know. @throws BadInput that names each variable that is missing or malformed, never its value */
export function readSettings(env: NodeJS.ProcessEnv) {
  const settings = readVariables(
    env,
    ['DATABASE_URL', 'DATABASE_PREPARED', 'POSTLOAN_KEY', 'POSTLOAN_KEYS_OTHER', ...OF_RULES],
    // Left out: the worker, the API and the commands each have a default of their own.
    ['DATABASE_POOL'],
  );
  return { ...settings, DATABASE_URL: databaseUrl(settings.DATABASE_URL, env) };
}

/** The name of the contact rules by which the lender goes. */
export const contactRulesOf = (env: NodeJS.ProcessEnv): string => readVariables(env, ['CONTACT_RULES']).CONTACT_RULES;

/** The folder of the lender's own plans; empty: there is none. */
export const plansFolder = (env: NodeJS.ProcessEnv): string => readVariables(env, ['POSTLOAN_PLANS']).POSTLOAN_PLANS;

/** Hosts inside the network that webhooks may reach, by name. */
export const webhookHosts = (env: NodeJS.ProcessEnv): string[] =>
  readVariables(env, ['WEBHOOK_ALLOWED_HOSTS']).WEBHOOK_ALLOWED_HOSTS;

/** The country of phone numbers that are written without a code. */
export const lenderCountry = (env: NodeJS.ProcessEnv): string => readVariables(env, ['LENDER_COUNTRY']).LENDER_COUNTRY;
