import { beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/time/dates.js';
import { measure } from '../../src/reports/figures/index.js';
import { freshDatabase } from '../book/fresh-database.js';
import { lendEach, type Parts, pay } from './small-book.js';

/** Loans on both sides of every boundary of days past due, worked out by hand: each its own borrower, so that a sum tells which are in it. */
const database = freshDatabase();
const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };

describe('days past due at the cut-off', () => {
  /** Principal is 1, 2, 4, 8 … yuan in this order, interest one yuan each. */
  const DPD = [-1, 0, 1, 30, 31, 60, 61, 90, 91, 270, 271, 360, 361];
  const principal = (of: (dpd: number) => boolean) =>
    DPD.reduce((sum, dpd, n) => sum + (of(dpd) ? 2 ** n * 100 : 0), 0);
  const ALL = 8191_00;
  beforeEach(() =>
    lendEach(
      database(),
      Object.fromEntries(
        DPD.map((dpd, n) => [`D${dpd}`, { parts: [[addDays(MARCH.asOf, -dpd), 2 ** n, 1, 0]] as Parts }]),
      ),
    ),
  );

  it('a loan due today is not overdue; PAR n begins after the n-th day, NPL on day 91', async () => {
    const { portfolio } = await measure(database(), MARCH, ['portfolio']);
    expect(portfolio.values).toMatchObject({
      loans: 13,
      borrowers: 13,
      outstanding: ALL + 13_00,
      'outstanding-principal': ALL,
      'overdue-loans': 11,
      'overdue-principal': ALL - 3_00,
      'overdue-amount': ALL - 3_00 + 11_00,
      'par-1': principal((dpd) => dpd >= 1) / ALL,
      'par-30': (8192 - 16) / 8191,
      'par-60': (8192 - 64) / 8191,
      'par-90': (8192 - 256) / 8191,
      'npl-loans': 5,
      'npl-principal': 7936_00,
      'npl-rate': 7936 / 8191,
      'risky-borrowers': 9,
      'risky-borrower-share': 9 / 13,
    });
  });

  it('buckets and categories', async () => {
    const { groups } = (await measure(database(), MARCH, ['portfolio'])).portfolio;
    const of = (list: typeof groups.bucket) => list.map((it) => [it.key, it.outstandingPrincipal / 100]);
    expect(of(groups.bucket)).toEqual([
      ['0', 1 + 2],
      ['1-30', 4 + 8],
      ['271-360', 1024 + 2048],
      ['31-60', 16 + 32],
      ['361+', 4096],
      ['61-90', 64 + 128],
      ['91-270', 256 + 512],
    ]);
    expect(of(groups.category)).toEqual([
      ['doubtful', 1024 + 2048],
      ['loss', 4096],
      ['normal', 1 + 2],
      ['special-mention', 4 + 8 + 16 + 32 + 64 + 128],
      ['substandard', 256 + 512],
    ]);
  });
});

/**
 * | loan | at the beginning (28 February) | in March | at the end |
 * |---|---|---|---|
 * | A | 110 of 30 days | paid | nothing unpaid |
 * | B | 220 of 31 days, 220 due in May | 330 paid: all that is overdue and half of May | not overdue |
 * | C | 440 of 90 days | | 121 days: non-performing |
 * | D | 880 of 91 days | 440 paid: 80 of interest, 360 of principal | 122 days |
 * | E | 1600 of 59 days | | 90 days |
 * | F | 3200 of 60 days | | 91 days: non-performing |
 * | G | paid | the payment of 6400 is taken back | 44 days |
 * | H | 500 of 75 days, 500 of 8 | 500 paid | 39 days |
 * | I | 30 of 50 of 10 days | 20 are taken back | 41 days |
 * | J | | paid out, 70 | 11 days |
 * | K | | paid out, 90, and paid | nothing unpaid |
 */
