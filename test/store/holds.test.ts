import { beforeEach, describe, expect, it } from 'vitest';
import { arrearsOn } from '../../src/domain/loan/account/arrears.js';
import { sceneOf } from '../../src/domain/scene/scene.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { createSeal } from '../../src/store/base/seal.js';
import { placeHold, releaseHold } from '../../src/store/facts/holds.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const ops = (day: string, time = '10:00') => ({ actor: 'ops/x', at: momentAt(day, time) });
const at = (day: string) => momentAt(day, '10:00');
const hold = (from: string | undefined, until: string | null, on: string) =>
  placeHold(
    db(),
    {
      loan: 'L1',
      from: from === undefined ? undefined : at(from),
      until: until === null ? null : at(until),
      reason: 'dispute',
    },
    ops(on),
  );

async function on(day: string) {
  const [stored] = await readLoanFiles(db().pool, ['L1'], at(day));
  const plan = (await shippedPlans()).get('04-personal')!;
  return sceneOf(stored!.file, plan, at(day));
}

beforeEach(async () => {
  const parts = [{ dueOn: '2026-03-20', amount: 100_000 }];
  await addLoans(db(), seal, [{ loan: 'L1', instalments: parts }], momentAt('2026-03-01', '09:00'));
});

describe('a hold', () => {
  it('from an earlier day: its days do not count towards the ladder', async () => {
    await hold('2026-03-25', '2026-04-10', '2026-04-01');
    const { held, account } = await on('2026-04-05');
    expect(held).toBe(true);
    // Sixteen days past due; eleven of them held.
    expect(arrearsOn(account, '2026-04-05')).toMatchObject({ dpd: 16, delinquentDays: 5 });
  });

  it('from a later day: nothing is held until then', async () => {
    await hold('2026-04-10', null, '2026-04-01');
    expect((await on('2026-04-09')).held).toBe(false);
    expect((await on('2026-04-10')).held).toBe(true);
  });

  it('is refused where another one is, and may touch it', async () => {
    await hold('2026-04-10', '2026-04-20', '2026-04-01');
    await expect(hold(undefined, null, '2026-04-05')).rejects.toThrow(
      'loan L1 is already held from 2026-04-10T10:00:00+08:00 until 2026-04-20T10:00:00+08:00: release it first',
    );
    await expect(hold('2026-04-19', '2026-04-25', '2026-04-05')).rejects.toThrow('already held');
    expect(await hold('2026-04-20', '2026-04-25', '2026-04-05')).toBe(true);
    await expect(hold('2026-04-30', '2026-04-30', '2026-04-05')).rejects.toThrow('must end after it begins');
  });

  it('is released: the one that runs ends, the one that lies ahead does not begin', async () => {
    await hold('2026-03-25', null, '2026-04-01');
    expect(await releaseHold(db(), 'L1', ops('2026-04-03'))).toBe(true);
    expect(await releaseHold(db(), 'L1', ops('2026-04-04'))).toBe(false);
    await hold('2026-04-10', null, '2026-04-05');
    expect(await releaseHold(db(), 'L1', ops('2026-04-06'))).toBe(true);
    expect((await on('2026-04-11')).held).toBe(false);
    expect(await releaseHold(db(), 'L1', ops('2026-04-12'))).toBe(false);
    expect(await hold('2026-04-10', '2026-04-12', '2026-04-12')).toBe(true);
  });
});
