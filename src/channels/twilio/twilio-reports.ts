/** What Twilio's status callbacks mean. */
import type { Consequence, DeliveryReport, DeliveryStatus } from '../../domain/contact/delivery.js';
import { cleaned, idFault, idForm } from '../../domain/entry/said.js';

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

/** A call that a person answered has said its text. */
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

/**
 * What follows from a code (twilio.com/docs/api/errors). Unknown handset, landline or unreachable carrier, no valid number,
 * no mobile, opted out: gone. Handset unreachable: it passes. Filtered by the carrier: the content. Unknown error: nobody knows.
 */
const FOLLOWS: Record<string, Consequence> = {
  ...{ 30005: 'gone', 30006: 'gone', 21211: 'gone', 21610: 'gone', 21614: 'gone', 21635: 'gone' },
  ...{ 30003: 'again', 30007: 'review', 30008: 'call' },
};

/** Whether a refusal says that the number is of no use for any message; `code` as an outcome has it, `twilio-21211`. */
export const isGone = (code: string): boolean => FOLLOWS[code.replace('twilio-', '')] === 'gone';

/** A form of Twilio's, of which only the single values are of use. */
export type TwilioForm = Record<string, unknown>;

export const field = (form: TwilioForm, name: string): string | undefined => {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return typeof value === 'string' ? cleaned(value) : undefined;
};

/** One of its ids; undefined too for what cannot be one. */
export const idField = (form: TwilioForm, name: string): string | undefined => {
  const id = idForm(field(form, name) ?? '');
  return idFault(id) === null ? id : undefined;
};

/** Null: not a report that we know of, so there is nothing to note. */
export function messageReport(form: TwilioForm): (DeliveryReport & { providerId: string }) | null {
  return reportOf(form, OF_A_MESSAGE, 'MessageStatus', 'MessageSid');
}

/** What a machine answered has reached nobody: it was only asked to call. What comes next is as after a call that nobody answered. */
export function callReport(form: TwilioForm): (DeliveryReport & { providerId: string }) | null {
  const report = reportOf(form, OF_A_CALL, 'CallStatus', 'CallSid');
  const byMachine = /^(machine|fax)/.test(field(form, 'AnsweredBy') ?? '');
  return report?.status === 'delivered' && byMachine
    ? { ...report, status: 'undelivered', code: 'twilio-machine' }
    : report;
}

/** A recording that can be heard. Null: it failed, there was nothing to record, or it is no report of one. */
export function recordingReport(form: TwilioForm): { recording: string; seconds: number } | null {
  const recording = idField(form, 'RecordingSid');
  if (!recording || field(form, 'RecordingStatus') !== 'completed') return null;
  return { recording, seconds: secondsOf(field(form, 'RecordingDuration')) };
}

/** Nought: not said. A call of a day is none. */
function secondsOf(said = ''): number {
  return /^\d{1,5}$/.test(said) ? Number(said) : 0;
}

function reportOf(form: TwilioForm, statuses: Record<string, DeliveryStatus>, statusName: string, idName: string) {
  const said = field(form, statusName) ?? '';
  const status = Object.hasOwn(statuses, said) ? statuses[said] : undefined;
  const providerId = idField(form, idName);
  if (status === undefined || !providerId) return null;
  if (status !== 'undelivered') return { providerId, status, code: null, follows: 'none' as const };
  const number = /^\d{5}$/.exec(field(form, 'ErrorCode') ?? '')?.[0];
  return { providerId, status, code: `twilio-${number ?? said}`, follows: FOLLOWS[number ?? ''] ?? 'none' };
}
