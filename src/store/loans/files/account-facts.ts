import type { Instalment } from '../../../domain/loan/account/arrears.js';
import type { AccountFacts, KnownCase, RecordedPayment } from '../../../domain/loan/loan-file.js';
import { movedOffHolidays } from '../../../domain/loan/off-holidays.js';
import { standingOf } from '../../../domain/loan/standing.js';
import type { Minor } from '../../../domain/money/money.js';
import { type Plan, TOLERANCE } from '../../../domain/plan/plan.js';
import type { Calendar } from '../../../domain/time/calendar.js';
import type { Moment } from '../../../domain/time/dates.js';
import { calendarNow } from '../../base/calendar.js';
import { rows, type Sql } from '../../base/connection/database.js';

/** What `ACCOUNT_FACTS` answers for a loan. */
export interface AccountRow {
  instalments: Instalment[] | null;
  payments: PaymentRow[] | null;
  cases: KnownCase[] | null;
  /** What its plan says of accounts; null: there is no such plan. */
  terms: PlanTerms | null;
}

type PaymentRow = [
  reference: string,
  paidOn: string,
  amount: number,
  recordedAt: number,
  reversedOn: string | null,
  reversalRecordedAt: number | null,
];
const asPayment = (it: PaymentRow): RecordedPayment => ({
  reference: it[0],
  paidOn: it[1],
  amount: it[2],
  recordedAt: it[3],
  reversedOn: it[4],
  reversalRecordedAt: it[5],
});

/** In SQL: a moment as milliseconds. */
export const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** What the newest version of a plan says of the account of a loan. */
interface PlanTerms {
  /** Due days are moved off holidays. */
  moves: boolean;
  /** As `toleranceOf` in src/domain/loan/account/tolerance.ts. */
  tolerance: Minor;
}

/** In SQL: what the newest version of a plan says of them: `moves`, `left_alone`. Its text, which is long, is unpacked once. */
export const planSays = (plan: string) =>
  `(SELECT "dueOnHoliday" IS NOT DISTINCT FROM 'next-working-day' AS moves, coalesce(tolerance, '{}') AS left_alone
    FROM plans p, jsonb_to_record(content) said ("dueOnHoliday" text, tolerance jsonb)
    WHERE p.plan = ${plan} ORDER BY version DESC LIMIT 1)`;

/** In SQL: what is left alone of a loan of so much. What the plan leaves out is as planSchema has it. */
export function toleranceIn(leftAlone: string, principal: string): string {
  const said = (field: keyof Plan['tolerance']) => `coalesce(${leftAlone}->>'${field}', '${TOLERANCE[field]}')`;
  // The share in the numbers of JavaScript, so that both come to the same whole cent.
  return `least(${said('amount')}::numeric * 100, floor(${principal}::float8 * ${said('share')}::float8)::numeric)::bigint`;
}

/** Columns, in SQL, of a loan `l`: all that its account is found from. */
export const ACCOUNT_FACTS = `
  (SELECT json_agg(json_strip_nulls(json_build_object('seq', seq, 'dueOn', due_on, 'principal', principal, 'interest', interest,
            'fee', fee, 'recordedAt', ${MS('recorded_at')}, 'replacedAt', ${MS('replaced_at')})))
     FROM (SELECT seq, due_on, principal, interest, fee, recorded_at, NULL::timestamptz AS replaced_at FROM instalments i WHERE i.loan_id = l.loan_id
           UNION ALL SELECT seq, due_on, principal, interest, fee, recorded_at, replaced_at FROM replaced_instalments r
             WHERE r.loan_id = l.loan_id) i) AS instalments,
  -- Hundreds in the end: without the names of their fields.
  (SELECT json_agg(json_build_array(reference, paid_on, amount, ${MS('recorded_at')}, reversed_on, ${MS('reversal_recorded_at')})
            ORDER BY recorded_at, reference, booking)
     FROM payments p WHERE p.loan_id = l.loan_id) AS payments,
  (SELECT json_agg(json_build_object('case', case_id, 'kind', kind, 'openedAt', ${MS('opened_at')},
            'approvedAt', CASE WHEN approved THEN ${MS('decided_at')} END, 'refusedAt', CASE WHEN NOT approved THEN ${MS('decided_at')} END, 'until', until_on, 'effect', effect,
            'closedAt', ${MS('closed_at')}, 'undone', COALESCE(outcome = 'undone', false),
            'schedule', CASE WHEN paid_before IS NOT NULL THEN json_build_object('paidBefore', paid_before, 'instalments',
              (SELECT json_agg(json_build_object('seq', seq, 'dueOn', due_on, 'principal', principal, 'interest', interest, 'fee', fee)
                 ORDER BY seq) FROM case_instalments i WHERE i.case_id = c.case_id)) END) ORDER BY opened_at, case_id)
     FROM cases c WHERE c.loan_id = l.loan_id) AS cases,
  (SELECT json_build_object('moves', moves, 'tolerance', ${toleranceIn('left_alone', 'l.principal')}) FROM ${planSays('l.plan')} it) AS terms`;

/** The facts of an account, with due days moved off holidays if the plan asks for that. */
export function accountFactsOf({ instalments, payments, cases, terms }: AccountRow, calendar: Calendar): AccountFacts {
  const found = { instalments: instalments ?? [], payments: (payments ?? []).map(asPayment), cases: cases ?? [] };
  const facts = { ...found, tolerance: terms?.tolerance ?? 0 };
  return terms?.moves ? movedOffHolidays(facts, calendar) : facts;
}

/** How many days a loan is past due. */
export async function dpdOf(sql: Sql, loan: string, now: Moment): Promise<number> {
  const [row] = await rows<AccountRow>(sql, `SELECT ${ACCOUNT_FACTS} FROM loans l WHERE l.loan_id = $1`, [loan]);
  return row === undefined ? 0 : standingOf(accountFactsOf(row, await calendarNow(sql)), now).dpd;
}
