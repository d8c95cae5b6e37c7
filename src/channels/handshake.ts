/** Whether a provider knows us: a login or a harmless request; nothing is sent. Faults are told without secrets. */
import { WEBHOOK_CHANNELS } from '../domain/plan/atoms.js';
import { createAliyunSms } from './aliyun/aliyun-sms.js';
import { verifySmtp } from './email.js';
import { type ChannelSettings, webhookVariable } from './settings.js';
import { createTwilio, type TwilioSettings } from './twilio/twilio-client.js';

export interface Handshake {
  /** `Twilio`, `mail server` … */
  provider: string;
  /** @throws an Error that says what is wrong and what to do */
  shake(): Promise<void>;
}

/** `doctor` waits so long for each provider. */
const TIMEOUT_MS = 5_000;

export function handshakes({ sms, voice, email, webhooks = {} }: ChannelSettings): Handshake[] {
  const twilio = sms?.twilio ?? voice;
  const aliyun = sms?.aliyun;
  return [
    ...(twilio ? [{ provider: 'Twilio', shake: () => twilioKnowsUs(twilio) }] : []),
    ...(aliyun ? [{ provider: 'Alibaba Cloud SMS', shake: () => aliyunKnowsUs(aliyun) }] : []),
    ...(email ? [{ provider: 'mail server', shake: () => verifySmtp({ ...email, timeoutMs: TIMEOUT_MS }) }] : []),
    ...WEBHOOK_CHANNELS.flatMap((channel) => {
      const { url } = webhooks[channel] ?? {};
      return url ? [{ provider: `${channel} gateway`, shake: () => answers(url, webhookVariable(channel)) }] : [];
    }),
  ];
}

async function twilioKnowsUs(settings: TwilioSettings): Promise<void> {
  const { client, close } = createTwilio({ ...settings, timeoutMs: TIMEOUT_MS });
  try {
    await client.messages.list({ limit: 1, pageSize: 1 });
  } catch (error) {
    const { status, code } = error as { status?: number; code?: unknown };
    if (status === 401 || status === 403)
      throw new Error('Twilio does not know us: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not those of an account');
    throw new Error(`Twilio does not answer (${status ?? code ?? 'no answer'}): is it up, is the way out open?`);
  } finally {
    close();
  }
}

/** A number that nobody has. */
const NOBODY = '+8610000000000';

async function aliyunKnowsUs(settings: Parameters<typeof createAliyunSms>[0]): Promise<void> {
  const channel = createAliyunSms({ ...settings, timeoutMs: TIMEOUT_MS });
  const message = {
    noticeId: 'doctor',
    to: NOBODY,
    subject: '',
    text: '',
    language: 'zh-CN',
    since: new Date(),
  } as const;
  try {
    await channel.find(message, new Set());
  } catch (error) {
    throw new Error(
      `${(error as Error).message}: are ALIYUN_ACCESS_KEY_ID and ALIYUN_ACCESS_KEY_SECRET right, may the key ask for SMS, is the way out open?`,
    );
  } finally {
    await channel.close();
  }
}

/** Any answer below 500 will do: a gateway need not know HEAD. */
export async function answers(url: string, variable: string): Promise<void> {
  const status = await fetch(url, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).then(
    (response) => response.status,
    () => null,
  );
  if (status === null) throw new Error(`nobody answers at ${variable}: is it running, is the way open?`);
  if (status >= 500) throw new Error(`${variable} answers ${status}: see its log`);
}
