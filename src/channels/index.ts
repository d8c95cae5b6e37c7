/** The ways of reaching a person, as far as they are configured. */
import type { Channel, ChannelName } from './channel.js';
import { createEmail } from './email.js';
import type { ChannelSettings } from './settings.js';
import { createSms } from './sms.js';
import { createVoice } from './voice.js';
import { createWebhook } from './webhook.js';

export type { Approved, Channel, Outcome, Outgoing } from './channel.js';
export { type ChannelSettings, channelSettings } from './settings.js';

/** A channel that is not configured is not there. */
export type Channels = Partial<Record<ChannelName, Channel>>;

export function createChannels(settings: ChannelSettings): Channels {
  const { sms, voice, email, wechat, push } = settings;
  return {
    ...(sms ? { sms: createSms(sms) } : {}),
    ...(voice ? { voice: createVoice(voice) } : {}),
    ...(email ? { email: createEmail(email) } : {}),
    ...(wechat ? { wechat: createWebhook('wechat', wechat) } : {}),
    ...(push ? { push: createWebhook('push', push) } : {}),
  };
}
