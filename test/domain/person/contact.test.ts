import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress } from '../../../src/domain/person/contact.js';

test.each([
  ['sms', '13800000301', '+8613800000301'],
  ['sms', '+86 138 0000 0302', '+8613800000302'],
  ['sms', '86-138-0000-0306', '+8613800000306'],
  ['sms', '008613800000306', '+8613800000306'],
  ['sms', '１３８００００００３０', '+8613800000030'],
  ['sms', '+86 (0)138 0000 0302', '+8613800000302'],
  ['sms', '13800000301.0', '+8613800000301'],
  ['sms', "'13800000301", '+8613800000301'],
  ['sms', '\u00a0138\u20110000\u20110301\u200b', '+8613800000301'],
  ['sms', '+852 9123 4567', '+85291234567'],
  ['voice', '010-62345678', '+861062345678'],
  ['voice', '400-800-1234', '+864008001234'],
  ['email', ' Wang@Bank.Example', 'wang@bank.example'],
  ['email', 'mailto:wang＠bank.example', 'wang@bank.example'],
  ['wechat', ' wx-1 ', 'wx-1'],
])('%s %s is kept as %s', (channel, said, address) => expect(readAddress(channel, said)).toEqual({ address }));

test.each([
  ['sms', '1.38E+10', /rounded: export the column as text/],
  ['sms', '1380000030', /not a phone number such as \+86131/],
  ['sms', '62345678', /not a phone number/],
  ['sms', '', /not a phone number/],
  ['sms', '010-62345678', /landline.*voice/],
  ['sms', '400-800-1234', /hotline.*voice/],
  ['voice', '010-62345678-802', /extension/],
  ['voice', '010-62345678转802', /extension/],
  ['voice', '(010) 62345678 ext. 802', /extension/],
  ['voice', '13800000301/13900000302', /more than one number/],
  ['email', 'not-an-address', /not a mail address/],
  ['email', '', /missing/],
])('%s %s is named: %s', (channel, said, fault) =>
  expect(readAddress(channel, said)).toEqual({ fault: expect.stringMatching(fault) }),
);

test("a number without a code is of the lender's country", () => {
  expect(readAddress('sms', '9123 4567', 'HK')).toEqual({ address: '+85291234567' });
  expect(readAddress('sms', '9123 4567', 'CN')).toHaveProperty('fault');
});

test('however a mobile is written, it is the same; and what is kept is read as itself', () => {
  const separator = fc.constantFrom('', ' ', '-', '\u3000', '  ', '.');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999_999 }),
      separator,
      separator,
      fc.constantFrom('', '+86', '0086', '86'),
      fc.boolean(),
      (n, a, b, code, wide) => {
        const digits = `138${String(n).padStart(8, '0')}`;
        const plain = `${code}${a}${digits.slice(0, 3)}${a}${digits.slice(3, 7)}${b}${digits.slice(7)}`;
        const said = wide ? plain.replace(/\d/g, (it) => String.fromCodePoint(0xff10 + Number(it))) : plain;
        expect(readAddress('sms', said)).toEqual({ address: `+86${digits}` });
        expect(readAddress('sms', `+86${digits}`)).toEqual({ address: `+86${digits}` });
      },
    ),
    // Its last digits are no decimals.
    { examples: [[0, '', '.', '', false]] },
  );
});
