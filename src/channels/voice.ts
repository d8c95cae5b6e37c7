import { callScript } from './call-words.js';
import { CANCELLED, type Channel, type Found, type Outcome, type Outgoing } from './message/channel.js';
import { carriesNumber } from './message/phone.js';
import {
  attempt,
  createTwilio,
  findAmong,
  keysAddress,
  recordingsAddress,
  removed,
  statusCallback,
  type TwilioSettings,
} from './twilio/twilio-client.js';

export interface VoiceSettings extends TwilioSettings {
  /** Our number that calls. */
  from: string;
  /** Calls are recorded at Twilio, which tells us of each recording when there is an address of ours. */
  record?: boolean | undefined;
  /** Whom to call back; left out: the account manager. */
  hotline?: string | undefined;
}

/** Twilio takes no longer script than this. */
const MAX_SCRIPT = 4000;

/**
 * A call. Its own script names nobody: the text is said by what takes the keys (src/api/gateways/pressed-keys.ts), to the borrower alone.
 */
export function createVoice(settings: VoiceSettings): Channel {
  const { client, close } = createTwilio(settings);

  async function send(message: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted) return CANCELLED;
    const twiml = callScript(message, keysAddress(settings, message.noticeId, 'greeting'), settings.hotline ?? '');
    // The same call will say the message, too, once the borrower has shown to be the borrower: both must fit.
    if (twiml.length + message.text.length > MAX_SCRIPT) {
      return { status: 'refused', code: 'text-too-long', reason: 'the text is too long to be read out' };
    }
    const callback = statusCallback(settings, 'voice', message.noticeId);
    const recordings = recordingsAddress(settings, message.noticeId);
    return attempt(() =>
      client.calls.create({
        from: settings.from,
        to: message.to,
        twiml,
        // Its report then says whether a person or a machine answered.
        ...(callback ? { statusCallback: callback, machineDetection: 'Enable' } : {}),
        ...(settings.record ? { record: true } : {}),
        ...(settings.record && recordings ? { recordingStatusCallback: recordings } : {}),
      }),
    );
  }

  /**
   * Twilio's list of calls does not give back what was said, nor where reports go, so a call cannot be told from
   * another. One call that no other notice has must be ours; of several nobody can say.
   */
  function find(message: Outgoing, exclude: ReadonlySet<string>): Promise<Found> {
    return findAmong(
      (limit) => client.calls.list({ to: message.to, from: settings.from, limit, pageSize: limit }),
      message.since,
      exclude,
      ([call, another]) => {
        if (!call) return { status: 'absent' };
        return another ? { status: 'unknowable' } : { status: 'sent', providerId: call.sid };
      },
    );
  }

  return {
    name: 'voice',
    carries: (address) => carriesNumber(address, 'voice', settings.countries),
    send,
    find,
    removeRecording: (recording) => removed(() => client.recordings(recording).remove()),
    close: async () => close(),
  };
}
