import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { recount } from './recount.js';

/** The book of a real lender lies beside the project, not in it; without it there is nothing to rehearse. */
const BOOK = process.env.POSTLOAN_BOOK ?? projectPath('../shared/books/digital-lender-250');

interface Line {
  reason?: string;
  at: string;
  what: string;
  loan: string;
  template?: string;
  status?: string;
  why?: string;
  from?: string;
  to?: string;
}

describe.runIf(existsSync(BOOK))('twenty months of a digital lender', () => {
  let lines: Line[];
  beforeAll(async () => {
    const args = ['rehearse', '--book', BOOK, '--from', '2016-01-01', '--until', '2017-09-01'];
    const run = promisify(execFile)(process.execPath, [projectPath('dist/src/cli/main.js'), ...args], {
      maxBuffer: 2 ** 30,
    });
    const { stdout } = await run;
    lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }, 1_500_000);

  const expected = existsSync(BOOK) ? recount(BOOK) : null!;
  const day = (line: Line) => line.at.slice(0, 10);

  it('P9.2: for every instalment a reminder three days before if it is unpaid then, and no other', () => {
    // Somebody with several loans is reminded of all of them in one message.
    const reminders = lines.filter(
      (line) => line.template === 'due-soon' && (line.status === 'sent' || line.reason === 'joined'),
    );
    const found = reminders.map((line) => `${line.loan} ${day(line)} ${/instalment (\d+)/.exec(line.why!)![1]}`);
    expect(new Set(found)).toEqual(expected.reminders);
    expect(found).toHaveLength(expected.reminders.size);
  });

  it('no message for anything already paid', () => {
    const sent = lines.filter((line) => line.what === 'notice' && line.status === 'sent');
    // An offer or a survey (P9.6) asks for nothing.
    const asking = sent.filter((line) => !['offer', 'satisfaction-survey'].includes(line.template as string));
    expect(asking.length).toBeGreaterThan(1000);
    for (const line of asking) {
      const owed = expected.owedAt(line.loan, day(line));
      const seq = /instalment (\d+)/.exec(line.why!)?.[1];
      expect(seq ? owed.unpaid.has(Number(seq)) : owed.overdue, `${line.at} ${line.loan}`).toBe(true);
      expect(line.at.slice(11, 16) >= '09:00' && line.at.slice(11, 16) <= '10:00', line.at).toBe(true);
    }
  });

  it('P9.5: each stage is entered on its day and not otherwise, and left on the day of the payment', () => {
    const found = lines
      .filter((line) => line.what === 'stage')
      .map((line) => `${line.loan} ${day(line)} ${line.from} ${line.to}`);
    expect(new Set(found)).toEqual(expected.stages);
    expect(found).toHaveLength(expected.stages.size);
  });

  it('every loan is closed on the day its last payment came', () => {
    const closed = new Map(lines.filter((line) => line.what === 'close').map((line) => [line.loan, day(line)]));
    expect(closed).toEqual(expected.closed);
    expect(closed.size).toBe(1056);
  });

  it('lines stand in the order of time', () => {
    expect(lines.map((line) => line.at)).toEqual(lines.map((line) => line.at).sort());
  });
});
