import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arrearsOn } from '../../src/domain/loan/account/arrears.js';
import { restsOf } from '../../src/domain/loan/relief/relief.js';
import { formatLine, type TimelineLine } from '../../src/domain/preview/timeline.js';
import { sceneOf } from '../../src/domain/scene/scene.js';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { reachesPerson } from '../../src/domain/work/joined-work.js';
import { type Book, books, FROM, from, type Loan, linesOf, loansOf } from './random-book.js';

const twice = (all: string[]) => all.filter((it, n) => all.indexOf(it) < n);
const opened = (lines: TimelineLine[]) => lines.filter((it) => it.what === 'task.open');
const asked = (lines: TimelineLine[]) => lines.filter((it) => it.what === 'task.open' || it.what === 'task.join');
const print = (lines: TimelineLine[]) => lines.map(formatLine).join('\n');

/** What holds of every book, under whichever plans. */
export function properties(numRuns: number, seed: number): void {
  const over = (holds: (lines: TimelineLine[], loans: Loan[], book: Book) => void) =>
    fc.assert(
      fc.property(books, (book) => {
        const loans = loansOf(book);
        holds(linesOf(loans, book.late), loans, book);
      }),
      { numRuns, seed },
    );

  it('whichever loan is looked at first, the same is done', () =>
    over((lines, loans, { late }) =>
      expect(linesOf([...loans].reverse(), late).map(formatLine)).toEqual(lines.map(formatLine)),
    ));

  it('no line is back-dated, no work is due before it is opened, and none is opened twice', () =>
    over((lines) => {
      expect(print(lines.filter((it) => it.at < from))).toBe('');
      const tasks = asked(lines);
      expect(print(tasks.filter((it) => (it.due as number) <= it.at))).toBe('');
      expect(twice(opened(lines).map((it) => `${it.task} ${it.at}`))).toEqual([]);
    }));

  it('work of the borrower is due on no day off', () =>
    over((lines, [loan]) => {
      const { calendar } = loan!.file;
      // What is to be done on the day itself is done then (P7.5, phoned the same day).
      const later = asked(lines).filter((it) => dayOf(it.due as number) > dayOf(it.at));
      const off = later.filter((it) => calendar.holidays.has(dayOf(it.due as number)));
      expect(print(off)).toBe('');
    }));

  it('nobody is called or visited twice on a day by one role, about whichever loans', () =>
    over((lines) => {
      const places = opened(lines)
        .filter((it) => reachesPerson(String(it.kind)))
        .map((it) => `${it.borrower} ${it.kind} ${it.role} ${dayOf(it.at)}`);
      expect(twice(places)).toEqual([]);
    }));

  it('a check about a borrower, or about a thing, is made once in a period by each plan, whichever loan carries it', () =>
    over((lines, loans) => {
      const of = new Map(loans.map((it) => [it.file.loan, it]));
      const rounds = asked(lines).flatMap((line) => {
        const { plan, file } = of.get(line.loan!)!;
        const [care, id, ...round] = String(line.task).slice(`${line.loan}/`.length).split('/');
        const check = plan.checks.find((it) => it.id === id);
        if (care !== 'care' || !check || check.per === 'loan') return [];
        const about = check.per === 'collateral' ? line.collateral : file.borrower;
        return [[plan.plan, about, id, ...round].join(' ')];
      });
      expect(twice(rounds)).toEqual([]);
    }));

  it('P8.4: every plant and machine behind a loan is valued in the new half-year, with all loans of it named', () =>
    over((lines, loans, { things }) => {
      const valued = opened(lines).filter(
        (it) => it.kind === 'valuation' && dayOf(it.at) >= '2027-01-01' && String(it.task).includes('/care/'),
      );
      // Nobody is sent to the house of who has died, for a while.
      if (loans.some(({ file }) => file.signals.some((it) => it.kind === 'deceased'))) return;
      // What is paid off before needs no plant.
      const ended = new Set(
        lines.filter((it) => it.what === 'close' && dayOf(it.at) < '2027-01-01').map((it) => it.loan),
      );
      const open = loans.filter(({ file }) => !ended.has(file.loan));
      things.forEach(({ kind }, at) => {
        const behind = open.filter((it) => it.file.collaterals!.some(({ id }) => id === `C${at}`));
        const wanted = kind !== '住宅' && behind.some((it) => it.plan.plan === '08-manufacturing');
        const found = valued.filter((it) => it.collateral === `C${at}`);
        expect(found.length, `C${at}`).toBe(wanted ? 1 : 0);
        const names = behind.map((it) => it.file.loan).sort();
        if (wanted) expect(found[0]!.loans ?? [found[0]!.loan]).toEqual(names);
      });
    }));

  it('a loan that owes and does not rest has a next action by somebody within `neverSilentDays`', () =>
    over((lines, loans) => {
      for (const { file, plan } of loans) {
        const own = lines.filter((it) => it.loan === file.loan);
        const open = new Map<string, TimelineLine>();
        let silent = 0;
        for (let n = 0; n < 110; n++) {
          const day = addDays(FROM, n);
          const evening = momentAt(day, '23:59');
          const today = own.filter((it) => dayOf(it.at) === day);
          for (const it of today) {
            if (it.what === 'task.open' || it.what === 'task.join') open.set(String(it.task), it);
            if (it.what === 'task.done' || it.what === 'task.cancel') open.delete(String(it.task));
          }
          const owes = arrearsOn(sceneOf(file, plan, evening).account, day).delinquentDays > 0;
          const rests = restsOf(file, plan, evening).some(
            (it) => it.kind !== 'suit' && (it.until === null || it.until > momentAt(day, '00:00')),
          );
          const stirs = today.some((it) =>
            ['task.open', 'task.join', 'notice', 'stage', 'task.overdue'].includes(it.what),
          );
          const waits = [...open.values()].some((it) => (it.due as number) > evening);
          silent = stirs || waits || rests || !owes ? 0 : silent + 1;
          if (silent > plan.ladder.neverSilentDays + 1)
            expect.fail(`${file.loan} ${plan.plan}: nothing for ${silent} days to ${day}\n${print(own)}`);
        }
      }
    }));
}
