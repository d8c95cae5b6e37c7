import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { USUAL_BOOK_AGE } from '../domain/contact/book-age.js';
import { HOME, isCountry } from '../domain/person/phone-number.js';
import { CHANNELS, type ChannelName, WEBHOOK_CHANNELS } from '../domain/plan/atoms.js';
import { LANGUAGES } from '../domain/plan/template.js';

const url = z.url({ protocol: /^https?$/ });
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +15005550006');
const perSecond = z.coerce.number('must be a whole number from 1 to 1000').int().min(1).max(1000);

const countries = z.string().transform((list, context) => {
  if (list.trim() === '*') return '*' as const;
  const codes = list.split(',').map((code) => code.trim().toUpperCase());
  if (codes.every((code) => /^[A-Z]{2}$/.test(code))) return codes;
  context.addIssue('must be * or country codes such as HK,SG');
  return z.NEVER;
});

const secret = z.string().refine((value) => {
  const key = Buffer.from(value.replace(/^whsec_/, ''), 'base64');
  return key.length >= 24 && key.length <= 64;
}, 'must be whsec_ and the base64 of 24 to 64 bytes');

const key = z
  .string({ error: 'is not set' })
  .transform((text) => (/^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.length === 32, 'must be 32 random bytes, as base64 or hex');

/** An environment file holds a PEM on one line, with \n written out. */
const pem = z.string({ error: 'is not set' }).transform((text) => text.replaceAll('\\n', '\n'));

/** Whether it can be read, and is what it should be. */
function isPem(read: () => boolean): boolean {
  try {
    return read();
  } catch {
    return false;
  }
}

/** Whether each of several, one after another, is. */
const areAll = (text: string, is: (one: string) => boolean): boolean => {
  const all = text.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  return all.length > 0 && all.every((it) => isPem(() => is(it)));
};

const isEd25519 = (key: { asymmetricKeyType?: string }): boolean => key.asymmetricKeyType === 'ed25519';

/** A variable for each of these channels: WECHAT_WEBHOOK_URL, SMS_PER_SECOND … */
function each<C extends ChannelName, S extends string, T>(channels: readonly C[], suffix: S, schema: T) {
  return Object.fromEntries(channels.map((it) => [ofChannel(it, suffix), schema])) as Record<`${Uppercase<C>}${S}`, T>;
}

export const ofChannel = <C extends ChannelName, S extends string>(channel: C, suffix: S) =>
  `${channel.toUpperCase() as Uppercase<C>}${suffix}` as const;

/** Every variable of ours, and which values it may have. Which of them are needed, each reader says. No secret has a default. */
export const VARIABLES = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// address'),
  DATABASE_POOL: z.coerce.number('must be a whole number from 1 to 500').int().min(1).max(500),
  /** `auto`: where no pooler stands between. */
  DATABASE_PREPARED: z.enum(['auto', 'yes', 'no'], 'must be yes, no or auto').default('auto'),
  POSTLOAN_KEY: z.string({ error: 'is not set: 32 random bytes, as base64 or hex' }),
  POSTLOAN_KEYS_OTHER: z.string().default(''),
  /** A folder of plans of the lender's own, beside those that ship. */
  POSTLOAN_PLANS: z.string().default(''),
  /** Where `up` keeps all that it has. */
  POSTLOAN_HOME: z.string().default('.postloan'),
  /** In which commands answer people; left out: the terminal's. */
  POSTLOAN_LANGUAGE: z.enum(LANGUAGES, `must be ${LANGUAGES.join(' or ')}`),
  /** Where the daily book arrives: a folder, or s3://BUCKET/FOLDER. */
  POSTLOAN_FEED: z.string().default(''),
  /** Working days that the newest book may be old when people are dunned by it; any: it does not matter. */
  BOOK_AGE: z
    .string()
    .regex(/^(any|\d|[12]\d|30)$/, 'must be a number of working days from 0 to 30, or any')
    .default(String(USUAL_BOOK_AGE))
    .transform((said) => (said === 'any' ? null : Number(said))),
  AWS_ENDPOINT_URL: url,
  AWS_REGION: z.string().default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string({ error: 'is not set, and a bucket is named' }),
  AWS_SECRET_ACCESS_KEY: z.string({ error: 'is not set, and a bucket is named' }),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),

  CONTACT_RULES: z.string().default('china-2026'),
  LENDER_NAME: z.string().default(''),
  /** In which papers are filed. */
  LENDER_LANGUAGE: z.enum(LANGUAGES, `must be ${LANGUAGES.join(' or ')}`).default('zh-CN'),
  LENDER_HOTLINE: z.string().default(''),
  LENDER_ACCOUNT: z.string().default(''),
  /** Of phone numbers that are written without a country code. */
  LENDER_COUNTRY: z
    .string()
    .toUpperCase()
    .default(HOME)
    .refine(isCountry, { error: 'must be a country by its two letters, such as CN' }),
  /** Fonts of the lender's own: files and folders. */
  FONTS: z.string().default(''),

  /** Signs the heads of the record; left out: they are not signed. */
  AUDIT_KEY: pem.refine(
    (text) => /^(file|pkcs11):./.test(text) || isPem(() => isEd25519(createPrivateKey(text))),
    'must be an Ed25519 private key as PEM, file:PATH of one, or a pkcs11: URI',
  ),
  /** The public part of a key that never leaves its token. */
  AUDIT_KEY_PUBLIC: pem.refine(
    (text) => isPem(() => isEd25519(createPublicKey(text))),
    'must be an Ed25519 public key as PEM: a key in a token is known by it',
  ),
  /** Public keys that signed it before. */
  AUDIT_KEYS_BEFORE: pem.refine(
    (text) => areAll(text, (it) => isEd25519(createPublicKey(it))),
    'must be Ed25519 public keys as PEM',
  ),
  /** Folders and buckets out of reach of who administers the database, for the heads. */
  AUDIT_WITNESS: z
    .string()
    .transform((list) => list.split(',').map((it) => it.trim()))
    .refine((list) => list.every((it) => it !== ''), 'must be folders, or s3://BUCKET/FOLDER'),
  /** Who stamps the heads with the time (RFC 3161). */
  AUDIT_TSA_URL: url,
  AUDIT_TSA_CERTIFICATE: pem.refine(
    (text) => areAll(text, (it) => new X509Certificate(it).raw.length > 0),
    'must be certificates as PEM',
  ),

  PUBLIC_URL: url,
  TEMPORAL_UI_URL: url,
  PAYMENT_URL: url,
  /** What signs all that we give out and that comes back to us. */
  LINK_KEY: key,
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  API_PER_MINUTE: z.coerce
    .number('must be a whole number from 10 to 1000000')
    .int()
    .min(10)
    .max(1_000_000)
    .default(1200),
  API_TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform((list) => list.split(',').map((it) => it.trim()))
    .refine((list) => list.every((it) => /^(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?)$/i.test(it)), {
      error: 'must be addresses or networks such as 10.0.0.0/8',
    }),
  INTAKE_SECRETS: z.string().default(''),
  INTAKE_KINDS: z.string().default(''),
  /** The lender's own provider of identities. */
  OIDC_ISSUER: url.refine(
    (it) => it.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(it),
    {
      error: 'must be https, unless it is on this machine',
    },
  ),
  OIDC_CLIENT_ID: z.string({ error: 'is not set, and OIDC_ISSUER needs it' }),
  OIDC_CLIENT_SECRET_FILE: z.string({ error: 'is not set, and OIDC_ISSUER needs it' }),
  /** Hosts inside the network that webhooks may reach. */
  WEBHOOK_ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((it) => it.trim().toLowerCase() || [])),

  TWILIO_ACCOUNT_SID: z.string().startsWith('AC'),
  TWILIO_AUTH_TOKEN: z.string(),
  TWILIO_FROM: z.string(),
  TWILIO_MESSAGING_SERVICE_SID: z.string().startsWith('MG'),
  TWILIO_VOICE_FROM: phone,
  TWILIO_BASE_URL: url,
  TWILIO_COUNTRIES: countries,
  ALIYUN_ACCESS_KEY_ID: z.string(),
  ALIYUN_ACCESS_KEY_SECRET: z.string(),
  ALIYUN_TEMPLATES: z.string(),
  ALIYUN_BASE_URL: url,
  ALIYUN_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{24,100}$/, 'must be 24 or more letters and digits, as of openssl rand -hex 24'),

  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.string().regex(/^([^<>@]*<)?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an address, or a name and <an address>'),
  MAIL_DOMAIN: z.hostname(),
  MAIL_LOOKUP_URL: url,
  MAIL_UNSUBSCRIBE_URL: z.url({ protocol: /^https$/ }),
  DKIM_DOMAIN: z.hostname(),
  DKIM_SELECTOR: z.string(),
  DKIM_PRIVATE_KEY: pem,
  BOUNCE_DOMAIN: z.hostname({
    error: ({ input }) => (input === undefined ? 'is not set, and BOUNCE_SMTP_PORT needs it' : 'must be a domain'),
  }),
  BOUNCE_SMTP_HOST: z.string().default('127.0.0.1'),
  BOUNCE_SMTP_PORT: z
    .string({ error: 'is not set, and BOUNCE_DOMAIN needs it' })
    .regex(/^\d{1,5}$/, 'must be a port')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'must be a port'),

  ...each(WEBHOOK_CHANNELS, '_WEBHOOK_URL', url),
  WEBHOOK_SECRET: secret,
  ...each(CHANNELS, '_PER_SECOND', perSecond),
};
