import { describe, expect, it, test } from 'vitest';
import { bounceReport } from '../../../src/domain/contact/bounce.js';

const fields = (...groups: string[]) => ['Reporting-MTA: dns; mx.example', ...groups].join('\r\n\r\n');
const failed = (status: string, diagnostic = '') =>
  `Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: ${diagnostic}`;
const meaning = (status: string, diagnostic?: string) => bounceReport(fields(failed(status, diagnostic)));

test.each([
  ['5.1.1', 'no such mailbox'],
  ['5.1.2', 'no such domain'],
  ['5.1.3', 'no such form'],
  ['5.1.6', 'moved'],
  ['5.1.10', 'a domain that takes no mail'],
  ['5.2.1', 'closed'],
])('%s: %s, so nothing more goes there', (status) => {
  expect(meaning(status)).toEqual({ status: 'undelivered', code: `smtp-${status}`, follows: 'gone' });
});

test.each([
  ['5.2.2', 'full'],
  ['5.2.3', 'too large for the mailbox'],
  ['5.3.4', 'too large for the system'],
  ['5.4.4', 'no way there'],
  ['5.7.1', 'not wanted'],
  ['5.1.0', 'an address, but whose'],
  ['5.1.4', 'one of some addresses'],
  ['5.1.7', 'the sender'],
  ['5.1.8', 'the domain of the sender'],
  ['4.4.7', 'tried for days'],
  ['4.1.1', 'not found just now'],
  ['5.0.0', 'nothing said'],
])('%s: %s, so a person calls and the address stays', (status) => {
  expect(meaning(status)).toEqual({ status: 'undelivered', code: `smtp-${status}`, follows: 'call' });
});

describe('a status that says nothing', () => {
  it('gives way to that of the server that refused', () => {
    expect(meaning('5.0.0', 'smtp; 550 5.1.1 <a@b.example>: no such user')).toMatchObject({ code: 'smtp-5.1.1' });
    expect(meaning('5.0.0', 'smtp;550-5.2.1 disabled\r\n 550 5.2.1 learn more')).toMatchObject({ follows: 'gone' });
    expect(meaning('', 'smtp; 554 5.7.1 spam')).toMatchObject({ code: 'smtp-5.7.1', follows: 'call' });
    expect(meaning('5.0.0', 'smtp; 550 no such user')).toMatchObject({ code: 'smtp-5.0.0', follows: 'call' });
    expect(meaning('', 'X-Unix; 550 5.1.1')).toMatchObject({ code: 'smtp-not-said', follows: 'call' });
  });

  it('does not overrule one that does', () => {
    expect(meaning('5.2.2', 'smtp; 552 5.1.1 full')).toMatchObject({ code: 'smtp-5.2.2', follows: 'call' });
    expect(meaning('5.1.1 (no such user)')).toMatchObject({ code: 'smtp-5.1.1', follows: 'gone' });
  });
});

test.each(['delayed', 'relayed', 'expanded', 'delivered'])('%s says of no end', (action) => {
  expect(bounceReport(fields(failed('4.4.1').replace('failed', action)))).toBeNull();
});

test('names of fields in any case, lines that are folded, LF alone', () => {
  const odd = 'final-recipient: rfc822;\n a@b.example\naction:\n failed\nSTATUS:5.1.1\n';
  expect(bounceReport(`reporting-mta: dns; x\n\n${odd}`)).toMatchObject({ code: 'smtp-5.1.1', follows: 'gone' });
});

test('behind one address some may be: it is gone when all are, and nothing is said when one got it', () => {
  expect(bounceReport(fields(failed('5.1.1'), failed('5.2.1')))).toMatchObject({ follows: 'gone' });
  expect(bounceReport(fields(failed('5.1.1'), failed('5.2.2')))).toMatchObject({ follows: 'call' });
  expect(bounceReport(fields(failed('5.1.1'), failed('2.0.0').replace('failed', 'relayed')))).toBeNull();
});

test('what says of nobody cannot be read', () => {
  for (const text of ['', 'Status: 5.1.1', '\u0000\u0001', 'the action: failed'])
    expect(bounceReport(text)).toBe('unreadable');
});

test('a code is a code, whatever stands there', () => {
  expect(meaning('5.1.1 Wang Xiaoming')).toMatchObject({ code: 'smtp-5.1.1' });
  expect(meaning('Wang Xiaoming 13800000001')).toMatchObject({ code: 'smtp-not-said' });
});
