import type pg from 'pg';
import {
  dueFault,
  LEAST_RATE,
  type Lent,
  LONGEST,
  loanDoubts,
  MOST_INTEREST,
  MOST_PAID,
  MOST_RATE,
  USUAL_RATE,
} from '../domain/loan/cannot-be-meant.js';
import { formatMoney, type Minor } from '../domain/money/money.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Day } from '../domain/time/dates.js';
import { inCircle } from '../domain/work/staffing.js';
import { rows } from '../store/base/connection/database.js';
import { findPlan } from '../store/loans/plans.js';
import type { BookRow } from './csv/files.js';
import { mostOf, type Problems, report } from './csv/problems.js';
import type { Numbered } from './read-book.js';
import { isKnown } from './staging.js';

/** What of a book has the right form and cannot be meant. Money would be wrong by some of it: such a book is refused until it is accepted. */
export interface Doubts {
  ofMoney: Problems;
  others: Problems;
}

/** `today` null: any day may come. */
export async function doubtsOf(
  client: pg.PoolClient,
  today: Day | null,
  staff: Numbered<BookRow['staff']>[],
  /** Who takes each row of which money would be wrong; left out: they are listed. */
  onMoney?: Problems['onRow'],
): Promise<Doubts> {
  const ofMoney: Problems = { listed: [], count: 0, ...(onMoney ? { onRow: onMoney } : {}) };
  const doubts: Doubts = { ofMoney, others: { listed: [], count: 0 } };
  await doubtLoans(client, today, doubts);
  await doubtDueDays(client, doubts);
  await doubtPayments(client, doubts);
  await doubtManagers(client, staff, doubts);
  const circle = new Set(inCircle(staff.map(({ row }) => ({ staff: row.staff_id, supervisor: row.supervisor }))));
  for (const { line, row } of staff.filter((it) => circle.has(it.row.staff_id)))
    report(
      doubts.others,
      `staff.csv:${line} supervisor: ${row.staff_id} and ${row.supervisor} supervise each other: work that goes up comes back`,
    );
  return doubts;
}

interface NewLoan extends Omit<Lent, 'plan' | 'instalments'> {
  loan: string;
  line: number;
  plan: string;
  firstDueOn: Day;
  lastDueOn: Day;
  ofInstalments: Minor;
  interest: Minor;
  fee: Minor;
  dueLine: number;
  /** Such come first, so that none is beyond the limit unseen. */
  ofMoney: boolean;
  total: number;
}

/** The database says which loans are to be looked at, those whose money is in doubt first; what is wrong with them, the domain. */
async function doubtLoans(client: pg.PoolClient, today: Day | null, doubts: Doubts): Promise<void> {
  const found = await rows<NewLoan>(
    client,
    `SELECT l.*, count(*) OVER () AS total FROM (
       SELECT s.loan_id AS loan, s.line, s.plan, s.borrower_id AS borrower, b.kind, s.disbursed_on AS "disbursedOn", s.principal,
              s.annual_rate::text AS "annualRate", s.penalty_rate::text AS "penaltyRate",
              i."firstDueOn", i."lastDueOn", i."ofInstalments", i.interest, i.fee, i."dueLine",
              i."firstDueOn" < s.disbursed_on OR i."ofInstalments" > s.principal OR greatest(s.annual_rate, s.penalty_rate) > ${MOST_RATE} AS "ofMoney"
       FROM stage_loans s
       JOIN (SELECT borrower_id, kind FROM stage_borrowers UNION SELECT borrower_id, kind FROM borrowers) b USING (borrower_id)
       JOIN (SELECT loan_id, min(due_on) AS "firstDueOn", max(due_on) AS "lastDueOn", sum(principal)::bigint AS "ofInstalments",
                    sum(interest)::bigint AS interest, sum(fee)::bigint AS fee, (array_agg(line ORDER BY due_on, line))[1] AS "dueLine"
             FROM stage_instalments GROUP BY loan_id) i USING (loan_id)
       WHERE NOT ${isKnown('loans')}) l
     LEFT JOIN (SELECT DISTINCT ON (plan) plan, content FROM plans ORDER BY plan, version DESC) p USING (plan)
     WHERE "ofMoney" OR "ofInstalments" <> principal OR principal = 0 OR fee > principal OR "disbursedOn" > $1 OR $1 - "disbursedOn" > ${LONGEST}
       OR "lastDueOn" - "disbursedOn" > ${LONGEST} OR NOT p.content->'borrowers' ? kind
       OR "annualRate"::numeric > ${USUAL_RATE}
       OR "annualRate"::numeric BETWEEN 0.000001 AND ${LEAST_RATE} OR "penaltyRate"::numeric BETWEEN 0.000001 AND ${LEAST_RATE}
       OR ("annualRate" IS NULL AND interest > principal * ${MOST_RATE} * greatest(31, "lastDueOn" - "disbursedOn") / 36500)
       OR ("annualRate"::numeric BETWEEN ${LEAST_RATE} AND ${MOST_RATE}
           AND interest > ${MOST_INTEREST} * principal * "annualRate"::numeric * greatest(31, "lastDueOn" - "disbursedOn") / 36500)
     ORDER BY "ofMoney" DESC, line LIMIT $2`,
    [today, mostOf(doubts.ofMoney)],
  );
  const plans = new Map<string, Plan | null>();
  for (const it of found) {
    if (!plans.has(it.plan)) plans.set(it.plan, await findPlan(client, it.plan));
    const plan = plans.get(it.plan);
    if (!plan) continue;
    const { ofInstalments, firstDueOn, lastDueOn, interest, fee, dueLine, line, ofMoney: _, ...loan } = it;
    const instalments = { firstDueOn, lastDueOn, principal: ofInstalments, interest, fee };
    for (const { file, field, what, ofMoney } of loanDoubts({ ...loan, plan, instalments }, today)) {
      const at = { file, line: file === 'loans' ? line : dueLine, field, fault: what, loan: it.loan };
      report(ofMoney ? doubts.ofMoney : doubts.others, at);
    }
  }
  doubts.others.count += (found[0]?.total ?? 0) - found.length;
}

