import { measureIn, type Parts } from '../../figures/index.js';
import { paperKind } from '../parts/kind.js';
import { figureTable, tableSection } from '../parts/tables.js';
import { recordOf, shownVisit, type Visit, visitsOf } from './visits.js';

/** 贷后检查（走访）报告: on-site checks, inventory checks, visits, and what they found (P1.3, P3.5, P6.4). */
export const visitReport = paperKind<Partial<Pick<Parts, 'tasks' | 'care'>> & { visits: Visit[] }>({
  kind: 'visit-report',
  title: '贷后检查（走访）报告',
  rules: ['P1.3', 'P3.5', 'P5.2', 'P6.4', 'P8.5'],
  periods: ['half-month', 'month', 'quarter', 'half-year'],
  perBorrower: true,
  gather: async ({ sql, scope, plan, borrower, onProgress }) => ({
    // The figures are of the whole book.
    ...(borrower === null ? await measureIn(sql, scope, ['tasks', 'care'], onProgress) : {}),
    // Work of the plan's `checks`, and whatever else is a visit or a check by its kind.
    visits: await visitsOf(sql, scope, {
      kinds: [...new Set(plan.checks.map((check) => check.task.kind))],
      like: '(^|-)(visit|check|on-site|inventory)',
      borrower,
    }),
  }),
  sections: ({ tasks, care, visits }) => {
    const done = visits.filter((it) => it.doneOn !== null);
    const missed = visits.filter((it) => it.doneOn === null);
    const who = {
      borrower: ['borrower', '客户'],
      loan: ['text', '贷款'],
      kind: ['text', '检查'],
      who: ['staff', '检查人'],
      dueOn: ['date', '应完成'],
    } as const;
    return [
      { heading: '概况', paragraphs: [`本期完成检查${done.length}次，到期未完成${missed.length}次。`] },
      ...figureTable('检查覆盖', ['check-coverage', 'follow-up-coverage', 'screening-coverage'], {
        ...tasks?.values,
        ...care?.values,
      }),
      tableSection(
        '检查记录',
        done,
        {
          ...who,
          doneOn: ['date', '完成'],
          asked: ['text', '检查要点'],
          note: ['text', '记录'],
          finding: ['text', '发现的问题'],
          evidence: ['integer', '证据（份）'],
        },
        (it) => ({ ...shownVisit(it), note: recordOf(it) || null }),
      ),
      tableSection('到期未完成', missed, { ...who, asked: ['text', '检查要点'] }, shownVisit),
    ];
  },
});
