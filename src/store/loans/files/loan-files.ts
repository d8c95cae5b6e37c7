import { ACTS } from '../../../domain/clocks/clock-tasks.js';
import type { Category } from '../../../domain/loan/account/classification.js';
import type {
  CaseWork,
  Contact,
  EndedTask,
  Hold,
  Indicator,
  KnownWarning,
  LoanFile,
  OpenTask,
  Profile,
  PromiseToPay,
  RateChange,
  Signal,
} from '../../../domain/loan/loan-file.js';
import type { Calendar } from '../../../domain/time/calendar.js';
import type { Moment } from '../../../domain/time/dates.js';
import { CALENDAR_VERSION, calendarOf } from '../../base/calendar.js';
import { rows, type Sql, type Statement } from '../../base/connection/database.js';
import { ACCOUNT_FACTS, type AccountRow, accountFactsOf, MS } from './account-facts.js';
import { CAUSE } from './cause-of-loan.js';
import { COLLATERALS, type CollateralRow, collateralOf } from './collateral-of-loans.js';
import { DOCUMENTS } from './documents-of-loan.js';
import { OTHERS, type OtherRow, otherLoanOf } from './other-loans.js';
import { stillAsked } from './still-asked.js';

/** A loan's file with what is needed to write to it again. */
export interface StoredLoan {
  file: LoanFile;
  plan: string;
  /** Goes up with every change: see writeSteps. */
  revision: number;
  /** For the work surface: not personal. */
  branch: string | null;
  accountManager: string | null;
  /** Channels on which a notice of this loan waits whose time has come. */
  waiting: string[];
}

interface Row extends AccountRow {
  place: number;
  loan_id: string;
  borrower_id: string;
  plan: string;
  revision: number;
  taken_in_at: number;
  disbursed_on: string;
  principal: number;
  product: string | null;
  collateral: string | null;
  collaterals: CollateralRow[] | null;
  annual_rate: string | null;
  rates: RateChange[] | null;
  kind: Profile['kind'];
  size: Profile['size'];
  time_zone: string | null;
  profile_since: number | null;
  industry: string | null;
  class: string | null;
  stage: string;
  stage_entered_at: number | null;
  delinquency: string | null;
  category: Category;
  tier: string | null;
  tier_since: number | null;
  tier_calm_since: number | null;
  closed_at: number | null;
  branch: string | null;
  account_manager: string | null;
  holds: Hold[] | null;
  contacts: Contact[] | null;
  tasks: OpenTask[] | null;
  ended: EndedTask[] | null;
  work_done: LoanFile['workDone'] | null;
  case_work: CaseWork[] | null;
  acts: { kind: string; on: string; at: number }[] | null;
  letters: NonNullable<LoanFile['letters']> | null;
  collected_at: number | null;
  done: string[] | null;
  waiting: string[] | null;
  indicators: Indicator[] | null;
  signals: Signal[] | null;
  warnings: KnownWarning[] | null;
  cause: LoanFile['cause'];
  decided: LoanFile['decided'];
  promises: PromiseToPay[] | null;
  tier_override: LoanFile['tierOverride'];
  documents: string[] | null;
  others: OtherRow[] | null;
  calendar: string | null;
}

const TASK = `json_build_object('task', task_id, 'kind', kind, 'role', role, 'rule', rule, 'delinquency', delinquency,
  'form', CASE WHEN kind = 'document' THEN to_json(form) END,
  'due', ${MS('due_at')}, 'dueDays', (due_at AT TIME ZONE 'Asia/Shanghai')::date - (opened_at AT TIME ZONE 'Asia/Shanghai')::date, 'endedAt', ${MS('ended_at')},
  'letter', (SELECT x.kind FROM letters x WHERE x.task_id = t.task_id ORDER BY reserved_at DESC LIMIT 1))`;

