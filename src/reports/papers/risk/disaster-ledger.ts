import { chineseOf, word, words } from '../../../domain/reason/vocabulary.js';
import type { Day } from '../../../domain/time/dates.js';
import { addDays } from '../../../domain/time/dates.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { dayOfMoment } from '../../figures/lay-out.js';
import { momentsOf, type Scope } from '../../figures/scope.js';
import { distribution } from '../parts/borrower-tables.js';
import { paperKind } from '../parts/kind.js';
import { grouped } from '../parts/lists.js';
import { tableSection } from '../parts/tables.js';
import { recordOf } from '../visits/visits.js';

/** A borrower whom a disaster or falling prices have hit. */
interface Hit {
  /** The borrower's id. */
  key: string;
  branch: string | null;
  manager: string | null;
  industry: string | null;
  /** What it was: kinds of signals, names of figures, `disaster` as the cause that was found. */
  what: string[];
  /** The first day of it that is in the ledger. */
  since: Day;
  outstanding: number;
  overdue: number;
  dpd: number;
  received: number;
  /** Relief that was asked for or granted since: kinds. */
  relief: string[];
  /** The furthest day to which relief that holds reaches; null: none holds. */
  reliefUntil: Day | null;
}

/** Work about it since the borrower was hit. */
interface Work {
  /** The task's id. */
  key: string;
  borrower: string;
  kind: string;
  title: string | null;
  by: string;
  dueOn: Day;
  /** Null: not done by the cut-off. */
  doneOn: Day | null;
  answers: Record<string, string> | null;
  note: string | null;
}

/** So long a hit stays in the ledger; longer as long as its warning or its relief is open. */
const DAYS_KEPT = 365;

/** Rows whose warnings are those of the ledger, whatever the plan calls its signals. */
const RULES = ['P10.3'];

/** 灾情台账 (P10.3): those hit by disaster or falling prices, the support planned, the visit, and what was done. */
export const disasterLedger = paperKind<{ hits: Hit[]; work: Work[] }>({
  kind: 'disaster-ledger',
  title: '灾情台账（受灾与跌价客户）',
  rules: RULES,
  periods: ['month', 'quarter', 'half-year', 'year'],
  perBorrower: true,
  gather: async ({ sql, scope, borrower }) => {
    const hits = await hitsOf(sql, scope, borrower);
    return { hits, work: await workOf(sql, scope, hits) };
  },
  sections: ({ hits, work }) => {
    const byBorrower = grouped(work, (it) => it.borrower);
    const lines = hits.map((hit) => ({ ...hit, ...told(byBorrower.get(hit.key) ?? []) }));
    const supported = lines.filter((it) => it.support !== null).length;
    const visited = lines.filter((it) => it.visitedOn !== null).length;
    return [
      {
        heading: '概况',
        paragraphs: [
          `台账内受灾或受跌价影响客户${hits.length}户，已走访${visited}户，已落实帮扶措施${supported}户，宽限或展期${hits.filter((it) => it.reliefUntil !== null).length}户。`,
        ],
      },
      distribution('按灾情', ['what', '灾情'], [...grouped(hits, (it) => words(it.what))]),
      tableSection(
        '台账',
        lines,
        {
          key: ['borrower', '客户'],
          branch: ['text', '机构'],
          manager: ['staff', '责任人'],
          industry: ['text', '业态'],
          what: ['text', '灾情'],
          since: ['date', '自何日起'],
          outstanding: ['money', '未还本息', 'sum'],
          overdue: ['money', '逾期本息', 'sum'],
          dpd: ['integer', '逾期天数'],
          visitedOn: ['date', '走访'],
          support: ['text', '帮扶措施'],
          relief: ['text', '宽限、展期等'],
          reliefUntil: ['date', '至'],
          received: ['money', '本期还款', 'sum'],
          done: ['integer', '已做工作'],
          lastOn: ['date', '最近一次'],
          waiting: ['integer', '待办'],
          nextOn: ['date', '最近期限'],
        },
        ({ branch, manager, what, relief }) => ({
          branch: word(branch ?? 'unknown'),
          manager: word(manager ?? 'unknown'),
          what: words(what),
          relief: words(relief),
        }),
      ),
      tableSection(
        '已做与待办工作',
        work.map((it) => ({ ...it, record: recordOf(it), state: it.doneOn === null ? '待办' : '完成' })),
        {
          borrower: ['borrower', '客户'],
          kind: ['text', '工作'],
          by: ['staff', '责任人'],
          dueOn: ['date', '应完成'],
          doneOn: ['date', '完成'],
          state: ['text', '状态'],
          record: ['text', '记录'],
        },
        ({ kind, title, by }) => ({ kind: title === null ? word(kind) : chineseOf(title), by: word(by) }),
      ),
    ];
  },
});

const SUPPORT = 'support-plan';

