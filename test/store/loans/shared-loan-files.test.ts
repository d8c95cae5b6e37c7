import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import type { Sql } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { sharedLoanFiles } from '../../../src/store/loans/files/shared-loan-files.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const noon = momentAt('2026-03-10', '12:00');
const LOANS = ['L1', 'L2', 'L3', 'L4'];

async function book() {
  const instalments = [{ dueOn: '2026-03-20', amount: 100_000 }];
  await addLoans(
    db(),
    seal,
    LOANS.map((loan) => ({ loan, instalments })),
    momentAt('2026-03-01', '09:00'),
  );
}

/** The database, with each statement counted, and held back until it is let go. */
function watched(held = false) {
  const asked: { loans: string[]; go: () => void }[] = [];
  const query = async (config: pg.QueryConfig) => {
    const list = JSON.parse(config.values![0] as string) as { loan: string }[];
    await new Promise<void>((go) => {
      asked.push({ loans: list.map((it) => it.loan), go });
      if (!held) go();
    });
    return db().pool.query(config);
  };
  return { asked, sql: { query } as unknown as Sql };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('the files of loans that wake at the same time', () => {
  it('are read in one statement, and each gets its own as if it had asked alone', async () => {
    await book();
    const { sql, asked } = watched();
    const read = sharedLoanFiles(sql);
    const files = await Promise.all([...LOANS, 'nobody', 'L1'].map((it) => read(it, noon)));
    expect(asked).toHaveLength(1);
    const alone = async (loan: string) => (await readLoanFiles(db().pool, [loan], noon))[0] ?? null;
    expect(files).toEqual(await Promise.all([...LOANS, 'nobody', 'L1'].map(alone)));
    expect(files.map((it) => it?.file.loan)).toEqual([...LOANS, undefined, 'L1']);
  });

  it('who asks while one is under way gets the next: what it wrote before is in its file', async () => {
    await book();
    const { sql, asked } = watched(true);
    const read = sharedLoanFiles(sql, 600_000);
    const first = read('L1', noon);
    await expect.poll(() => asked.length).toBe(1);
    await db().pool.query(`UPDATE loans SET product = 'car' WHERE loan_id = 'L2'`);
    const late = Promise.all([read('L2', noon), read('L3', noon)]);
    await soon();
    expect(asked.map((it) => it.loans)).toEqual([['L1']]);
    asked[0]!.go();
    await first;
    await expect.poll(() => asked.map((it) => it.loans)).toEqual([['L1'], ['L2', 'L3']]);
    asked[1]!.go();
    expect((await late).map((it) => it!.file.product)).toEqual(['car', null]);
  });

  it('one that gets no answer holds up the others for a moment only', async () => {
    await book();
    const { sql, asked } = watched(true);
    const read = sharedLoanFiles(sql);
    const never = read('L1', noon);
    await expect.poll(() => asked.length).toBe(1);
    const other = read('L2', noon);
    await expect.poll(() => asked.length, { timeout: 20_000 }).toBe(2);
    asked[1]!.go();
    expect((await other)!.file.loan).toBe('L2');
    asked[0]!.go();
    await never;
  });

  it('each is told of the channels whose notices are due at its own moment', async () => {
    await book();
    await db().pool.query(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
       SELECT loan_id, 'x', borrower_id, 'sms', 'due-today', 'service', $1, $1 FROM loans`,
      [new Date(noon)],
    );
    const read = sharedLoanFiles(db().pool);
    const files = await Promise.all([read('L1', noon - 1), read('L2', noon), read('L1', noon)]);
    expect(files.map((it) => it!.waiting)).toEqual([[], ['sms'], ['sms']]);
  });

  it('one that cannot be read fails its own asker, and nobody else', async () => {
    await book();
    // Larger than any number here holds exactly: what reads it refuses it.
    await db().pool.query(`UPDATE loans SET principal = 9007199254740993 WHERE loan_id = 'L2'`);
    const read = sharedLoanFiles(db().pool);
    const answers = await Promise.allSettled(LOANS.map((it) => read(it, noon)));
    expect(answers.map((it) => it.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('when the database does not answer, it is not asked for each again', async () => {
    let statements = 0;
    const query = async () => {
      statements++;
      throw new Error('Connection terminated unexpectedly');
    };
    const read = sharedLoanFiles({ query } as unknown as Sql);
    const answers = await Promise.allSettled(LOANS.map((it) => read(it, noon)));
    expect(answers.map((it) => it.status)).toEqual(LOANS.map(() => 'rejected'));
    expect(statements).toBe(1);
  });
});
