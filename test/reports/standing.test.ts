import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instalment } from '../../src/domain/loan/arrears.js';
import type { KnownCase, RecordedPayment } from '../../src/domain/loan/loan-file.js';
import { standingOf } from '../../src/domain/loan/standing.js';
import { addDays, type Day, momentAt } from '../../src/domain/time/dates.js';
import { offHolidays } from '../../src/library/calendar.js';
import { inOneMoment } from '../../src/reports/figures/index.js';
import { rows, transaction } from '../../src/store/base/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { movedOffHolidays } from '../../src/store/loans/loan-files.js';
import { freshDatabase } from '../book/fresh-database.js';

const database = freshDatabase();
const START = '2026-01-01';
const day = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => addDays(START, n));
const amount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 }));

interface Random {
  loan: string;
  instalments: Instalment[];
  payments: RecordedPayment[];
  cases: KnownCase[];
}

/** Here whatever was asked for was approved: the counting must not depend on it. */
const schedule = fc.option(
  fc.record({
    paidBefore: fc.integer({ min: 0, max: 60_000 }),
    every: fc.integer({ min: 1, max: 40 }),
    parts: fc.array(fc.record({ principal: fc.integer({ min: 1, max: 50_000 }), interest: amount, fee: amount }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  { freq: 1 },
);

const randomLoan: fc.Arbitrary<Omit<Random, 'loan'>> = fc.record({
  instalments: fc
    .array(
      fc
        .record({
          dueOn: day(20, 200),
          principal: amount,
          interest: amount,
          fee: amount,
          came: fc.option(day(5, 200), { freq: 1 }),
        })
        .map(({ came, ...it }) => (came === null ? it : { ...it, recordedAt: momentAt(came, '13:00') })),
      { maxLength: 6 },
    )
    // In the order in which they fall due; two may fall due on one day.
    .map((them) => them.sort((a, b) => a.dueOn.localeCompare(b.dueOn)).map((it, n) => ({ ...it, seq: n + 1 }))),
  payments: fc.array(
    fc.tuple(day(0, 220), fc.integer({ min: 1, max: 90_000 }), fc.option(fc.integer({ min: 0, max: 90 }))).map(
      ([paidOn, amount, reversed]): RecordedPayment => ({
        reference: '',
        paidOn,
        amount,
        recordedAt: momentAt(paidOn, '10:00'),
        reversedOn: reversed === null ? null : addDays(paidOn, reversed),
        reversalRecordedAt: reversed === null ? null : momentAt(addDays(paidOn, reversed), '11:00'),
      }),
    ),
    { maxLength: 5 },
  ),
  cases: fc.array(
    fc.tuple(day(10, 200), fc.integer({ min: 1, max: 90 }), fc.option(fc.integer({ min: 0, max: 60 })), schedule).map(
      ([on, days, undone, anew]): KnownCase => ({
        case: '',
        kind: 'extension',
        effect: 'extend',
        openedAt: momentAt(on, '09:00'),
        approvedAt: momentAt(on, '12:00'),
        until: addDays(on, days),
        closedAt: undone === null ? null : momentAt(addDays(on, undone), '15:00'),
        undone: undone !== null,
        schedule: anew && {
          paidBefore: anew.paidBefore,
          instalments: anew.parts.map((it, n) => ({ ...it, seq: n + 1, dueOn: addDays(on, (n + 1) * anew.every) })),
        },
      }),
    ),
    { maxLength: 2 },
  ),
});

/** In the order of approval, as a file has them. */
const loans: Random[] = fc.sample(randomLoan, { seed: 26, numRuns: 600 }).map((it, n) => ({
  ...it,
  loan: `L${n}`,
  payments: it.payments.map((payment, m) => ({ ...payment, reference: `L${n}-${m}` })),
  cases: [...it.cases].sort((a, b) => a.approvedAt! - b.approvedAt!),
}));

async function put(): Promise<void> {
  const seal = createSeal('ab'.repeat(32));
  await transaction(database(), async (client) => {
    await client.query(
      `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key) VALUES ('B', 'person', 'en', $1, $2)`,
      [seal.seal('x', 'borrowers.name_sealed', 'B'), seal.hash('x')],
    );
    for (const { loan, instalments, payments, cases } of loans) {
      await client.query(
        `INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency) VALUES ($1, 'B', 'p', $2, 0, 'CNY')`,
        [loan, START],
      );
      for (const it of instalments)
        await client.query('INSERT INTO instalments VALUES ($1, $2, $3, $4, $5, $6, $7)', [
          loan,
          it.seq,
          it.dueOn,
          it.principal,
          it.interest,
          it.fee,
          it.recordedAt === undefined ? null : new Date(it.recordedAt),
        ]);
      for (const it of payments)
        await client.query('INSERT INTO payments VALUES ($1, $2, $3, $4, $5, $6, $7)', [
          it.reference,
          loan,
          it.paidOn,
          it.amount,
          new Date(it.recordedAt),
          it.reversedOn,
          it.reversalRecordedAt && new Date(it.reversalRecordedAt),
        ]);
      for (const [n, it] of cases.entries()) {
        await client.query(
          `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at, decided_at, approved, decided_by, until_on, closed_at, outcome, paid_before)
           VALUES ($1, $2, 'extension', 'S5', '', 'extend', $3, $4, true, 'x', $5, $6, $7, $8)`,
          [
            `${loan}/${n}`,
            loan,
            new Date(it.openedAt),
            new Date(it.approvedAt!),
            it.until,
            it.closedAt && new Date(it.closedAt),
            it.undone ? 'undone' : null,
            it.schedule?.paidBefore ?? null,
          ],
        );
        for (const part of it.schedule?.instalments ?? [])
          await client.query('INSERT INTO case_instalments VALUES ($1, $2, $3, $4, $5, $6)', [
            `${loan}/${n}`,
            part.seq,
            part.dueOn,
            part.principal,
            part.interest,
            part.fee,
          ]);
      }
    }
  });
}

/** The rule of the domain, loan by loan. */
function expected({ loan, ...facts }: Random, on: Day, moves: boolean) {
  const { payments } = facts;
  const instalments = moves ? offHolidays(facts.instalments) : facts.instalments;
  const cases = moves ? facts.cases.map(movedOffHolidays) : facts.cases;
  const at = standingOf({ instalments, payments, cases }, momentAt(addDays(on, 1), '00:00') - 1);
  const { dpd, outstanding, overdue, overduePrincipal, overdueInterest } = at;
  return { loan, dpd, outstanding, overdue, overduePrincipal, overdueInterest };
}

async function standsAsExpected(moves: boolean) {
  await put();
  for (const on of [10, 45, 90, 137, 180, 230].map((n) => addDays(START, n))) {
    const scope = { plan: 'p', currency: 'CNY', from: on, asOf: on };
    const found = await inOneMoment(database(), scope, (sql) =>
      rows(
        sql,
        `SELECT loan_id AS loan, dpd, outstanding, overdue, overdue_principal AS "overduePrincipal", overdue_interest AS "overdueInterest"
         FROM at_end JOIN book USING (n)`,
      ),
    );
    const byLoan = (a: { loan: string }, b: { loan: string }) => a.loan.localeCompare(b.loan);
    expect((found as { loan: string }[]).sort(byLoan), on).toEqual(
      loans.map((it) => expected(it, on, moves)).sort(byLoan),
    );
  }
}

it('every loan stands as src/domain/loan/arrears.ts has it, with reversals, extensions and new schedules, on any day', () =>
  standsAsExpected(false));

it('and so when its plan moves due days off holidays', async () => {
  await database().pool.query(
    `INSERT INTO plans (plan, version, content) VALUES ('p', 1, '{"dueOnHoliday":"next-working-day"}')`,
  );
  await standsAsExpected(true);
});
