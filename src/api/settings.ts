import { z } from 'zod';
import { bouncesFrom } from '../channels/bounces.js';
import { linksFrom } from '../channels/message/links.js';
import { readVariables } from '../lender/environment.js';
import { readSettings } from '../lender/settings.js';
import type { ApiSettings } from './context.js';
import { readSenders } from './intake-settings.js';

const ENVIRONMENT = z.object({
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PAYMENT_URL: z.url({ protocol: /^https?$/ }).optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  ALIYUN_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{24,100}$/, 'must be 24 or more letters and digits, as of openssl rand -hex 24')
    .optional(),
  WEBHOOK_SECRET: z.string().startsWith('whsec_').optional(),
  INTAKE_SECRETS: z.string().default(''),
  INTAKE_KINDS: z.string().default(''),
  API_TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform((list) => list.split(',').map((it) => it.trim()))
    .refine((list) => list.every((it) => /^(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?)$/i.test(it)), {
      error: 'must be addresses or networks such as 10.0.0.0/8',
    }),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
});

/** An empty variable counts as absent. @throws BadInput that names each variable that is malformed, never its value */
export function apiSettings(env: NodeJS.ProcessEnv): ApiSettings & { host: string; port: number } {
  const { LENDER_NAME, LENDER_HOTLINE } = readSettings(env);
  const data = readVariables(ENVIRONMENT, env);
  return {
    host: data.API_HOST,
    port: data.API_PORT,
    trustedProxies: data.API_TRUSTED_PROXIES,
    publicUrl: data.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    twilioAuthToken: data.TWILIO_AUTH_TOKEN ?? null,
    aliyunWebhookSecret: data.ALIYUN_WEBHOOK_SECRET ?? null,
    webhookSecret: data.WEBHOOK_SECRET ?? null,
    senders: readSenders(data.INTAKE_SECRETS, data.INTAKE_KINDS),
    links: linksFrom(env) ?? null,
    bounces: bouncesFrom(env) ?? null,
    paymentUrl: data.PAYMENT_URL ?? null,
    lender: { name: LENDER_NAME, hotline: LENDER_HOTLINE },
  };
}
