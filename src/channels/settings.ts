/** The channels' settings, from the environment. No secret has a default. */
import { CHANNELS, type ChannelName, WEBHOOK_CHANNELS, type WebhookChannel } from '../domain/plan/atoms.js';
import { readVariables } from '../lender/environment.js';
import { ofChannel } from '../lender/variables.js';
import { BadInput } from '../library/checked-yaml.js';
import type { AliyunSettings } from './aliyun/aliyun-sms.js';
import { readApprovedTemplates } from './aliyun/approved-templates.js';
import { type Bounces, bouncesFrom } from './bounces.js';
import type { EmailSettings } from './email.js';
import { type Links, linksFrom } from './message/links.js';
import type { SmsSettings } from './sms.js';
import type { TwilioSmsSettings } from './twilio/twilio-sms.js';
import type { VoiceSettings } from './voice.js';
import type { WebhookSettings } from './webhook.js';

/** A channel that is not here is not configured. */
export interface ChannelSettings {
  sms?: SmsSettings;
  voice?: VoiceSettings;
  email?: EmailSettings;
  /** Those that the lender's own gateway serves. */
  webhooks?: Partial<Record<WebhookChannel, WebhookSettings>>;
  /** The most that is handed over in a second; a channel that is not named: as fast as the provider takes it. */
  perSecond?: Partial<Record<ChannelName, number>>;
}

/** The variable with the address of a channel's gateway. */
export const webhookVariable = (channel: WebhookChannel) => ofChannel(channel, '_WEBHOOK_URL');

const readEnvironment = (env: NodeJS.ProcessEnv) =>
  readVariables(
    env,
    ['LENDER_HOTLINE'],
    [
      'PUBLIC_URL',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM',
      'TWILIO_MESSAGING_SERVICE_SID',
      'TWILIO_VOICE_FROM',
      'TWILIO_BASE_URL',
      'TWILIO_COUNTRIES',
      'ALIYUN_ACCESS_KEY_ID',
      'ALIYUN_ACCESS_KEY_SECRET',
      'ALIYUN_TEMPLATES',
      'ALIYUN_BASE_URL',
      'SMTP_URL',
      'MAIL_FROM',
      'MAIL_DOMAIN',
      'MAIL_LOOKUP_URL',
      'MAIL_UNSUBSCRIBE_URL',
      'DKIM_DOMAIN',
      'DKIM_SELECTOR',
      'DKIM_PRIVATE_KEY',
      'WEBHOOK_SECRET',
      ...WEBHOOK_CHANNELS.map(webhookVariable),
      ...CHANNELS.map((channel) => ofChannel(channel, '_PER_SECOND')),
    ],
  );
type Environment = ReturnType<typeof readEnvironment>;

/**
 * Reads which channels are configured. An empty variable counts as absent.
 * @throws BadInput that names the variable when one is malformed, or missing beside others that need it; and for a file of
 * approved templates that does not keep to its schema.
 */
export function channelSettings(env: NodeJS.ProcessEnv): ChannelSettings {
  const settings = readEnvironment(env);
  const { sms: twilio, ...calls } = twilioSettings(settings);
  const aliyun = aliyunSettings(settings);
  return {
    ...(twilio || aliyun ? { sms: { ...(twilio ? { twilio } : {}), ...(aliyun ? { aliyun } : {}) } } : {}),
    ...calls,
    ...emailSettings(settings, linksFrom(env), bouncesFrom(env)),
    ...webhookSettings(settings),
    ...rates(settings),
  };
}

function rates(env: Environment): Pick<ChannelSettings, 'perSecond'> {
  const named = CHANNELS.flatMap((channel) => {
    const rate = env[ofChannel(channel, '_PER_SECOND')];
    return rate === undefined ? [] : [[channel, rate] as const];
  });
  return named.length > 0 ? { perSecond: Object.fromEntries(named) } : {};
}

