import { z } from 'zod';
import type { Journal } from '../base/journal.js';

/** Those that the lender's own gateway serves. */
export const webhooks = ['wechat', 'push'] as const;
export const channels = ['sms', 'voice', ...webhooks] as const;
export type Channel = (typeof channels)[number];

/** The same for each channel. */
export const ofEach = <T>(value: T) => Object.fromEntries(channels.map((it) => [it, value])) as Record<Channel, T>;

/** What the sandbox was given to deliver. */
export interface Message {
  /** SM… or CA…; at Alibaba the BizId; of a webhook its webhook-id. */
  id: string;
  channel: Channel;
  at: string;
  to: string;
  from: string;
  /** Of an SMS its text, of a webhook its payload as it came. */
  body?: string;
  /** What a call says, or where that is told. */
  twiml?: string;
  url?: string;
  messagingServiceSid?: string;
  /** Left out: Twilio's. */
  gateway?: 'aliyun';
  /** At Alibaba: the sender's own id, and the approved text. */
  outId?: string;
  template?: string;
  /** As Twilio names them; of a webhook always `delivered`. */
  status: string;
  errorCode?: number | string;
  callback?: string;
  /** Of a call that is recorded: the recording's id, `removed` when it was, and where it is reported. */
  recording?: string;
  recordingCallback?: string;
  /** The call events that are reported. */
  events?: string[];
}

/**
 * How a channel treats what it is sent.
 * undelivered: accepted, then reported as not delivered (30005; by Alibaba MOBILE_IN_BLACK), a call as not answered.
 * unreachable: the same for a phone that is off (30003, MOBILE_NOT_ON_SERVICE); blocked: for its words (30007, CONTENT_KEYWORD).
 * garbage: an answer that is not the provider's, nothing kept. The last two: kept, but the sender never learns it.
 */
const mode = z.enum([
  'ok',
  'reject',
  'outage',
  'rate-limit',
  'garbage',
  'undelivered',
  'unreachable',
  'blocked',
  'drop-after-accept',
  'timeout-after-accept',
]);

/** How status callbacks come: late = after three seconds, reversed = the last status first, forged = wrongly signed. */
const callbacks = z.enum(['once', 'twice', 'late', 'reversed', 'forged', 'none']);

export const behaviourChange = z.strictObject({ ...ofEach(mode), callbacks }).partial();

export type Behaviour = Record<Channel, z.infer<typeof mode>> & { callbacks: z.infer<typeof callbacks> };

/** Alibaba's gateway as it is set up for us. */
export interface AliyunAccount {
  accessKeyId: string;
  accessKeySecret: string;
  sign: string;
  /** The approved texts by their codes. */
  templates: Record<string, string>;
  /** Where it pushes reports and messages from people, without the last part of the path; left out: nowhere. */
  pushUrl?: string;
}

export interface Sandbox {
  accountSid: string;
  authToken: string;
  webhookSecret: string;
  /** Left out: no such gateway here. */
  aliyun?: AliyunAccount;
  messages: Journal<Message>;
  /** How often each channel was asked for anything since the start, whatever came of it. */
  requests: Record<Channel, number>;
  behaviour: Behaviour;
}
