import { describe, expect, it } from 'vitest';
import { shown } from '../../../src/cli/terminal/shown.js';
import { workflowIdOf } from '../../../src/domain/entry/ids.js';
import {
  cleaned,
  dayFault,
  idFault,
  idForm,
  isCurrency,
  nameFault,
  nameForm,
  textFault,
} from '../../../src/domain/entry/said.js';
import { addDays, isDay, parseDuration, parseMoment } from '../../../src/domain/time/dates.js';
import { caseTask } from '../../../src/domain/work/cases.js';
import { warningTask } from '../../../src/domain/work/warnings/warning.js';

describe('an id has one form', () => {
  it.each([
    ['as it is', 'LX4-2026/1', 'LX4-2026/1'],
    ['with blanks at its ends', '\t PX4 \u3000', 'PX4'],
    ['with a no-break space and two blanks', 'P\u00a0X  4', 'P X 4'],
    ['with a byte order mark and a sign of no width', '\ufeffPX\u200b4\u200d', 'PX4'],
    ['with marks of direction', '\u202ePX4\u202c', 'PX4'],
    ['decomposed', 'Jose\u0301', 'José'],
    ['Chinese', '借款合同2026第1号', '借款合同2026第1号'],
  ])('%s', (_, said, form) => {
    expect(idForm(said)).toBe(form);
    expect(idForm(form)).toBe(form);
    expect(idFault(form)).toBeNull();
  });

  it.each([
    ['', 'missing'],
    [' \u200b ', 'missing'],
    ['a\u0000b', 'has a control character'],
    ['a\nb', 'has a control character'],
    ['a\u001b[2Jb', 'has a control character'],
    ['a\u009bb', 'has a control character'],
    ['a\ud800b', 'has a control character'],
    ['a\uffffb', 'has a control character'],
    ['x'.repeat(201), 'longer than 200 characters'],
    ['借'.repeat(101), 'longer than 300 bytes, which are 100 Chinese characters'],
  ])('or is none: %j', (said, fault) => expect(idFault(idForm(said))).toBe(fault));

  it('and those made of two of the longest, for the server too, have at most 1,000 bytes', () => {
    const loan = '借'.repeat(100);
    const [plans, day, again] = ['p'.repeat(60), '2026-11-29', `/again/${Date.now()}`];
    for (const task of [
      caseTask(loan, `${loan}/early-recovery/${day}`, plans) + again,
      warningTask(`${loan}/${plans}/2199-12-31`, loan, 'measure-99') + again,
    ])
      expect(Buffer.byteLength(workflowIdOf('task', task))).toBeLessThanOrEqual(1000);
  });
});

describe('a name', () => {
  it('is one line, and blanks are none', () => {
    expect(nameForm('Ann Sample\r\nBcc: other@example.com\n\n Pay here')).toBe(
      'Ann Sample Bcc: other@example.com Pay here',
    );
    for (const unseen of [' \u3000\u200b\t ', '\u3164', '\uffa0\u2800', '\u200d\ufe0f', '\u115f\u1160', '\u0301']) {
      expect(nameForm(unseen), escape(unseen)).toBe('');
      expect(idForm(unseen), escape(unseen)).toBe('');
    }
    expect(nameForm('王\u3164小明\u3164')).toBe('王 小明');
    expect(nameForm('👨\u200d👩\u200d👧')).toBe('👨\u200d👩\u200d👧');
    expect(idForm('\ufeffA\ufe0f1\u00a0')).toBe('A1');
    expect(nameFault(nameForm('a\u0007b'))).toBe('has a control character');
    expect(nameFault('x'.repeat(121))).toBe('longer than 120 characters');
  });

  it('may need the signs that join, and may be any word', () => {
    expect(nameForm('نامه\u200cای')).toBe('نامه\u200cای');
    for (const word of ['constructor', '__proto__', 'toString']) expect(nameFault(nameForm(word))).toBeNull();
  });
});

describe('a text', () => {
  it('may have breaks, and nothing that cannot be kept', () => {
    expect(textFault('one\n\ttwo\r\n')).toBeNull();
    for (const bad of ['\u0000', '\u001b[31m', '\u0085', '\udfff'])
      expect(textFault(`a${bad}`)).toBe('has a control character');
    expect(textFault('x'.repeat(10_001))).toBe('longer than 10000 characters');
  });

  it('of somebody who cannot be asked again is cleaned, and cut on a whole sign', () => {
    expect(cleaned('a\u0000\u001bb\ud800\n😀')).toBe('ab\n😀');
    expect(cleaned(`${'x'.repeat(9_999)}😀`)).toBe('x'.repeat(9_999));
  });

  it('does nothing to a terminal, and stays JSON in a JSON text', () => {
    expect(shown('\u001b]0;title\u0007\u009b2J\u202e 王 😀\n')).toBe('\\u001b]0;title\\u0007\\u009b2J\\u202e 王 😀\n');
    expect(JSON.parse(shown(JSON.stringify('a\u009bb\u007f')))).toBe('a\u009bb\u007f');
  });
});

describe('a day', () => {
  it.each([
    ['2026-02-28', null],
    ['1900-01-01', null],
    ['2199-12-31', null],
    ['9999-12-31', 'not from 1900-01-01 to 2199-12-31'],
    ['0001-01-01', 'not from 1900-01-01 to 2199-12-31'],
    ['9999-13-31', 'not a date'],
    ['2026-02-30', 'not a date'],
    ['+010000-01', 'not a date'],
  ])('%s: %s', (said, fault) => expect(dayFault(said)).toBe(fault));

  it('within its bounds can be reckoned with', () => {
    expect(isDay('9999-12-31')).toBe(false);
    expect(addDays('2199-12-31', 3660)).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(parseMoment('9999-12-31')).toBeNull();
    expect(parseMoment('+010000-01-01T00:00:00Z')).toBeNull();
    expect(parseMoment('2199-12-31T23:00:00+08:00')).not.toBeNull();
    expect([parseDuration('-P2D'), parseDuration('P9999Y'), parseDuration('P2D')]).toEqual([null, null, 172_800_000]);
  });
});

it('a currency is one of ISO 4217', () => {
  expect(['CNY', 'USD', 'HKD', 'ZZZ', 'cny', 'constructor'].map(isCurrency)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
