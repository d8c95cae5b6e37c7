import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { amountOf, type Instalment, unpaidOn } from '../../src/domain/loan/account/arrears.js';
import { toleranceOf } from '../../src/domain/loan/account/tolerance.js';
import type { AccountFacts, KnownCase, RecordedPayment } from '../../src/domain/loan/loan-file.js';
import { movedOffHolidays } from '../../src/domain/loan/off-holidays.js';
import { accountOf, standingOf } from '../../src/domain/loan/standing.js';
import { type Plan, TOLERANCE } from '../../src/domain/plan/plan.js';
import { addDays, type Day, momentAt } from '../../src/domain/time/dates.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { layOut } from '../../src/reports/figures/lay-out.js';
import { dueBetween } from '../../src/reports/papers/parts/lists.js';
import { rows, type Sql, transaction } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { standingsOf } from '../../src/store/lists/loan-list.js';
import { freshDatabase } from '../book/fresh-database.js';

vi.setConfig({ testTimeout: 120_000 });

const database = freshDatabase();
const START = '2026-01-01';
const day = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => addDays(START, n));
const amount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 }));
const parts = fc.record({ principal: amount, interest: amount, fee: amount });

/** Some fall due together: rows of one day are paid in the order of their numbers. A charge comes in later than the rest. */
const instalments: fc.Arbitrary<Instalment[]> = fc
  .array(
    fc.tuple(
      fc.oneof(day(20, 200), fc.constantFrom('2026-02-17', '2026-05-01')),
      parts,
      fc.option(day(5, 200), { freq: 1 }),
    ),
    {
      maxLength: 7,
    },
  )
  .chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.shuffledSubarray(
        rows.map((_, n) => n + 1),
        { minLength: rows.length },
      ),
    ),
  )
  .map(([rows, numbers]) =>
    rows.map(([dueOn, money, came], n) => {
      const it = { seq: numbers[n]!, dueOn, ...money };
      return came === null ? it : { ...it, recordedAt: momentAt(came, '13:00') };
    }),
  );

interface Booking {
  paidOn: Day;
  amount: number;
  /** So many days later it is taken back; -1: it never counted, a reversal had waited for it. */
  reversed: number | null;
}
const booking: fc.Arbitrary<Booking> = fc.record({
  // Few days, so that several payments are of one; a refund is a payment of the other sign.
  paidOn: fc.oneof(day(0, 220), day(60, 64)),
  amount: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 90_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -30_000, max: -1 }) },
  ),
  reversed: fc.option(fc.integer({ min: -1, max: 90 })),
});

/** What is taken back may be booked again under its reference, of another day and amount; the reversals come one after the other. */
const bookings = fc.array(booking, { minLength: 1, maxLength: 3 }).map((all) => {
  const taken: Omit<RecordedPayment, 'reference'>[] = [];
  let since = addDays(START, -1);
  for (const { paidOn, amount, reversed } of all) {
    const back = reversed === null ? null : [addDays(paidOn, reversed), since].sort()[1]!;
    const heard = [paidOn, since].sort()[1]!;
    taken.push({
      paidOn,
      amount,
      recordedAt: momentAt(heard, '10:00'),
      reversedOn: back,
      reversalRecordedAt: back === null ? null : momentAt(back, '11:00'),
    });
    if (back === null) break;
    since = back;
  }
  return taken;
});

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

/** Extensions and restructurings; a grace moves no due day. One that was not approved changes nothing. */
const relief = fc
  .record({
    on: day(10, 200),
    effect: fc.constantFrom('extend' as const, 'extend' as const, 'pause' as const),
    days: fc.integer({ min: 1, max: 90 }),
    undone: fc.option(fc.integer({ min: 0, max: 60 })),
    approved: fc.integer({ min: 0, max: 9 }).map((it) => it > 0),
    anew: schedule,
  })
  .map(
    ({ on, effect, days, undone, approved, anew }): KnownCase => ({
      case: '',
      kind: effect === 'pause' ? 'grace' : 'extension',
      effect,
      openedAt: momentAt(on, '09:00'),
      approvedAt: approved ? momentAt(on, '12:00') : null,
      until: addDays(on, days),
      closedAt: undone === null ? null : momentAt(addDays(on, undone), '15:00'),
      undone: undone !== null,
      schedule:
        anew && approved && effect === 'extend'
          ? {
              paidBefore: anew.paidBefore,
              instalments: anew.parts.map((it, n) => ({ ...it, seq: n + 1, dueOn: addDays(on, (n + 1) * anew.every) })),
            }
          : null,
    }),
  );

