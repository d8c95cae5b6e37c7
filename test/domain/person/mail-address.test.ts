import { expect, test } from 'vitest';
import { mailAddressFault } from '../../../src/domain/person/mail-address.js';

const LONG = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.example`;

test.each([
  'wang@borrower.example',
  "o'hara!#$%&*+/=?^_`{|}~-@x.example",
  'a.b-c+d@x.example',
  '"a b"@x.example',
  '"a@b"@x.example',
  '"quo\\"ted"@x.example',
  'a@[192.0.2.1]',
  'a@[IPv6:2001:db8::1]',
  'wang@银行.中国',
  'wang@mail.xn--fiqs8s',
  'a@1.2.example',
  'a@银行.example',
  LONG,
])('%s can be sent to', (address) => expect(mailAddressFault(address)).toBeNull());

test.each([
  ['王@x.example', /SMTPUTF8/],
  ['"王"@x.example', /SMTPUTF8/],
  [`a${LONG}`, /longer than 64/],
  [`${LONG}.${'e'.repeat(20)}`, /longer than 254/],
  ['', /not a mail address/],
  ['@x.example', /not a mail address/],
  ['a@', /not a mail address/],
  ['a@host', /not a mail address/],
  ['a..b@x.example', /not a mail address/],
  ['.a@x.example', /not a mail address/],
  ['a b@x.example', /not a mail address/],
  ['"a<b>"@x.example', /not a mail address/],
  ['a@[192.0.2.999]', /not a mail address/],
  ['a@[2001:db8::1]', /not a mail address/],
  ['a@192.0.2.1', /not a mail address/],
  ['a@-x.example', /not a mail address/],
  ['a@b.example,c@d.example', /more than one address/],
  ['a@b.example；c@d.example', /more than one address/],
  ['王 <a@b.example>', /only what stands between < and >/],
  ['"Lin, Wei" <a@b.example>', /only what stands between < and >/],
  ['<a@b.example>', /only what stands between < and >/],
  ['A <a@b.example>, C <c@d.example>', /more than one address/],
  ['a@b.example\r\nBcc: c@d.example', /not a mail address/],
  ['+8613800000001', /not a mail address/],
])('%j is named', (address, fault) => expect(mailAddressFault(address)).toMatch(fault));
