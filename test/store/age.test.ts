import { expect, it } from 'vitest';
import { putLife } from '../../bench/age/book.js';
import { liveUntil, loanOf, WAYS, type Way, yearsBefore } from '../../bench/age/lives.js';
import { type Agenda, agenda } from '../../src/domain/agenda.js';
import { takeSteps } from '../../src/domain/preview/take-steps.js';
import { type Moment, momentAt } from '../../src/domain/time/dates.js';
import { plansNamed } from '../../src/library/shipped-plans.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { freshDatabase } from '../book/fresh-database.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const plans = await plansNamed(['04-personal', '09-consumer']);
const NOW = '2055-03-15';

/** A loan of so many years, as it is read, and all keys of its diary. */
async function lived(loan: string, plan: string, years: number, way: Way) {
  const start = loanOf(loan, 12 * (years + 1), yearsBefore(NOW, years));
  const life = liveUntil(start, plans.get(plan)!, way, momentAt(NOW, '00:00'));
  await putLife(db(), seal, plans.get(plan)!, life);
  const [stored] = await readLoanFiles(db().pool, [loan], life.now);
  const diary = await rows<{ entry: string }>(db().pool, 'SELECT entry FROM loan_diary WHERE loan_id = $1', [loan]);
  return { file: stored!.file, all: new Set(diary.map((it) => it.entry)), now: life.now };
}

it('of a diary of 25 years as much is read as of one of two', async () => {
  const young = await lived('young', '04-personal', 2, 'on time');
  const old = await lived('old', '04-personal', 25, 'on time');
  expect(old.all.size).toBeGreaterThan(8 * young.all.size);
  expect(old.file.done.size).toBeLessThan(1.2 * young.file.done.size);
}, 120_000);

it.each([...plans.keys()].flatMap((plan) => WAYS.map((way) => [plan, way] as const)))(
  '%s, %s: a file without what is past answers as the whole does, for half a year',
  async (plan, way) => {
    const { file, all, now } = await lived(`${plan} ${way}`, plan, 4, way);
    expect(file.done.size).toBeLessThan(all.size);
    let [read, whole] = [file, { ...file, done: all as ReadonlySet<string> }];
    const until = now + 180 * 86_400_000;
    for (let at: Moment | undefined = now; at !== undefined && at < until; ) {
      const answer: Agenda = agenda(read, plans.get(plan)!, at);
      const expected = agenda(whole, plans.get(plan)!, at);
      expect(answer).toEqual(expected);
      read = takeSteps(read, answer.steps, answer.state);
      whole = takeSteps(whole, expected.steps, expected.state);
      at = answer.next?.at;
    }
  },
  120_000,
);
