import { z } from 'zod';
import type { Journal } from './journal.js';

export const channels = ['sms', 'voice', 'wechat', 'push'] as const;
export type Channel = (typeof channels)[number];

/** What the sandbox was given to deliver. */
export interface Message {
  /** SM… or CA…; of a webhook its webhook-id. */
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
  /** As Twilio names them; of a webhook always `delivered`. */
  status: string;
  errorCode?: number;
  callback?: string;
  /** The call events that are reported. */
  events?: string[];
}

/**
 * How a channel treats what it is sent.
 * undelivered: accepted, then reported as not delivered (30005), a call as not answered.
 * garbage: an answer that is not Twilio's, nothing kept. The last two: kept, but the sender never learns it.
 */
const mode = z.enum([
  'ok',
  'reject',
  'outage',
  'rate-limit',
  'garbage',
  'undelivered',
  'drop-after-accept',
  'timeout-after-accept',
]);

/** How status callbacks come: late = after three seconds, reversed = the last status first, forged = wrongly signed. */
const callbacks = z.enum(['once', 'twice', 'late', 'reversed', 'forged', 'none']);

export const behaviourChange = z
  .strictObject({ sms: mode, voice: mode, wechat: mode, push: mode, callbacks })
  .partial();

export type Behaviour = Record<Channel, z.infer<typeof mode>> & { callbacks: z.infer<typeof callbacks> };

export interface Sandbox {
  accountSid: string;
  authToken: string;
  webhookSecret: string;
  messages: Journal<Message>;
  behaviour: Behaviour;
}
