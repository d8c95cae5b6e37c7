/** Twilio's own library, pointed where the settings say, and the one place that tells what its errors mean. */
import http from 'node:http';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type { CallStep } from '../../domain/contact/keys.js';
import {
  type Failure,
  type Found,
  NEVER_CONNECTED,
  OUR_FAULT_RETRY_MS,
  type Outcome,
  retryAfterMs,
} from '../message/channel.js';
import type { Countries } from '../message/phone.js';

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** Where to go instead of Twilio itself: the sandbox, a proxy. */
  baseUrl?: string | undefined;
  /** Our own address on the internet. Without it there are no delivery reports. */
  publicUrl?: string | undefined;
  countries?: Countries;
  /** How long to wait for an answer; 10 seconds unless told. */
  timeoutMs?: number | undefined;
}

export type TwilioClient = ReturnType<typeof twilio>;

const TIMEOUT_MS = 10_000;
/** With the library's own limit of 20 a morning's batch would have to queue. */
const MAX_SOCKETS = 100;
const QUEUE_FULL_RETRY_MS = 60_000;

/** Twilio asked us to slow down. The library's own error leaves out the header that says for how long. */
class TooManyRequests extends Error {
  constructor(readonly retryAfterMs: number | undefined) {
    super('twilio: too many requests');
  }
}

/** A class, since the library takes its HTTP client as an object of its own class. */
class HttpClient extends twilio.RequestClient {
  constructor(
    timeout: number,
    private readonly baseUrl: string | undefined,
  ) {
    super({
      timeout,
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      maxTotalSockets: MAX_SOCKETS,
      maxFreeSockets: MAX_SOCKETS,
    });
    // The library only makes an agent for https; the sandbox is plain http.
    this.axios.defaults.httpAgent = new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  }

  override async request<Data>(options: RequestClient.RequestOptions<Data>) {
    const uri = this.baseUrl ? moved(options.uri, this.baseUrl) : options.uri;
    const response = await super.request({ ...options, uri });
    if (response.statusCode === 429) throw new TooManyRequests(retryAfterMs(response.headers['retry-after']));
    return response;
  }

  close(): void {
    this.axios.defaults.httpAgent.destroy();
    this.axios.defaults.httpsAgent.destroy();
  }
}

function moved(uri: string, baseUrl: string): string {
  const { pathname, search } = new URL(uri);
  return baseUrl.replace(/\/$/, '') + pathname + search;
}

/** A client, and what closes its connections. */
export function createTwilio(settings: TwilioSettings): { client: TwilioClient; close: () => void } {
  const httpClient = new HttpClient(settings.timeoutMs ?? TIMEOUT_MS, settings.baseUrl);
  return { client: twilio(settings.accountSid, settings.authToken, { httpClient }), close: () => httpClient.close() };
}

/**
 * Where Twilio reports what became of a message or call. It carries the notice's id, so a report finds its notice even
 * when the answer that told us Twilio's id was lost.
 */
export function statusCallback(settings: TwilioSettings, path: 'sms' | 'voice', noticeId: string): string | undefined {
  return webhook(settings, path, noticeId);
}

/** The address for keys that are pressed at a step of a call; undefined: no API takes them. @param wrong how many wrong entries came before */
export function keysAddress(
  settings: Pick<TwilioSettings, 'publicUrl'>,
  noticeId: string,
  step: CallStep,
  wrong = 0,
): string | undefined {
  const address = webhook(settings, 'keys', noticeId);
  return address && `${address}&step=${step}${wrong > 0 ? `&wrong=${wrong}` : ''}`;
}

/** Where Twilio says that a call's recording is ready. */
export function recordingsAddress(settings: TwilioSettings, noticeId: string): string | undefined {
  return webhook(settings, 'recording', noticeId);
}

function webhook({ publicUrl }: Pick<TwilioSettings, 'publicUrl'>, path: string, noticeId: string): string | undefined {
  if (!publicUrl) return undefined;
  return `${publicUrl.replace(/\/$/, '')}/webhooks/twilio/${path}?notice=${encodeURIComponent(noticeId)}`;
}

/** Mistakes in our own settings or account. They say nothing about the borrower's number, so it must not be given up. */
const OUR_FAULT = new Map([
  [20003, 'Twilio does not accept our account and token'],
  [21212, 'the sender is not a valid number'],
  [21606, 'the sender is not a number of ours'],
]);

