import { bouncesFrom } from '../channels/bounces.js';
import { linksFrom } from '../channels/message/links.js';
import { readVariables } from '../lender/environment.js';
import { bookAge } from '../lender/feed-settings.js';
import { lenderCountry, plansFolder, readSettings, webhookHosts } from '../lender/settings.js';
import type { ApiSettings } from './context.js';
import { readSenders } from './intake-settings.js';
import { signOnFrom } from './sign-on.js';

/** An empty variable counts as absent. @throws BadInput that names each variable that is malformed, never its value */
export function apiSettings(env: NodeJS.ProcessEnv): ApiSettings & { host: string; port: number } {
  const { LENDER_NAME, LENDER_HOTLINE, LENDER_LANGUAGE } = readSettings(env);
  const data = readVariables(
    env,
    ['API_HOST', 'API_PORT', 'API_TRUSTED_PROXIES', 'API_PER_MINUTE', 'INTAKE_SECRETS', 'INTAKE_KINDS'],
    ['PUBLIC_URL', 'TEMPORAL_UI_URL', 'PAYMENT_URL', 'TWILIO_AUTH_TOKEN', 'ALIYUN_WEBHOOK_SECRET', 'WEBHOOK_SECRET'],
  );
  return {
    host: data.API_HOST,
    port: data.API_PORT,
    country: lenderCountry(env),
    perMinute: data.API_PER_MINUTE,
    trustedProxies: data.API_TRUSTED_PROXIES,
    publicUrl: data.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    temporalUi: data.TEMPORAL_UI_URL?.replace(/\/$/, '') ?? null,
    twilioAuthToken: data.TWILIO_AUTH_TOKEN ?? null,
    aliyunWebhookSecret: data.ALIYUN_WEBHOOK_SECRET ?? null,
    webhookSecret: data.WEBHOOK_SECRET ?? null,
    senders: readSenders(data.INTAKE_SECRETS, data.INTAKE_KINDS),
    links: linksFrom(env) ?? null,
    bounces: bouncesFrom(env) ?? null,
    signOn: signOnFrom(env),
    webhookHosts: webhookHosts(env),
    paymentUrl: data.PAYMENT_URL ?? null,
    lender: { name: LENDER_NAME, hotline: LENDER_HOTLINE },
    language: LENDER_LANGUAGE,
    bookAge: bookAge(env),
    plans: plansFolder(env),
  };
}