type Loan = AccountFacts & { principal: number };

/** In the order in which a file has them. */
const loan: fc.Arbitrary<Loan> = fc
  .record({
    ...{ instalments, payments: fc.array(bookings, { maxLength: 5 }), cases: fc.array(relief, { maxLength: 3 }) },
    principal: fc.integer({ min: 0, max: 20_000_000 }),
  })
  .map(({ instalments, payments, cases, principal }) => ({
    instalments,
    principal,
    payments: payments
      .flatMap((all, n) => all.map((it) => ({ ...it, reference: `${n}` })))
      .sort((a, b) => a.recordedAt - b.recordedAt || a.reference.localeCompare(b.reference)),
    cases: cases.sort((a, b) => a.openedAt - b.openedAt).map((it, n) => ({ ...it, case: `${n}` })),
  }));

const CUT_OFFS = [10, 45, 62, 90, 137, 180, 230].map((n) => addDays(START, n));

/** A row of each table out of its fields, all at once. */
const put = (client: Sql, table: string, columns: string, all: object[]) =>
  client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
    [JSON.stringify(all)],
  );
const moment = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at));

async function putBook(client: Sql, book: Loan[]): Promise<void> {
  const seal = createSeal('ab'.repeat(32));
  await client.query(
    `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key) VALUES ('B', 'person', 'en', $1, $2)`,
    [seal.seal('x', 'borrowers.name_sealed', 'B'), seal.hash('x')],
  );
  const each = <T>(of: (loan: Loan, id: string) => T[]) => book.flatMap((it, n) => of(it, `L${n}`));
  const row = ({ seq, dueOn, principal, interest, fee }: Instalment) => ({
    seq,
    due_on: dueOn,
    principal,
    interest,
    fee,
  });
  await put(
    client,
    'loans',
    'loan_id, borrower_id, plan, disbursed_on, principal, currency',
    each(({ principal }, loan_id) => [
      { loan_id, borrower_id: 'B', plan: 'p', disbursed_on: START, principal, currency: 'CNY' },
    ]),
  );
  await put(
    client,
    'instalments',
    'loan_id, seq, due_on, principal, interest, fee, recorded_at',
    each(({ instalments }, loan_id) =>
      instalments.map((it) => ({ loan_id, ...row(it), recorded_at: moment(it.recordedAt) })),
    ),
  );
  await put(
    client,
    'payments',
    'reference, booking, loan_id, paid_on, amount, recorded_at, reversed_on, reversal_recorded_at',
    each(({ payments }, loan_id) =>
      payments.map((it, n) => ({
        reference: `${loan_id}/${it.reference}`,
        booking: payments.slice(0, n + 1).filter(({ reference }) => reference === it.reference).length,
        loan_id,
        paid_on: it.paidOn,
        amount: it.amount,
        recorded_at: moment(it.recordedAt),
        reversed_on: it.reversedOn,
        reversal_recorded_at: moment(it.reversalRecordedAt),
      })),
    ),
  );
  await put(
    client,
    'cases',
    'case_id, loan_id, kind, rule, why, effect, opened_at, decided_at, approved, until_on, closed_at, outcome, paid_before',
    each(({ cases }, loan_id) =>
      cases.map((it) => ({
        ...{ case_id: `${loan_id}/${it.case}`, loan_id, kind: it.kind, rule: 'S5', why: '', effect: it.effect },
        ...{ opened_at: moment(it.openedAt), decided_at: moment(it.approvedAt ?? it.openedAt) },
        ...{ approved: it.approvedAt !== null, until_on: it.until, closed_at: moment(it.closedAt) },
        ...{ outcome: it.undone ? 'undone' : null, paid_before: it.schedule?.paidBefore ?? null },
      })),
    ),
  );
  await put(
    client,
    'case_instalments',
    'case_id, seq, due_on, principal, interest, fee',
    each(({ cases }, loan_id) =>
      cases.flatMap(({ case: id, schedule }) =>
        (schedule?.instalments ?? []).map((it) => ({ case_id: `${loan_id}/${id}`, ...row(it) })),
      ),
    ),
  );
}