const REFUSALS = new Map([
  [21211, 'not a valid number'],
  [21214, 'no route to this number'],
  [21217, 'not a valid number'],
  [21408, 'our account may not reach this country'],
  [21610, 'the receiver has opted out'],
  [21612, 'no route to this number'],
  [21614, 'not a mobile number'],
  [21635, 'not a mobile number'],
  [21617, 'the text is too long'],
]);

/** Makes a message or a call, and says what became of it. Never throws. */
export async function attempt(create: () => Promise<{ sid: string }>): Promise<Outcome> {
  try {
    const { sid } = await create();
    // An answer without an id is not Twilio's: a proxy in between made it.
    return sid ? { status: 'sent', providerId: sid } : UNREADABLE;
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Removes something at Twilio; what is not there is gone already. @throws an Error without personal data */
export async function removed(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if ((error as { status?: unknown }).status === 404) return;
    throw new Error(`Twilio did not remove it: ${outcomeOf(error).code}`);
  }
}

const UNREADABLE: Failure = { status: 'unknown', code: 'twilio-unreadable', reason: 'no readable answer from Twilio' };

/**
 * What an error of Twilio's library means for the message. Words are our own: the library's messages and fields hold
 * the number and the text.
 */
function outcomeOf(error: unknown): Failure {
  if (error instanceof TooManyRequests) return notSent('twilio-429', 'Twilio is busy', error.retryAfterMs);

  const { status, code } = error as { status?: unknown; code?: unknown };
  if (typeof status === 'number') {
    return outcomeOfAnswer(status, typeof code === 'number' ? code : undefined);
  }
  if (typeof code === 'string' && NEVER_CONNECTED.has(code)) return notSent(code, 'Twilio cannot be reached');
  // A timeout, a cut connection, or an answer that is not Twilio's: the message may be on its way.
  return typeof code === 'string' ? { ...UNREADABLE, code } : UNREADABLE;
}

function outcomeOfAnswer(status: number, code: number | undefined): Failure {
  const shown = code ? `twilio-${code}` : `twilio-http-${status}`;

  if (code === 21611) return notSent(shown, "the sender's queue is full", QUEUE_FULL_RETRY_MS);
  const ourFault = code === undefined ? undefined : OUR_FAULT.get(code);
  if (ourFault) return notSent(shown, ourFault, OUR_FAULT_RETRY_MS);
  if (status === 401 || status === 403 || status === 404) {
    return notSent(shown, 'Twilio does not accept our account', OUR_FAULT_RETRY_MS);
  }
  // 408 (the server gave up waiting) is a timeout: the outcome is unknown.
  if (status >= 400 && status < 500 && status !== 408) {
    const refusal = code === undefined ? undefined : REFUSALS.get(code);
    return { status: 'refused', code: shown, reason: refusal ?? 'Twilio refused it' };
  }
  return { status: 'unknown', code: shown, reason: 'Twilio failed while it had the message' };
}

function notSent(code: string, reason: string, retryAfterMs?: number): Failure {
  return { status: 'not-sent', code, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** The most Twilio gives in one page. */
const PAGE = 1000;
/** Twilio's clock and ours may differ. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Looks among what went to one number since the notice's first attempt, newest first.
 * It is not asked for by date: Twilio filters by the day of sending, which a message still in the queue does not have,
 * and taking such a one for absent would send it twice.
 * @param list asks Twilio for at most `limit` records to the number.
 * @param judge decides on the records that no other notice has.
 * @throws an Error without personal data when Twilio does not answer.
 */
export async function findAmong<Sent extends { sid: string; dateCreated: Date }>(
  list: (limit: number) => Promise<Sent[]>,
  since: Date,
  exclude: ReadonlySet<string>,
  judge: (candidates: Sent[]) => Found,
): Promise<Found> {
  const all = await list(PAGE).catch((error: unknown) => {
    // The cause is left out: it holds the number.
    throw new Error(`Twilio could not be asked: ${outcomeOf(error).code}`);
  });
  const recent = all.filter((sent) => sent.dateCreated.getTime() >= since.getTime() - CLOCK_SKEW_MS);
  const found = judge(recent.filter((sent) => !exclude.has(sent.sid)));
  // A full page of recent ones may hide ours behind it.
  return found.status === 'absent' && recent.length === PAGE ? { status: 'unknowable' } : found;
}