/** The variable's value. @throws BadInput that names it when it is absent. */
function needed<Name extends keyof Environment>(env: Environment, name: Name, because: string) {
  const value = env[name];
  if (value === undefined) throw new BadInput([`${name} is not set, and ${because} needs it`]);
  return value as NonNullable<Environment[Name]>;
}

function firstSet(env: Environment, names: (keyof Environment)[]): keyof Environment | undefined {
  return names.find((name) => env[name] !== undefined);
}

function aliyunSettings(env: Environment): AliyunSettings | undefined {
  const because = firstSet(env, ['ALIYUN_ACCESS_KEY_ID', 'ALIYUN_ACCESS_KEY_SECRET', 'ALIYUN_TEMPLATES']);
  if (!because) return undefined;
  return {
    accessKeyId: needed(env, 'ALIYUN_ACCESS_KEY_ID', because),
    accessKeySecret: needed(env, 'ALIYUN_ACCESS_KEY_SECRET', because),
    templates: readApprovedTemplates(needed(env, 'ALIYUN_TEMPLATES', because)),
    baseUrl: env.ALIYUN_BASE_URL,
  };
}

function twilioSettings(env: Environment): { sms?: TwilioSmsSettings; voice?: VoiceSettings } {
  const because = firstSet(env, [
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_FROM',
    'TWILIO_MESSAGING_SERVICE_SID',
    'TWILIO_VOICE_FROM',
  ]);
  if (!because) return {};
  const account = {
    accountSid: needed(env, 'TWILIO_ACCOUNT_SID', because),
    authToken: needed(env, 'TWILIO_AUTH_TOKEN', because),
    baseUrl: env.TWILIO_BASE_URL,
    publicUrl: env.PUBLIC_URL,
    countries: env.TWILIO_COUNTRIES,
  };
  const from = env.TWILIO_FROM;
  const messagingServiceSid = env.TWILIO_MESSAGING_SERVICE_SID;
  const voiceFrom = env.TWILIO_VOICE_FROM;
  if (!from && !messagingServiceSid && !voiceFrom) {
    throw new BadInput([
      `${because} is set, but none of TWILIO_FROM, TWILIO_MESSAGING_SERVICE_SID, TWILIO_VOICE_FROM is`,
    ]);
  }
  return {
    ...(from || messagingServiceSid ? { sms: { ...account, from, messagingServiceSid } } : {}),
    ...(voiceFrom ? { voice: { ...account, from: voiceFrom, hotline: env.LENDER_HOTLINE } } : {}),
  };
}

function emailSettings(
  env: Environment,
  links: Links | undefined,
  bounces: Bounces | undefined,
): Pick<ChannelSettings, 'email'> {
  const because = firstSet(env, ['SMTP_URL', 'MAIL_FROM', 'MAIL_DOMAIN']);
  if (!because) return {};
  return {
    email: {
      smtpUrl: needed(env, 'SMTP_URL', because),
      from: needed(env, 'MAIL_FROM', because),
      domain: needed(env, 'MAIL_DOMAIN', because),
      lookupUrl: env.MAIL_LOOKUP_URL,
      unsubscribeUrl: env.MAIL_UNSUBSCRIBE_URL,
      links,
      bounces,
      dkim: dkimSettings(env),
    },
  };
}

function dkimSettings(env: Environment): EmailSettings['dkim'] {
  const because = firstSet(env, ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY']);
  if (!because) return undefined;
  return {
    domainName: needed(env, 'DKIM_DOMAIN', because),
    keySelector: needed(env, 'DKIM_SELECTOR', because),
    privateKey: needed(env, 'DKIM_PRIVATE_KEY', because),
  };
}

function webhookSettings(env: Environment): Pick<ChannelSettings, 'webhooks'> {
  const served = WEBHOOK_CHANNELS.flatMap((channel) => {
    const name = webhookVariable(channel);
    const target = env[name];
    return target ? [[channel, { url: target, secret: needed(env, 'WEBHOOK_SECRET', name) }] as const] : [];
  });
  return served.length > 0 ? { webhooks: Object.fromEntries(served) } : {};
}
