import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { readSchedule } from '../../src/book/read-schedule.js';
import { agenda } from '../../src/domain/agenda.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { statementOf } from '../../src/domain/loan/standing.js';
import type { NoticeStep } from '../../src/domain/loan/steps.js';
import { inEnglish } from '../../src/domain/reason/words.js';
import { addDays, dayOf, type Moment, momentAt } from '../../src/domain/time/dates.js';
import { caseSpec } from '../../src/domain/work/cases.js';
import { createSeal } from '../../src/store/base/seal.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { planReader } from '../../src/store/loans/plans.js';
import { decideCase } from '../../src/store/work/cases.js';
import { freshDatabase } from '../book/fresh-database.js';
import { after } from '../domain/build.js';
import { caseInput } from './case.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const noon = (day: string) => momentAt(day, '12:00');
const file = async (now: Moment) => (await readLoanFiles(database().pool, ['LQ3'], now))[0]!.file;

/** Wakes the loan every morning; answers its messages, `2026-12-07 due-soon 80.00`. */
async function messages(start: LoanFile, from: string, until: string): Promise<{ said: string[]; end: LoanFile }> {
  const plan = await planReader(database().pool)('04-personal');
  const said: string[] = [];
  let now = start;
  for (let day = from; day < until; day = addDays(day, 1)) {
    const answer = agenda(now, plan, noon(day));
    now = after(now, answer);
    const told = answer.steps.filter((it): it is NoticeStep => it.what === 'notice');
    said.push(...told.map((it) => `${dayOf(it.at)} ${it.template} ${inEnglish(it.why)}`));
  }
  return { said, end: now };
}

it('a charge that comes after a restructuring is owed beside its schedule, and moves none of its instalments', async () => {
  const db = database();
  const input = caseInput('26');
  const day1 = await importBook(db, seal, join(input, 'day1'), { now: noon('2026-11-27'), actor: 'test' });
  expect(day1.ok).toBe(true);
  const instalments = await readSchedule(join(input, 'new.csv'), 'LQ3');
  const spec = caseSpec(await planReader(db.pool)('04-personal'), 'restructuring');
  const decision = { loan: 'LQ3', kind: 'restructuring' as const, approve: true, until: null };
  const schedule = { instalments, capitalise: false };
  await decideCase(db, { ...decision, schedule }, spec, { actor: 'head', at: noon('2026-11-28') });
  const before = await messages(await file(noon('2026-11-28')), '2026-11-28', '2027-03-19');
  expect(before.said).toEqual(['2027-03-17 due-soon instalment 4, due 2027-03-20, unpaid 1550.00']);

  const day2 = await importBook(db, seal, join(input, 'day2'), { now: noon('2026-11-29'), actor: 'test' });
  expect(day2).toMatchObject({ ok: true, inserted: { instalments: 1 }, touched: 1 });
  const now = await file(noon('2026-11-29'));
  expect(statementOf(now, noon('2026-11-29'))).toMatchObject({
    outstanding: 318_000,
    overdue: 0,
    next: { on: '2026-12-10', amount: 8_000 },
  });
  // Paid on its day: who is more than ninety days past due for a charge is not kindly reminded of the next instalment.
  const charge = {
    reference: 'CHARGE',
    paidOn: '2026-12-10',
    amount: 8_000,
    recordedAt: noon('2026-12-10'),
    reversedOn: null,
    reversalRecordedAt: null,
  };
  const since = await messages(now, '2026-11-29', '2026-12-10');
  const later = { ...since.end, payments: [...since.end.payments, charge] };
  since.said.push(...(await messages(later, '2026-12-10', '2027-03-19')).said);
  expect(since.said.filter((it) => it.includes('due-soon'))).toEqual([
    '2026-12-07 due-soon instalment 6, due 2026-12-10, unpaid 80.00',
    '2027-03-17 due-soon instalment 4, due 2027-03-20, unpaid 1550.00',
  ]);
  // Nothing that was said of the schedule is said again.
  const told = { ...now, done: before.end.done };
  const again = await messages(told, '2026-11-29', '2027-03-19');
  expect(again.said.filter((it) => it.includes('1550.00'))).toEqual([]);

  const third = await importBook(db, seal, join(input, 'day2'), { now: noon('2026-11-30'), actor: 'test' });
  expect(third).toMatchObject({ ok: true, inserted: { instalments: 0 } });
});