describe('what moved in March, of loans at the boundaries', () => {
  beforeEach(async () => {
    await lendEach(database(), {
      A: { parts: [['2026-01-29', 100, 10, 0]] },
      B: {
        parts: [
          ['2026-01-28', 200, 20, 0],
          ['2026-05-01', 200, 20, 0],
        ],
      },
      C: { parts: [['2025-11-30', 400, 40, 0]] },
      D: { parts: [['2025-11-29', 800, 80, 0]] },
      E: { parts: [['2025-12-31', 1600, 0, 0]] },
      F: { parts: [['2025-12-30', 3200, 0, 0]] },
      G: { parts: [['2026-02-15', 6400, 0, 0]] },
      H: {
        parts: [
          ['2025-12-15', 500, 0, 0],
          ['2026-02-20', 500, 0, 0],
        ],
      },
      I: { parts: [['2026-02-18', 50, 0, 0]] },
      J: { on: '2026-03-02', parts: [['2026-03-20', 70, 0, 0]] },
      K: { on: '2026-03-03', parts: [['2026-03-10', 90, 0, 0]] },
    });
    const db = database();
    await pay(db, 'a', 'A', '2026-03-05', 110);
    await pay(db, 'b', 'B', '2026-03-10', 330);
    await pay(db, 'd', 'D', '2026-03-15', 440);
    await pay(db, 'g', 'G', '2026-02-10', 6400);
    await pay(db, 'h', 'H', '2026-03-20', 500);
    await pay(db, 'i', 'I', '2026-02-20', 20);
    await pay(db, 'k', 'K', '2026-03-10', 90);
    await db.pool.query(
      `UPDATE payments SET reversed_on = '2026-03-10', reversal_recorded_at = '2026-03-10T02:00Z' WHERE reference IN ('g', 'i')`,
    );
  });

  it('recovered, resolved, newly non-performing', async () => {
    const { movement } = await measure(database(), MARCH, ['movement']);
    const overdue = 110 + 220 + 440 + 880 + 1600 + 3200 + 1000 + 30;
    const over30 = overdue - 110 - 30;
    expect(movement.values).toEqual({
      // Of B no more than was overdue; what was taken back of I goes off, and of G nothing was overdue.
      'recovered-overdue': (110 + 220 + 440 + 500 - 20) * 100,
      'overdue-recovery-rate': 1250 / overdue,
      'recovered-30-plus': (220 + 440 + 500) * 100,
      'recovery-30-plus': 1160 / over30,
      'recovered-npl': 440_00,
      'npl-recovery-rate': 440 / 880,
      'resolved-loans': 2, // A, B
      'overdue-resolved-rate': 2 / 8,
      'new-npl-loans': 2, // C, F
      'new-npl-principal': 3600_00,
      'paid-off-loans': 2, // A, K
    });
  });

  it('from where to where', async () => {
    const { moves, rolls } = (await measure(database(), MARCH, ['movement'])).movement;
    expect(moves.map(({ key, loans, principal }) => [key, loans, principal / 100])).toEqual([
      ['new → 1-30', 1, 70], // J
      ['new → paid', 1, 90], // K
      ['1-30 → 31-60', 1, 30], // I
      ['1-30 → paid', 1, 100], // A
      ['31-60 → 0', 1, 400], // B
      ['31-60 → 61-90', 1, 1600], // E
      ['31-60 → 91-270', 1, 3200], // F
      ['61-90 → 31-60', 1, 1000], // H
      ['61-90 → 91-270', 1, 400], // C
      ['91-270 → 91-270', 1, 800], // D
      ['paid → 31-60', 1, 0], // G
    ]);
    const shares = (key: string) => {
      const { worse, same, better, paid } = rolls.find((it) => it.key === key)!;
      return [worse, same, better, paid];
    };
    expect(shares('1-30')).toEqual([30 / 130, 0, 0, 100 / 130]);
    expect(shares('31-60')).toEqual([4800 / 5200, 0, 400 / 5200, 0]);
    expect(shares('61-90')).toEqual([400 / 1400, 0, 1000 / 1400, 0]);
    expect(shares('91-270')).toEqual([0, 1, 0, 0]);
    expect(shares('271-360')).toEqual([null, null, null, null]);
  });
});
