/** What every way of reaching a person has in common. One file a channel; `index.ts` says which are configured. */

import type { ChannelName } from '../../domain/plan/atoms.js';
import type { Fields } from './words.js';

/** A text that the gateway has approved: its code there, the signature, and what fills it in. */
export interface Approved {
  code: string;
  sign: string;
  params: Record<string, string>;
}

export interface Outgoing {
  /** The notice's own id: it travels with the message wherever the channel can carry it, and is never personal data. */
  noticeId: string;
  /** A number in E.164, a mail address, or the receiver's id at the gateway. */
  to: string;
  /** Used by mail and by the gateways; sms and voice have none. */
  subject: string;
  text: string;
  language: 'zh-CN' | 'en';
  /** The first attempt at this notice: a look-up never searches before it. */
  since: Date;
  /** From this moment on it must not arrive any more: the quiet hours begin, or it is of no use. */
  until?: Date;
  /** Of a gateway that sends approved texts only; `text` is what it makes of it. */
  approved?: Approved;
  /** To staff, who do not unsubscribe from their work; mail alone carries it. `html` left out: the words are made into a page. */
  paper?: { html?: string; attachments: { name: string; type: string; bytes: Uint8Array }[] };
}

/**
 * What became of one attempt. Codes and reasons are stored and logged, so they never hold the address or the text:
 * they are our own words, never the provider's.
 */
export type Outcome =
  /** The provider took it. Whether it arrived is told later by the provider's report. */
  | { status: 'sent'; providerId: string }
  /** For good: nobody got it, and trying this message to this address again is useless. `gone`: no other message either. */
  | { status: 'refused'; code: string; reason: string; gone?: true }
  /** Surely not sent, may be tried again: busy, unreachable, or our own settings are wrong. */
  | { status: 'not-sent'; code: string; reason: string; retryAfterMs?: number }
  /** It may have been sent. Look it up before anything else. */
  | { status: 'unknown'; code: string; reason: string };

export type Failure = Exclude<Outcome, { status: 'sent' }>;

/**
 * What a look-up can tell. `absent` means the provider knows nothing of it at this moment: a request that ran into a
 * timeout may still be on its way inside the provider, so give it a minute before believing it.
 * `unknowable` means nobody but a person can decide.
 */
export type Found = { status: 'sent'; providerId: string } | { status: 'absent' } | { status: 'unknowable' };

export interface Channel {
  name: ChannelName;

  /** Whether this channel may and can reach the address: its form, its kind, its country. */
  carries(address: string): boolean;

  /**
   * The words for an address that only takes approved ones; null: none are approved, so nothing can be sent. Undefined, or
   * no such function: our own words will do.
   */
  approvedWords?(
    address: string,
    template: string,
    language: Outgoing['language'],
    fields: Fields,
  ): { text: string; approved: Approved } | null | undefined;

  /**
   * Tries once; never throws for what the provider does. `signal` stops a message only before it is handed over: one that is under way
   * is followed to its end (within the channel's timeout), since otherwise its outcome would be unknown.
   */
  send(message: Outgoing, signal?: AbortSignal): Promise<Outcome>;

  /**
   * Asks the provider what became of an attempt whose outcome is unknown.
   * @param exclude provider ids that already belong to other notices: two notices may have the same words.
   * @throws an Error without personal data when the provider cannot be asked just now; ask again later.
   */
  find(message: Outgoing, exclude: ReadonlySet<string>): Promise<Found>;

  /**
   * Removes a recording at the provider; one that is not there is removed already.
   * @throws an Error without personal data when the provider does not do it just now
   */
  removeRecording?(recording: string): Promise<void>;

  /** Lets go of connections. Call it when nothing is under way. */
  close(): Promise<void>;
}

/** The outcome of a message that would arrive after its `until`; the gate decides anew when it may go. */
export const TOO_LATE: Failure = { status: 'not-sent', code: 'too-late', reason: 'it would arrive too late' };

/** The outcome of a message whose activity was cancelled before it left. */
export const CANCELLED: Failure = { status: 'not-sent', code: 'cancelled', reason: 'cancelled before it was sent' };

/** How long to leave a channel alone whose settings (password, sender, account) are wrong: a person has to mend them. */
export const OUR_FAULT_RETRY_MS = 15 * 60_000;

/**
 * Errors of a connection that was never made, so nothing can have been sent.
 * A reset or a timeout is not among them: the request may have arrived.
 */
export const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The wait a Retry-After header asks for, in milliseconds; undefined when there is none or it cannot be read. */
export function retryAfterMs(header: string | null | undefined, now: number = Date.now()): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
