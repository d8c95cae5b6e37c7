import twilioWebhooks from 'twilio/lib/webhooks/webhooks.js';
import { moment } from '../base/page.js';
import type { Message, Sandbox } from './sandbox-state.js';

/** Between two statuses of a message: soon, but one after the other. */
const stepMs = 150;
/** How late `late` callbacks come. */
const lateMs = 3000;
/** As Twilio does, a request to our address is given up after this time. */
export const CALLBACK_MS = 15_000;

/** How each behaviour of a carrier is reported: by Twilio, by Alibaba. */
const failures: Record<string, { twilio: number; aliyun: string }> = {
  undelivered: { twilio: 30005, aliyun: 'MOBILE_IN_BLACK' },
  unreachable: { twilio: 30003, aliyun: 'MOBILE_NOT_ON_SERVICE' },
  blocked: { twilio: 30007, aliyun: 'CONTENT_KEYWORD' },
};

const ways: Record<string, string[]> = {
  sms: ['sent', 'delivered'],
  'sms undelivered': ['sent', 'undelivered'],
  voice: ['initiated', 'ringing', 'in-progress', 'completed'],
  'voice undelivered': ['initiated', 'ringing', 'no-answer'],
};

/** What a call's status is called among the events that a caller asks for. */
const eventOf: Record<string, string> = { 'in-progress': 'answered', 'no-answer': 'completed' };

export interface Carrier {
  /** Lets a message or a call take its way, and reports each status to its StatusCallback. */
  carry(message: Message): void;
  stop(): void;
}

export function startCarrier(sandbox: Sandbox): Carrier {
  const timers = new Set<NodeJS.Timeout>();
  const after = (delayMs: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, delayMs);
    timers.add(timer);
  };

  const carry = (message: Message) => {
    const failing = failures[sandbox.behaviour[message.channel]];
    const way = ways[`${message.channel}${failing ? ' undelivered' : ''}`] ?? [];
    const errorCode = failing?.[message.gateway ?? 'twilio'];
    const left = way.slice(way.indexOf(message.status) + 1);
    left.forEach((status, index) => {
      after((index + 1) * stepMs, () => {
        const now = sandbox.messages.get(message.id);
        if (now !== undefined)
          sandbox.messages.put({ ...now, status, ...(status === 'undelivered' && errorCode ? { errorCode } : {}) });
      });
    });

    const { callbacks } = sandbox.behaviour;
    // What nobody answered has nothing to record.
    if (message.recordingCallback !== undefined && way.at(-1) === 'completed' && callbacks !== 'none')
      after((left.length + 1) * stepMs, () => void reportRecording(sandbox, message));
    if (message.callback === undefined || callbacks === 'none') return;
    const reported = left.filter((status) => {
      // Alibaba reports only the final status.
      if (message.gateway === 'aliyun') return status !== 'sent';
      return message.channel === 'sms' || message.events?.includes(eventOf[status] ?? status);
    });
    const order = callbacks === 'reversed' ? reported.toReversed() : reported;
    order.forEach((status, index) => {
      const delay = (left.indexOf(reported[index] ?? status) + 1) * stepMs + (callbacks === 'late' ? lateMs : 0);
      for (let time = 0; time < (callbacks === 'twice' ? 2 : 1); time++) {
        after(delay, () => void report(sandbox, message, status, left.indexOf(status), errorCode));
      }
    });
  };

  // Messages that were under way when the sandbox was stopped go on.
  const done = new Set(Object.values(ways).map((way) => way.at(-1)));
  for (const message of sandbox.messages.all()) if (!done.has(message.status)) carry(message);

  return {
    carry,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

async function report(
  sandbox: Sandbox,
  message: Message,
  status: string,
  sequence: number,
  errorCode: number | string | undefined,
): Promise<void> {
  if (message.gateway === 'aliyun') return pushReport(sandbox, message, status, errorCode);
  const url = message.callback ?? '';
  const common = { AccountSid: sandbox.accountSid, ApiVersion: '2010-04-01', From: message.from, To: message.to };
  const params: Record<string, string> =
    message.channel === 'voice'
      ? {
          ...common,
          CallSid: message.id,
          CallStatus: status,
          Direction: 'outbound-api',
          CallbackSource: 'call-progress-events',
          SequenceNumber: String(sequence),
          Timestamp: new Date().toUTCString(),
          ...(status === 'completed' ? { CallDuration: '20' } : {}),
        }
      : {
          ...common,
          MessageSid: message.id,
          SmsSid: message.id,
          MessageStatus: status,
          SmsStatus: status,
          ...(status === 'undelivered' ? { ErrorCode: String(errorCode) } : {}),
        };
  await post(sandbox, url, params);
}

async function reportRecording(
  sandbox: Sandbox,
  { id, recording = '', recordingCallback = '' }: Message,
): Promise<void> {
  await post(sandbox, recordingCallback, {
    AccountSid: sandbox.accountSid,
    CallSid: id,
    RecordingSid: recording,
    RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${sandbox.accountSid}/Recordings/${recording}`,
    RecordingStatus: 'completed',
    RecordingDuration: '20',
    RecordingChannels: '1',
    RecordingSource: 'OutboundAPI',
  });
}

async function post(sandbox: Sandbox, url: string, params: Record<string, string>): Promise<void> {
  const token = sandbox.behaviour.callbacks === 'forged' ? 'not the token' : sandbox.authToken;
  const signature = twilioWebhooks.getExpectedTwilioSignature(token, url, params);
  // Twilio does not repeat a report that nobody took.
  await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature, 'user-agent': 'TwilioProxy/1.1' },
    body: new URLSearchParams(params),
    signal: AbortSignal.timeout(CALLBACK_MS),
  }).catch(() => undefined);
}

/** As SmsReport has it; the number is not needed by who sent it. */
async function pushReport(
  { behaviour }: Sandbox,
  { id, outId, to, at, callback = '' }: Message,
  status: string,
  errorCode: number | string | undefined,
): Promise<void> {
  const success = status === 'delivered';
  const body = JSON.stringify([
    {
      phone_number: to.replace(/^\+86/, ''),
      send_time: moment(at),
      report_time: moment(new Date().toISOString()),
      success,
      err_code: success ? 'DELIVERED' : String(errorCode),
      err_msg: '',
      sms_size: '1',
      biz_id: id,
      out_id: outId ?? '',
    },
  ]);
  const url = behaviour.callbacks === 'forged' ? callback.replace(/[^/]+(?=\/report$)/, 'not-the-secret') : callback;
  const headers = { 'content-type': 'application/json' };
  await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(CALLBACK_MS) }).catch(() => undefined);
}
