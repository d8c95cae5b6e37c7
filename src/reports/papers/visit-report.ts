import type { Day } from '../../domain/dates.js';
import { rows, type Sql } from '../../store/database.js';
import { measureIn, type Parts } from '../figures/index.js';
import { dayOfMoment } from '../figures/lay-out.js';
import { momentsOf, type Scope } from '../figures/scope.js';
import { paperKind } from './kind.js';
import { figureTables, tableSection } from './tables.js';
import { word } from './words.js';

/** A check or visit that was due in the period, or done in it. */
interface Visit {
  /** The task's id. */
  key: string;
  borrower: string;
  loan: string;
  kind: string;
  title: string | null;
  /** Who did it, or has to; null: nobody in particular. */
  who: string | null;
  role: string;
  dueOn: Day;
  /** Null: not done by the cut-off. */
  doneOn: Day | null;
  /** What the record had to answer. */
  asked: string[];
  /** What was noted. */
  note: string | null;
}

/** 贷后检查（走访）报告: on-site checks, inventory checks, visits, and what they found (P1.3, P3.5, P5.2, P6.4, P8.5). */
export const visitReport = paperKind<Pick<Parts, 'tasks' | 'care'> & { visits: Visit[] }>({
  kind: 'visit-report',
  title: '贷后检查（走访）报告',
  rules: ['P1.3', 'P3.5', 'P5.2', 'P6.4', 'P8.5'],
  periods: ['half-month', 'month', 'quarter', 'half-year'],
  gather: async ({ sql, scope, plan, onProgress }) => ({
    ...(await measureIn(sql, scope, ['tasks', 'care'], onProgress)),
    visits: await visitsOf(sql, scope, [...new Set(plan.checks.map((check) => check.task.kind))]),
  }),
  sections: ({ tasks, care, visits }) => {
    const done = visits.filter((it) => it.doneOn !== null);
    const missed = visits.filter((it) => it.doneOn === null);
    const who = {
      borrower: ['text', '客户'],
      loan: ['text', '贷款'],
      kind: ['text', '检查'],
      who: ['text', '检查人'],
      dueOn: ['date', '应完成'],
    } as const;
    const shown = (it: Visit) => ({
      who: it.who ?? word(it.role),
      kind: it.title ?? it.kind,
      asked: it.asked.join('；'),
    });
    return [
      { heading: '概况', paragraphs: [`本期完成检查${done.length}次，到期未完成${missed.length}次。`] },
      ...figureTables('覆盖', ['check-coverage', 'follow-up-coverage', 'screening-coverage'], {
        ...tasks.values,
        ...care.values,
      }),
      tableSection(
        '检查记录',
        done,
        { ...who, doneOn: ['date', '完成'], asked: ['text', '检查要点'], note: ['text', '记录'] },
        shown,
      ),
      tableSection('到期未完成', missed, { ...who, asked: ['text', '检查要点'] }, shown),
    ];
  },
});

/** Work of the plan's `checks`, and whatever else is a visit or a check by its kind. */
async function visitsOf(sql: Sql, scope: Scope, kinds: string[]): Promise<Visit[]> {
  const { from, until } = momentsOf(scope);
  return rows<Visit>(
    sql,
    `SELECT task_id AS key, borrower_id AS borrower, loan_id AS loan, t.kind, title, owner AS who, role, ${dayOfMoment('due_at')} AS "dueOn",
            CASE WHEN status = 'done' AND ended_at < $2 THEN ${dayOfMoment('ended_at')} END AS "doneOn", form AS asked,
            CASE WHEN status = 'done' AND ended_at < $2 THEN left(record ->> 'note', 500) END AS note
     FROM tasks t JOIN book USING (loan_id)
     WHERE (t.kind = ANY($3) OR t.kind ~ '(^|-)(visit|check|on-site|inventory)')
       AND (status = 'done' AND ended_at >= $1 AND ended_at < $2
            OR due_at >= $1 AND due_at < $2 AND opened_at < $2 AND (ended_at IS NULL OR ended_at >= $2))
     ORDER BY borrower_id COLLATE "C", due_at, task_id COLLATE "C"`,
    [new Date(from), new Date(until), kinds],
  );
}
