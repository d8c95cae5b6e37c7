/** What Twilio's status callbacks mean. */
import type { DeliveryReport, DeliveryStatus } from '../domain/delivery.js';

const OF_A_MESSAGE: Record<string, DeliveryStatus> = {
  queued: 'on-its-way',
  accepted: 'on-its-way',
  scheduled: 'on-its-way',
  sending: 'on-its-way',
  sent: 'on-its-way',
  partially_delivered: 'on-its-way',
  undelivered: 'undelivered',
  failed: 'undelivered',
  canceled: 'undelivered',
  delivered: 'delivered',
  read: 'delivered',
};

/** A call that was answered has said its text. */
const OF_A_CALL: Record<string, DeliveryStatus> = {
  queued: 'on-its-way',
  initiated: 'on-its-way',
  ringing: 'on-its-way',
  'in-progress': 'on-its-way',
  busy: 'undelivered',
  'no-answer': 'undelivered',
  failed: 'undelivered',
  canceled: 'undelivered',
  completed: 'delivered',
};

/** Unknown handset, landline or unreachable carrier, no valid number, no mobile, opted out: trying again is useless. */
const GONE: ReadonlySet<string> = new Set(['30005', '30006', '21211', '21614', '21610']);

/** A form of Twilio's, of which only the single values are of use. */
export type TwilioForm = Record<string, unknown>;

export const field = (form: TwilioForm, name: string): string | undefined => {
  const value = form[name];
  return typeof value === 'string' ? value : undefined;
};

/** Null: not a report that we know of, so there is nothing to note. */
export function messageReport(form: TwilioForm): (DeliveryReport & { providerId: string }) | null {
  return reportOf(form, OF_A_MESSAGE, 'MessageStatus', 'MessageSid');
}

export function callReport(form: TwilioForm): (DeliveryReport & { providerId: string }) | null {
  return reportOf(form, OF_A_CALL, 'CallStatus', 'CallSid');
}

function reportOf(form: TwilioForm, statuses: Record<string, DeliveryStatus>, statusName: string, idName: string) {
  const said = field(form, statusName) ?? '';
  const status = Object.hasOwn(statuses, said) ? statuses[said] : undefined;
  const providerId = field(form, idName);
  if (status === undefined || !providerId) return null;
  if (status !== 'undelivered') return { providerId, status, code: null, gone: false };
  const number = /^\d{5}$/.exec(field(form, 'ErrorCode') ?? '')?.[0];
  return { providerId, status, code: `twilio-${number ?? said}`, gone: number !== undefined && GONE.has(number) };
}