const FILE: Statement = {
  name: 'loan files',
  text: `
SELECT asked.place, l.loan_id, l.borrower_id, l.plan, l.revision, l.taken_in_at, l.disbursed_on, l.principal, l.product, l.collateral, ${COLLATERALS} AS collaterals,
       l.annual_rate::text,
       l.stage, l.stage_entered_at, l.delinquency, l.category, l.tier, l.tier_since, l.tier_calm_since, l.closed_at,
       b.branch, b.account_manager, b.kind, b.size, b.industry, b.class, b.profile_since, b.time_zone,
  ${ACCOUNT_FACTS},
  (SELECT json_agg(json_build_object('id', rate_change_id::text, 'annualRate', annual_rate::text, 'from', from_on,
            'recordedAt', ${MS('recorded_at')}) ORDER BY rate_change_id)
     FROM rate_changes r WHERE r.loan_id = l.loan_id) AS rates,
  (SELECT json_agg(json_build_object('from', ${MS('from_at')}, 'until', ${MS('until_at')}, 'reason', reason, 'everything', everything) ORDER BY from_at)
     FROM (SELECT from_at, until_at, reason, everything FROM holds h WHERE h.loan_id = l.loan_id
           UNION ALL SELECT opened_at, solved_at, 'complaint', false FROM complaints c WHERE c.borrower_id = l.borrower_id
           UNION ALL SELECT from_at, until_at, 'restricted', true FROM restrictions r WHERE r.borrower_id = l.borrower_id) h) AS holds,
  (SELECT json_agg(json_build_object('whose', whose, 'channel', channel, 'consent', consent AND retired_at IS NULL))
     FROM contacts c WHERE c.borrower_id = l.borrower_id) AS contacts,
  (SELECT json_agg(${TASK} ORDER BY task_id) FROM tasks t WHERE t.loan_id = l.loan_id AND t.status IN ('open', 'joined')) AS tasks,
  (SELECT json_agg(${TASK} ORDER BY task_id) FROM tasks t WHERE t.loan_id = l.loan_id AND t.status = 'cancelled'
     AND EXISTS (SELECT FROM loan_diary d WHERE d.loan_id = t.loan_id AND d.entry = 'cancel/' || t.task_id)) AS ended,
  (SELECT json_agg(json_strip_nulls(json_build_object('task', task_id, 'kind', kind, 'at', ${MS('ended_at')},
            'answered', nullif(EXISTS (SELECT FROM staff_calls s WHERE s.task_id IN (t.task_id, t.joined_to) AND s.outcome = 'answered'), false)))
            ORDER BY ended_at, task_id) FROM tasks t
     WHERE t.loan_id = l.loan_id AND t.status = 'done' AND t.delinquency = l.delinquency) AS work_done,
  (SELECT json_agg(json_build_object('task', task_id, 'at', ${MS('ended_at')}, 'on', record->'answers'->>(sets->'dates'->>'on'),
            'next', record->'answers'->>(sets->'dates'->>'next')) ORDER BY ended_at, task_id) FROM tasks t
     WHERE t.loan_id = l.loan_id AND t.status = 'done' AND t.case_id IS NOT NULL) AS case_work,
  (SELECT json_agg(json_build_object('kind', kind, 'on', day, 'at', ${MS('heard_at')})) FROM (
     SELECT kind, coalesce(record->'answers'->>(sets->'dates'->>'on'), to_char(ended_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')) AS day, ended_at AS heard_at
       FROM tasks t WHERE t.loan_id = l.loan_id AND t.status = 'done' AND t.kind = ANY('{${Object.keys(ACTS).join()}}')
     UNION SELECT 'limitation-demand', to_char(kept_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), kept_at
       FROM letters x JOIN evidence e USING (letter_id) WHERE x.loan_id = l.loan_id) acts) AS acts,
  (SELECT json_agg(json_build_object('kind', kind, 'task', task_id, 'at', ${MS('reserved_at')}) ORDER BY reserved_at, letter_id) FROM letters x
     WHERE x.loan_id = l.loan_id AND reserved_at > asked.now - interval '183 days') AS letters,
  (SELECT ${MS('max(due_at)')} FROM notices n WHERE n.loan_id = l.loan_id AND n.purpose = 'collection'
     AND n.status IN ('reserved', 'sending', 'sent', 'unknown')) AS collected_at,
  ${stillAsked('asked.now')} AS done,
  (SELECT array_agg(DISTINCT channel) FROM notices n
     WHERE n.loan_id = l.loan_id AND n.status IN ('reserved', 'sending') AND n.due_at <= asked.now) AS waiting,
  (SELECT json_agg(json_build_object('name', name, 'period', period, 'value', value, 'recordedAt', ${MS('recorded_at')})
            ORDER BY recorded_at, name, period)
     FROM indicators i WHERE i.borrower_id = l.borrower_id) AS indicators,
  (SELECT json_agg(json_build_object('id', signal_id::text, 'source', source, 'kind', kind, 'at', ${MS('at')},
            'restEndedAt', ${MS('rest_ended_at')}) ORDER BY signal_id)
     FROM signals s WHERE s.borrower_id = l.borrower_id) AS signals,
  (SELECT json_agg(json_build_object('warning', warning_id, 'level', level, 'indicator', indicator, 'openedAt', ${MS('opened_at')},
            'facts', facts, 'lookAgainAt', ${MS('look_again_at')},
            -- with the loan that carries it, though its own workflow may note that later
            'closedAt', coalesce(${MS('closed_at')}, (SELECT ${MS('o.closed_at')} FROM loans o WHERE o.loan_id = w.loan_id)))
            ORDER BY opened_at, warning_id)
     FROM warnings w WHERE w.borrower_id = l.borrower_id) AS warnings,
  ${CAUSE} AS cause,
  (SELECT json_build_object('id', classification_id::text, 'category', category, 'at', ${MS('approved_at')}) FROM classifications k
     WHERE k.loan_id = l.loan_id AND approved_at IS NOT NULL ORDER BY approved_at DESC, classification_id DESC LIMIT 1) AS decided,
  (SELECT json_agg(json_strip_nulls(json_build_object('id', promise_id, 'madeAt', ${MS('made_at')}, 'on', promised_on, 'amount', amount,
            'waitDays', (SELECT (content->'ladder'->>'promiseWaitDays')::int FROM plans WHERE plans.plan = l.plan ORDER BY version DESC LIMIT 1)))
            ORDER BY made_at, promise_id)
     FROM promises p WHERE p.loan_id = l.loan_id) AS promises,
  (SELECT json_build_object('tier', tier, 'at', ${MS('at')}, 'until', until_on, 'reason', reason) FROM tier_overrides o
     WHERE o.loan_id = l.loan_id ORDER BY override_id DESC LIMIT 1) AS tier_override,
  ${DOCUMENTS} AS documents,
  ${OTHERS} AS others, ${CALENDAR_VERSION} AS calendar
FROM jsonb_to_recordset($1) AS asked (place int, loan text, now timestamptz)
  JOIN loans l ON l.loan_id = asked.loan JOIN borrowers b USING (borrower_id)
WHERE l.taken_in_at IS NOT NULL`,
};