/** What the work comes to; `support` null: no plan has been made yet. */
function told(work: readonly Work[]) {
  const done = work.filter((it) => it.doneOn !== null);
  const waiting = work.filter((it) => it.doneOn === null);
  const plan = done.findLast((it) => it.kind === SUPPORT);
  return {
    visitedOn: done.findLast((it) => it.kind.includes('visit'))?.doneOn ?? null,
    support: plan ? recordOf(plan) || `${plan.doneOn}已落实` : null,
    done: done.length,
    lastOn:
      done
        .map((it) => it.doneOn!)
        .sort()
        .at(-1) ?? null,
    waiting: waiting.length,
    nextOn: waiting.map((it) => it.dueOn).sort()[0] ?? null,
  };
}

async function hitsOf(sql: Sql, scope: Scope, borrower: string | null): Promise<Hit[]> {
  const { from, until } = momentsOf(scope);
  return rows<Hit>(sql, HITS, [
    new Date(from),
    new Date(until),
    addDays(scope.asOf, -DAYS_KEPT),
    RULES,
    borrower,
    scope.from,
    scope.asOf,
  ]);
}

const HITS = `
WITH relief AS (
  SELECT borrower_id, c.kind, opened_at, (closed_at < $2) IS NOT TRUE AS open,
         CASE WHEN approved AND decided_at < $2 AND (outcome = 'undone' AND closed_at < $2) IS NOT TRUE THEN until_on END AS until_on
  FROM cases c JOIN book USING (loan_id) WHERE effect IN ('pause', 'extend') AND opened_at < $2
), hit AS (
  SELECT w.borrower_id, indicator AS what, opened_at AS at, (closed_at < $1) IS NOT TRUE AS open
  FROM warnings w JOIN book USING (loan_id) WHERE (rule = ANY($4) OR indicator = 'disaster') AND opened_at < $2
  UNION ALL
  SELECT borrower_id, c.kind, c.at, false FROM causes c JOIN book USING (loan_id) WHERE c.kind = 'disaster' AND c.at < $2
), listed AS (
  SELECT borrower_id, array_agg(DISTINCT what ORDER BY what) AS what, min(at) AS at FROM hit
  WHERE (open OR ${dayOfMoment('at')} >= $3 OR EXISTS (SELECT 1 FROM relief r WHERE r.borrower_id = hit.borrower_id AND r.open))
    AND ($5::text IS NULL OR borrower_id = $5)
  GROUP BY borrower_id
), stood AS (
  SELECT borrower_id, min(branch) AS branch, min(account_manager) AS manager, min(industry) AS industry,
         sum(outstanding)::bigint AS outstanding, sum(overdue)::bigint AS overdue, max(dpd) AS dpd
  FROM at_end JOIN book USING (n) WHERE present GROUP BY borrower_id
), came AS (
  SELECT borrower_id, sum(CASE WHEN paid_on BETWEEN $6 AND $7 THEN amount ELSE 0 END
                          - CASE WHEN reversed_on BETWEEN $6 AND $7 THEN amount ELSE 0 END)::bigint AS amount
  FROM money JOIN book USING (n) WHERE paid_on BETWEEN $6 AND $7 OR reversed_on BETWEEN $6 AND $7 GROUP BY borrower_id
)
SELECT borrower_id AS key, branch, manager, industry, what, ${dayOfMoment('at')} AS since, outstanding, overdue, dpd,
       coalesce(came.amount, 0)::bigint AS received,
       ARRAY(SELECT DISTINCT kind FROM relief r WHERE r.borrower_id = listed.borrower_id AND r.opened_at >= at ORDER BY kind) AS relief,
       (SELECT max(until_on) FROM relief r WHERE r.borrower_id = listed.borrower_id AND until_on >= $7::date) AS "reliefUntil"
FROM listed JOIN stood USING (borrower_id) LEFT JOIN came USING (borrower_id)
ORDER BY since, borrower_id COLLATE "C"`;

async function workOf(sql: Sql, scope: Scope, hits: readonly Hit[]): Promise<Work[]> {
  return rows<Work>(
    sql,
    `SELECT task_id AS key, borrower_id AS borrower, t.kind, title, coalesce(owner, role) AS by, ${dayOfMoment('due_at')} AS "dueOn",
            CASE WHEN status = 'done' AND ended_at < $1 THEN ${dayOfMoment('ended_at')} END AS "doneOn",
            CASE WHEN status = 'done' AND ended_at < $1 THEN record -> 'answers' END AS answers,
            CASE WHEN status = 'done' AND ended_at < $1 THEN left(record ->> 'note', 500) END AS note
     FROM tasks t JOIN book USING (loan_id) JOIN unnest($2::text[], $3::date[]) AS h (borrower_id, since) USING (borrower_id)
     WHERE opened_at < $1 AND ${dayOfMoment('opened_at')} >= since AND (status = 'cancelled' AND ended_at < $1) IS NOT TRUE
       AND (t.kind = '${SUPPORT}' OR t.kind ~ 'visit' OR t.warning_id IS NOT NULL OR t.case_id IS NOT NULL)
     ORDER BY borrower_id COLLATE "C", opened_at, task_id COLLATE "C"`,
    [new Date(momentsOf(scope).until), hits.map((it) => it.key), hits.map((it) => it.since)],
  );
}
