import { expect, it } from 'vitest';
import { callReport } from '../../../src/channels/twilio/twilio-reports.js';

it.each([
  ['human', 'delivered', null],
  ['unknown', 'delivered', null],
  ['machine_start', 'undelivered', 'twilio-machine'],
  ['machine_end_beep', 'undelivered', 'twilio-machine'],
  ['fax', 'undelivered', 'twilio-machine'],
])('P9.5: a call that %s answered is %s', (AnsweredBy, status, code) => {
  const report = callReport({ CallSid: 'CA1', CallStatus: 'completed', AnsweredBy });
  expect(report).toMatchObject({ status, code, follows: 'none' });
});
