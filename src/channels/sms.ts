import { CANCELLED, type Channel, type Found, type Outcome, type Outgoing } from './channel.js';
import { carriesNumber } from './phone.js';
import { attempt, createTwilio, findAmong, statusCallback, type TwilioSettings } from './twilio-client.js';

export interface SmsSettings extends TwilioSettings {
  /** Our number, or a messaging service that picks one; the service wins when both are set. */
  from?: string | undefined;
  messagingServiceSid?: string | undefined;
}

/** A message that waits longer in Twilio's queue than this is dropped: it could otherwise arrive in the quiet hours. */
const VALIDITY_SECONDS = 3600;

export function createSms(settings: SmsSettings): Channel {
  const { client, close } = createTwilio(settings);
  const sender = settings.messagingServiceSid
    ? { messagingServiceSid: settings.messagingServiceSid }
    : { from: settings.from ?? '' };

  async function send(message: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted) return CANCELLED;
    const callback = statusCallback(settings, 'sms', message.noticeId);
    return attempt(() =>
      client.messages.create({
        ...sender,
        to: message.to,
        body: message.text,
        validityPeriod: VALIDITY_SECONDS,
        ...(callback ? { statusCallback: callback } : {}),
      }),
    );
  }

  /** Ours is the message to that number with exactly our words. */
  function find(message: Outgoing, exclude: ReadonlySet<string>): Promise<Found> {
    return findAmong(
      (limit) => client.messages.list({ to: message.to, limit, pageSize: limit }),
      message.since,
      exclude,
      (candidates) => {
        const ours = candidates.find((candidate) => candidate.body === message.text);
        if (ours) return { status: 'sent', providerId: ours.sid };
        // An account may be set to forget texts; then any of these could be ours.
        return { status: candidates.some((candidate) => !candidate.body) ? 'unknowable' : 'absent' };
      },
    );
  }

  return {
    name: 'sms',
    carries: (address) => carriesNumber(address, 'sms', settings.countries),
    send,
    find,
    close: async () => close(),
  };
}
