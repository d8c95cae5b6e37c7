import { CANCELLED, type Channel, type Found, type Outcome, type Outgoing, TOO_LATE } from '../message/channel.js';
import { carriesNumber } from '../message/phone.js';
import { attempt, createTwilio, findAmong, statusCallback, type TwilioSettings } from './twilio-client.js';
import { isGone } from './twilio-reports.js';

export interface TwilioSmsSettings extends TwilioSettings {
  /** Our number, or a messaging service that picks one; the service wins when both are set. */
  from?: string | undefined;
  messagingServiceSid?: string | undefined;
}

/** A message that waits longer in Twilio's queue than this is dropped, or than until the moment it must not arrive any more. */
const LONGEST_VALIDITY_SECONDS = 3600;

export function createTwilioSms(settings: TwilioSmsSettings): Channel {
  const { client, close } = createTwilio(settings);
  const sender = settings.messagingServiceSid
    ? { messagingServiceSid: settings.messagingServiceSid }
    : { from: settings.from ?? '' };

  async function send(message: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted) return CANCELLED;
    const left = message.until ? Math.floor((message.until.getTime() - Date.now()) / 1000) : LONGEST_VALIDITY_SECONDS;
    if (left < 1) return TOO_LATE;
    const callback = statusCallback(settings, 'sms', message.noticeId);
    const outcome = await attempt(() =>
      client.messages.create({
        ...sender,
        to: message.to,
        body: message.text,
        validityPeriod: Math.min(left, LONGEST_VALIDITY_SECONDS),
        ...(callback ? { statusCallback: callback } : {}),
      }),
    );
    return outcome.status === 'refused' && isGone(outcome.code) ? { ...outcome, gone: true } : outcome;
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