/** The files of those of the loans that exist and have been taken in. */
export async function readLoanFiles(sql: Sql, loans: string[], now: Moment): Promise<StoredLoan[]> {
  const files = await readAskedFiles(
    sql,
    loans.map((loan) => ({ loan, now })),
  );
  return files.filter((it) => it !== null);
}

/** A loan's file is asked for; `now` only decides `waiting`. */
export interface Asked {
  loan: string;
  now: Moment;
}

/** The file that each asks for, in one statement. Null: there is no such loan, or it has not been taken in. */
export async function readAskedFiles(sql: Sql, asked: readonly Asked[]): Promise<(StoredLoan | null)[]> {
  const list = asked.map(({ loan, now }, place) => ({ place, loan, now: new Date(now) }));
  const files = asked.map((): StoredLoan | null => null);
  for (const row of await rows<Row>(sql, FILE, [JSON.stringify(list)]))
    files[row.place] = fromRow(row, await calendarOf(sql, row.calendar));
  return files;
}

function fromRow(row: Row, calendar: Calendar): StoredLoan {
  return {
    plan: row.plan,
    revision: row.revision,
    branch: row.branch,
    accountManager: row.account_manager,
    waiting: row.waiting ?? [],
    file: {
      loan: row.loan_id,
      borrower: row.borrower_id,
      takenInAt: row.taken_in_at,
      disbursedOn: row.disbursed_on,
      principal: row.principal,
      product: row.product,
      ...collateralOf(row.loan_id, row.collateral, row.collaterals),
      annualRate: row.annual_rate,
      rates: row.rates ?? [],
      profileSince: row.profile_since,
      zone: row.time_zone,
      profile: { kind: row.kind, size: row.size, industry: row.industry, class: row.class },
      calendar,
      ...accountFactsOf(row, calendar),
      holds: row.holds ?? [],
      contacts: row.contacts ?? [],
      state: {
        stage: row.stage,
        stageEnteredAt: row.stage_entered_at,
        delinquency: row.delinquency,
        category: row.category,
        tier: row.tier,
        tierSince: row.tier_since,
        tierCalmSince: row.tier_calm_since,
        closedAt: row.closed_at,
      },
      done: new Set(row.done),
      openTasks: row.tasks ?? [],
      ended: row.ended ?? [],
      workDone: row.work_done ?? [],
      caseWork: row.case_work ?? [],
      acts: (row.acts ?? []).map((it) => ({ ...it, kind: ACTS[it.kind]! })),
      letters: row.letters ?? [],
      collectedAt: row.collected_at,
      indicators: row.indicators ?? [],
      signals: row.signals ?? [],
      warnings: row.warnings ?? [],
      cause: row.cause,
      decided: row.decided ?? null,
      promises: row.promises ?? [],
      tierOverride: row.tier_override,
      documents: new Set(row.documents),
      others: (row.others ?? []).map((it) => otherLoanOf(it, calendar)),
    },
  };
}