const COLUMNS = `dpd, outstanding, outstanding_principal AS "outstandingPrincipal", outstanding_interest AS "outstandingInterest", overdue,
  overdue_principal AS "overduePrincipal", overdue_interest AS "overdueInterest",
  matures_on AS "maturesOn", overpaid`;

/** By the domain, of one loan at the end of a day. */
function expected(file: AccountFacts, on: Day) {
  const endOfDay = momentAt(addDays(on, 1), '00:00') - 1;
  const { dpd, outstanding, overdue, overduePrincipal, overdueInterest, overpaid } = standingOf(file, endOfDay);
  const unpaid = unpaidOn(accountOf(file, endOfDay), on);
  const sum = (part: 'principal' | 'interest') => unpaid.reduce((all, it) => all + it[part], 0);
  return {
    standing: {
      dpd,
      outstanding,
      outstandingPrincipal: sum('principal'),
      outstandingInterest: sum('interest'),
      overdue,
      overduePrincipal,
      overdueInterest,
      maturesOn: unpaid.at(-1)?.dueOn ?? null,
      overpaid,
    },
    due: [...new Set(unpaid.map((it) => it.dueOn))].map((dueOn) => {
      const rows = unpaid.filter((it) => it.dueOn === dueOn);
      return {
        dueOn,
        unpaid: rows.reduce((all, it) => all + amountOf(it), 0),
        principal: rows.reduce((all, it) => all + it.principal, 0),
      };
    }),
  };
}

/** By the SQL, of every loan of the book. */
async function found(client: Sql, on: Day): Promise<Map<string, ReturnType<typeof expected>>> {
  await client.query('SAVEPOINT counted');
  await layOut(client, { plan: 'p', currency: 'CNY', from: on, asOf: on });
  const all = await rows<ReturnType<typeof expected>['standing'] & { loan: string }>(
    client,
    `SELECT loan_id AS loan, ${COLUMNS} FROM at_end JOIN book USING (n)`,
  );
  const due = await dueBetween(client, on, START, '2099-01-01');
  await client.query('ROLLBACK TO SAVEPOINT counted');
  return new Map(
    all.map(({ loan, ...standing }) => {
      const lines = due.filter((it) => it.loan === loan);
      return [loan, { standing, due: lines.map(({ dueOn, unpaid, principal }) => ({ dueOn, unpaid, principal })) }];
    }),
  );
}

class Undone extends Error {}

/** Everything in a transaction that is given up: the next book finds the database empty. */
async function stands(book: Loan[], moves: boolean, said: Partial<Plan['tolerance']> | undefined): Promise<void> {
  const tolerance = { ...TOLERANCE, ...said };
  const files = book
    .map((it) => (moves ? movedOffHolidays(it, chinaCalendar()) : it))
    .map((it, n) => ({ ...it, tolerance: toleranceOf({ tolerance }, book[n]!.principal) }));
  await transaction(database(), async (client) => {
    const content = { dueOnHoliday: moves ? 'next-working-day' : 'as-agreed', tolerance: said };
    await client.query(`INSERT INTO plans (plan, version, content) VALUES ('p', 1, $1)`, [content]);
    await putBook(client, book);
    for (const on of CUT_OFFS) {
      const counted = await found(client, on);
      for (const [n, file] of files.entries())
        expect(counted.get(`L${n}`), `L${n} on ${on}`).toEqual(expected(file, on));
      // What the lists of loans and of work read.
      const listed = await standingsOf(client, [...counted.keys()], momentAt(addDays(on, 1), '00:00') - 1);
      for (const [loan, { standing }] of counted) expect(standing, `${loan} on ${on}`).toMatchObject(listed.get(loan)!);
    }
    throw new Undone();
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
}

/** What a plan says of it; none, a cent, a tenth of what the instalments here come to. */
const tolerance = fc.option(
  fc.record(
    { amount: fc.constantFrom('0', '0.01', '1.00', '80.00'), share: fc.constantFrom(0, 0.001, 0.0029, 0.1) },
    { requiredKeys: [] },
  ),
  { nil: undefined, freq: 3 },
);

it('the figures, the lists and the rules say the same of every loan on any day, what a plan tolerates left alone: one rule, in SQL and in src/domain/loan (S3)', async () => {
  await fc.assert(fc.asyncProperty(fc.array(loan, { minLength: 30, maxLength: 60 }), fc.boolean(), tolerance, stands), {
    numRuns: 12,
    endOnFailure: true,
  });
});
