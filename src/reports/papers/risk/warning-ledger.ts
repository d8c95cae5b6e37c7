import { word } from '../../../domain/reason/vocabulary.js';
import type { Day } from '../../../domain/time/dates.js';
import { rows } from '../../../store/base/connection/database.js';
import { measureIn, type Parts } from '../../figures/index.js';
import { dayOfMoment } from '../../figures/lay-out.js';
import { momentsOf } from '../../figures/scope.js';
import { paperKind } from '../parts/kind.js';
import { tableSection } from '../parts/tables.js';
import { warningSections } from '../parts/work-sections.js';

/** A warning that was open in the period, and how far its work is at the cut-off. */
interface Warning {
  /** Its id. */
  key: string;
  /** By which it is typed and read out; left out in what was frozen by earlier versions. */
  number?: number;
  borrower: string;
  branch: string | null;
  manager: string | null;
  level: string;
  source: string;
  indicator: string;
  openedOn: Day;
  formOn: Day | null;
  reviewOn: Day | null;
  /** Measures of its own policy: asked for by the plan or written by people. */
  measures: number;
  measuresDone: number;
  /** The first of its work that is not done. */
  nextKind: string | null;
  nextBy: string | null;
  nextOn: Day | null;
  overdueWork: number;
  closedOn: Day | null;
  provedRight: boolean | null;
  keyMonitoring: boolean;
  outstanding: number;
  dpd: number;
}

/** 风险预警台账 (P5.6): each warning with its own policy, owner and deadline, and whether what was decided has been done. */
export const warningLedger = paperKind<Partial<Pick<Parts, 'warnings'>> & { lines: Warning[] }>({
  kind: 'warning-ledger',
  title: '风险预警台账（一户一策）',
  rules: ['P5.6', 'P2.10', 'P1.11'],
  periods: ['week', 'month', 'quarter', 'half-year', 'year'],
  perBorrower: true,
  gather: async ({ sql, scope, borrower, onProgress }) => {
    const { from, until } = momentsOf(scope);
    return {
      // The figures are of the whole book.
      ...(borrower === null ? await measureIn(sql, scope, ['warnings'], onProgress) : {}),
      lines: await rows<Warning>(sql, WARNINGS, [new Date(from), new Date(until), borrower]),
    };
  },
  sections: ({ warnings, lines }) => [
    {
      heading: '概况',
      paragraphs: [
        `本期台账预警${lines.length}个，未关闭${lines.filter((it) => it.closedOn === null).length}个，措施未完成${lines.filter((it) => it.measuresDone < it.measures).length}个，有超期工作${lines.filter((it) => it.overdueWork > 0).length}个，重点监测${lines.filter((it) => it.keyMonitoring && it.closedOn === null).length}个。`,
      ],
    },
    ...(warnings ? warningSections(warnings) : []),
    tableSection(
      '台账',
      lines,
      {
        key: ['text', '预警'],
        borrower: ['borrower', '客户'],
        branch: ['text', '机构'],
        manager: ['staff', '客户经理'],
        level: ['text', '等级'],
        indicator: ['text', '信号'],
        source: ['text', '来源'],
        openedOn: ['date', '预警日'],
        formOn: ['date', '处理表'],
        reviewOn: ['date', '复核'],
        measures: ['integer', '措施'],
        measuresDone: ['integer', '已完成'],
        nextKind: ['text', '下一步'],
        nextBy: ['staff', '责任人'],
        nextOn: ['date', '期限'],
        overdueWork: ['integer', '超期'],
        keyMonitoring: ['text', '重点监测'],
        outstanding: ['money', '未还本息'],
        dpd: ['integer', '逾期天数'],
        closedOn: ['date', '销号'],
        provedRight: ['text', '是否属实'],
      },
      (it) => ({
        key: it.number === undefined ? it.key : `W${it.number}`,
        branch: word(it.branch ?? 'unknown'),
        manager: word(it.manager ?? 'unknown'),
        level: word(it.level),
        indicator: word(it.indicator),
        source: word(it.source),
        nextKind: it.nextKind && word(it.nextKind),
        nextBy: it.nextBy && word(it.nextBy),
        keyMonitoring: it.keyMonitoring ? '是' : '',
        provedRight: it.provedRight === null ? null : it.provedRight ? '属实' : '不属实',
      }),
    ),
  ],
});

const WARNINGS = `
WITH warned AS (
  SELECT w.*, book.branch, book.account_manager FROM warnings w JOIN book USING (loan_id)
  WHERE opened_at < $2 AND (closed_at < $1) IS NOT TRUE AND ($3::text IS NULL OR w.borrower_id = $3)
), work AS (
  SELECT warning_id, t.kind, coalesce(t.owner, t.role) AS by, due_at, t.about AS step,
         CASE WHEN status = 'done' AND ended_at < $2 THEN ended_at END AS done_at, (ended_at < $2) IS NOT TRUE AS open
  FROM warned JOIN tasks t USING (warning_id)
  WHERE t.opened_at < $2
), told AS (
  SELECT warning_id, min(done_at) FILTER (WHERE step = 'form') AS form, min(done_at) FILTER (WHERE step = 'review') AS review,
         count(*) FILTER (WHERE step NOT IN ('form', 'review', 'close', 'leader', 'news') AND (open OR done_at IS NOT NULL))::int AS measures,
         count(done_at) FILTER (WHERE step NOT IN ('form', 'review', 'close', 'leader', 'news'))::int AS measured,
         count(*) FILTER (WHERE open AND due_at < $2)::int AS overdue
  FROM work GROUP BY warning_id
), next AS (
  SELECT DISTINCT ON (warning_id) warning_id, kind, by, due_at FROM work WHERE open ORDER BY warning_id, due_at, step
), stood AS (
  SELECT borrower_id, sum(outstanding)::bigint AS outstanding, max(dpd) AS dpd FROM at_end JOIN book USING (n) WHERE present GROUP BY borrower_id
)
SELECT w.warning_id AS key, w.number, w.borrower_id AS borrower, branch, account_manager AS manager, level, source, indicator,
       ${dayOfMoment('w.opened_at')} AS "openedOn", ${dayOfMoment('form')} AS "formOn", ${dayOfMoment('review')} AS "reviewOn",
       coalesce(measures, 0) AS measures, coalesce(measured, 0) AS "measuresDone",
       next.kind AS "nextKind", next.by AS "nextBy", ${dayOfMoment('next.due_at')} AS "nextOn", coalesce(overdue, 0) AS "overdueWork",
       CASE WHEN closed_at < $2 THEN ${dayOfMoment('closed_at')} END AS "closedOn", CASE WHEN closed_at < $2 THEN proved_right END AS "provedRight",
       key_monitoring AS "keyMonitoring", coalesce(outstanding, 0)::bigint AS outstanding, coalesce(dpd, 0) AS dpd
FROM (SELECT warning_id, number, borrower_id, branch, account_manager, level, source, indicator, opened_at, closed_at, proved_right, key_monitoring FROM warned) w
LEFT JOIN told USING (warning_id) LEFT JOIN next USING (warning_id) LEFT JOIN stood USING (borrower_id)
ORDER BY w.opened_at, w.warning_id COLLATE "C"`;
