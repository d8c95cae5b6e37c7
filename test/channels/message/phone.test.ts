import { expect, test } from 'vitest';
import { type Countries, carriesNumber } from '../../../src/channels/message/phone.js';

test.each<[string, 'sms' | 'voice', Countries, boolean, string]>([
  ['+8613800000001', 'sms', undefined, false, 'mainland China is refused unless it is allowed'],
  ['+8613800000001', 'voice', undefined, false, 'also for calls'],
  ['+8613800000001', 'sms', ['CN', 'HK'], true, 'an explicit list allows it'],
  ['+8613800000001', 'sms', '*', true, 'so does a star'],
  ['+6581234567', 'sms', undefined, true, 'other countries are allowed by default'],
  ['+6581234567', 'sms', ['HK'], false, 'a list leaves out what it does not name'],
  ['+861088888888', 'sms', '*', false, 'a landline gets no text'],
  ['+861088888888', 'voice', '*', true, 'but can be called'],
  ['+15005550006', 'sms', undefined, true, "Twilio's own test number"],
  ['+86 13800000001', 'sms', '*', false, 'a number with blanks would not be found again'],
  ['13800000001', 'sms', '*', false, 'a number without its country'],
  ['+86138', 'sms', '*', false, 'no number at all'],
  ['a@b.example', 'sms', '*', false, 'a mail address'],
])('%s by %s with countries %s: %s (%s)', (address, channel, countries, carried) => {
  expect(carriesNumber(address, channel, countries)).toBe(carried);
});