interface Due {
  loan: string;
  line: number;
  dueOn: Day;
  disbursedOn: Day;
  total: number;
}

/** Of new instalments of loans that are here; those of new loans are looked at with them. */
async function doubtDueDays(client: pg.PoolClient, { ofMoney }: Doubts): Promise<void> {
  const found = await rows<Due>(
    client,
    `SELECT s.loan_id AS loan, s.line, s.due_on AS "dueOn", l.disbursed_on AS "disbursedOn", count(*) OVER () AS total
     FROM stage_instalments s JOIN loans l USING (loan_id)
     WHERE s.due_on < l.disbursed_on
       AND NOT EXISTS (SELECT FROM instalments t WHERE (t.loan_id, t.seq, t.due_on) = (s.loan_id, s.seq, s.due_on)) ORDER BY s.line LIMIT $1`,
    [mostOf(ofMoney)],
  );
  for (const { loan, line, dueOn, disbursedOn } of found)
    report(ofMoney, { file: 'instalments', line, field: 'due_on', fault: dueFault(dueOn, disbursedOn) ?? '', loan });
  if (!ofMoney.onRow) ofMoney.count += (found[0]?.total ?? 0) - found.length;
}

interface Paid {
  loan: string;
  line: number;
  amount: Minor;
  owed: Minor;
  total: number;
}

/** New payments of so much more than the whole schedule of their loan that a point must have slipped. Only what is more than was lent is held to its schedule: a book has many payments, and few of those. */
async function doubtPayments(client: pg.PoolClient, { others }: Doubts): Promise<void> {
  const found = await rows<Paid>(
    client,
    `WITH large AS MATERIALIZED (
       SELECT s.loan_id, s.line, s.amount FROM stage_payments s
       JOIN (SELECT loan_id, principal FROM stage_loans UNION SELECT loan_id, principal FROM loans) l USING (loan_id)
       WHERE s.amount > l.principal AND NOT ${isKnown('payments')})
     SELECT s.loan_id AS loan, s.line, s.amount, i.owed, count(*) OVER () AS total
     FROM large s, LATERAL (
       SELECT sum(principal + interest + fee)::bigint AS owed FROM (
         SELECT principal, interest, fee FROM stage_instalments WHERE loan_id = s.loan_id
         UNION ALL SELECT principal, interest, fee FROM instalments t WHERE t.loan_id = s.loan_id
           AND NOT EXISTS (SELECT FROM stage_instalments n WHERE (n.loan_id, n.seq) = (t.loan_id, t.seq))) a) i
     WHERE s.amount >= ${MOST_PAID} * i.owed AND i.owed > 0 ORDER BY s.line LIMIT $1`,
    [mostOf(others)],
  );
  for (const { loan, line, amount, owed } of found) {
    const fault = `${formatMoney(amount)}, where ${loan} owes ${formatMoney(owed)} by its whole schedule: is the point missing?`;
    report(others, { file: 'payments', line, field: 'amount', fault, loan });
  }
  others.count += (found[0]?.total ?? 0) - found.length;
}

/** Where it is known who works here, nobody else has borrowers; where nobody is, whoever is named is taken at the book's word. */
async function doubtManagers(
  client: pg.PoolClient,
  staff: Numbered<BookRow['staff']>[],
  { others }: Doubts,
): Promise<void> {
  const named = staff.map(({ row }) => row.staff_id);
  const found = await rows<{ line: number; manager: string; borrowers: number }>(
    client,
    `SELECT min(line) AS line, account_manager AS manager, count(*) AS borrowers FROM stage_borrowers s
     WHERE account_manager IS NOT NULL AND NOT ${isKnown('borrowers')} AND account_manager <> ALL($1)
       AND NOT EXISTS (SELECT FROM staff WHERE staff_id = account_manager)
       AND (cardinality($1::text[]) > 0 OR EXISTS (SELECT FROM staff))
     GROUP BY account_manager ORDER BY min(line)`,
    [named],
  );
  for (const { line, manager, borrowers } of found)
    report(
      others,
      `borrowers.csv:${line} account_manager: ${manager} is nobody in staff.csv or here: ${borrowers === 1 ? 'a borrower has' : `${borrowers} borrowers have`} an account manager of whom only this is known`,
    );
}
