import { randomBytes } from 'node:crypto';
import type { Reply } from '../base/http.js';
import type { Message } from './sandbox-state.js';

/** An error as Twilio answers it. */
export function twilioError(status: number, code: number, message: string): Reply {
  return { status, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

/** Twilio's published numbers of its test credentials: each fails in its own way. */
const magicFrom: Record<string, [code: number, message: string]> = {
  '+15005550001': [21212, "The 'From' number is not a valid phone number"],
  '+15005550007': [21606, "The 'From' phone number provided is not a valid, message-capable Twilio phone number"],
  '+15005550008': [21611, "This 'From' number has exceeded the maximum number of queued messages"],
};
const magicSmsTo: Record<string, [code: number, message: string]> = {
  '+15005550001': [21211, "The 'To' number is not a valid phone number"],
  '+15005550002': [21612, "The 'To' phone number is not currently reachable"],
  '+15005550003': [21408, 'Permission to send an SMS has not been enabled for the region'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [21614, "The 'To' number is not a valid mobile number"],
};
const magicCallTo: Record<string, [code: number, message: string]> = {
  '+15005550001': [21217, 'Phone number does not appear to be valid'],
  '+15005550002': [21214, "The 'To' phone number cannot be reached"],
  '+15005550003': [21215, 'Account not authorized to call the number'],
  '+15005550004': [21216, 'Account not allowed to call the number'],
};

const e164 = /^\+[1-9]\d{6,14}$/;
const url = /^https?:\/\//;

/** What is wrong with the form of an SMS; undefined when it is good. */
export function smsFault(form: URLSearchParams): Reply | undefined {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const body = form.get('Body') ?? '';
  const validity = form.get('ValidityPeriod');
  const magic = magicFrom[from] ?? magicSmsTo[to];
  if (to === '') return bad(21604, "A 'To' phone number is required");
  if (from === '' && !form.has('MessagingServiceSid')) return bad(21603, "A 'From' phone number is required");
  if (body === '') return bad(21602, 'Message body is required');
  if (magic !== undefined) return bad(...magic);
  if (!e164.test(to)) return bad(21211, `Invalid 'To' Phone Number: ${to}`);
  if (from !== '' && !e164.test(from)) return bad(21212, `Invalid 'From' Phone Number: ${from}`);
  if (body.length > 1600) return bad(21617, 'The concatenated message body exceeds the 1600 character limit');
  if (validity !== null && !(Number(validity) >= 1 && Number(validity) <= 36000)) {
    return bad(20001, 'ValidityPeriod must be between 1 and 36000 seconds');
  }
  return callbackFault(form);
}

/** What is wrong with the form of a call; undefined when it is good. */
export function callFault(form: URLSearchParams): Reply | undefined {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const twiml = form.get('Twiml') ?? '';
  const magic = magicFrom[from] ?? magicCallTo[to];
  if (to === '') return bad(21201, "No 'To' number specified");
  if (from === '') return bad(21213, "No 'From' number specified");
  if (twiml === '' && !url.test(form.get('Url') ?? ''))
    return bad(21205, 'Url parameter is required and must be a URL');
  if (magic !== undefined) return bad(...magic);
  if (!e164.test(to)) return bad(21211, `Invalid 'To' Phone Number: ${to}`);
  if (!e164.test(from)) return bad(21212, `Invalid 'From' Phone Number: ${from}`);
  if (twiml.length > 4000) return bad(20001, 'Twiml may have at most 4000 characters');
  return callbackFault(form);
}

function callbackFault(form: URLSearchParams): Reply | undefined {
  const callback = form.get('StatusCallback');
  return callback === null || url.test(callback) ? undefined : bad(21609, `Invalid 'StatusCallback': ${callback}`);
}

function bad(code: number, message: string): Reply {
  return twilioError(400, code, message);
}

export function newSid(prefix: 'SM' | 'CA' | 'RE'): string {
  return prefix + randomBytes(16).toString('hex');
}

/** A message or call as Twilio's API shows it. */
export function resource(accountSid: string, message: Message): unknown {
  const date = new Date(message.at).toUTCString().replace('GMT', '+0000');
  const kind = message.channel === 'voice' ? 'Calls' : 'Messages';
  const common = {
    sid: message.id,
    account_sid: accountSid,
    api_version: '2010-04-01',
    to: message.to,
    from: message.from === '' ? null : message.from,
    status: message.status,
    direction: 'outbound-api',
    date_created: date,
    date_updated: date,
    price: null,
    price_unit: 'USD',
    uri: `/2010-04-01/Accounts/${accountSid}/${kind}/${message.id}.json`,
    subresource_uris: {},
  };
  if (message.channel === 'voice') {
    const ended = message.status === 'completed';
    return {
      ...common,
      start_time: date,
      end_time: ended ? date : null,
      duration: ended ? '20' : null,
      answered_by: null,
    };
  }
  const text = message.body ?? '';
  // One character outside Latin-1 makes the whole text UCS-2, of which fewer characters fit into a segment.
  const segment = [...text].every((character) => character < '\u0100') ? 160 : 70;
  return {
    ...common,
    body: text,
    messaging_service_sid: message.messagingServiceSid ?? null,
    num_segments: String(Math.ceil(text.length / segment)),
    num_media: '0',
    date_sent: message.status === 'queued' || message.status === 'accepted' ? null : date,
    error_code: message.errorCode ?? null,
    error_message: null,
  };
}
