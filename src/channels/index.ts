/** The ways of reaching a person, as far as they are configured. */
import pThrottle from 'p-throttle';
import { type ChannelName, WEBHOOK_CHANNELS } from '../domain/plan/atoms.js';
import { createEmail } from './email.js';
import { bounded } from './message/bounded.js';
import type { Channel } from './message/channel.js';
import type { ChannelSettings } from './settings.js';
import { createSms } from './sms.js';
import { createVoice } from './voice.js';
import { createWebhook } from './webhook.js';

export type { Approved, Channel, Outcome, Outgoing } from './message/channel.js';
export { type ChannelSettings, channelSettings } from './settings.js';

/** A channel that is not configured is not there. */
export type Channels = Partial<Record<ChannelName, Channel>>;

/** `recordCalls`: the contact rules ask for it. */
export function createChannels(settings: ChannelSettings, recordCalls = false): Channels {
  const { sms, voice, email, webhooks = {}, perSecond = {} } = settings;
  const channels = [
    ...(sms ? [createSms(sms)] : []),
    ...(voice ? [createVoice({ ...voice, record: recordCalls })] : []),
    ...(email ? [createEmail(email)] : []),
    ...WEBHOOK_CHANNELS.flatMap((name) => (webhooks[name] ? [createWebhook(name, webhooks[name])] : [])),
  ];
  return Object.fromEntries(channels.map((it) => [it.name, paced(bounded(it), perSecond[it.name])]));
}

/** Messages beyond the channel's pace wait for the next second. */
function paced(channel: Channel, perSecond: number | undefined): Channel {
  if (perSecond === undefined) return channel;
  const throttle = pThrottle({ limit: perSecond, interval: 1_000, strict: true });
  return { ...channel, send: throttle((...message: Parameters<Channel['send']>) => channel.send(...message)) };
}
