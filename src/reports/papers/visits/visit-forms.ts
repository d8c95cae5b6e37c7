import { word } from '../../../domain/reason/vocabulary.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import type { Section } from '../../paper/paper.js';
import { shown } from '../parts/borrower-tables.js';
import { paperKind, type Reading } from '../parts/kind.js';
import { type BorrowerLine, borrowers, grouped, ofBorrower } from '../parts/lists.js';
import { formSection, item, tableSection } from '../parts/tables.js';
import { shownVisit, type Visit, visitsOf } from './visits.js';

/** Up to so many visits each have a form of their own; in a larger book they are only listed, and `--borrower` shows single ones. */
const MOST_FORMS = 40;

/** A report of visits: a list of them, and for each the form with what it asked and what the record answers. */
const visitForms = (kind: string, title: string, rules: readonly string[], kinds: readonly string[]) =>
  paperKind<{ visits: Visit[]; lines: BorrowerLine[] }>({
    kind,
    title,
    rules,
    periods: ['day', 'week', 'half-month', 'month', 'quarter', 'half-year'],
    perBorrower: true,
    gather: async ({ sql, scope, borrower }) => {
      const visits = await visitsOf(sql, scope, { kinds, like: null, borrower });
      const visited = [...new Set(visits.map((it) => it.borrower))];
      return { visits, lines: await borrowers(sql, scope, 'all', { only: visited }) };
    },
    sections: ({ visits, lines }, reading) => {
      const done = visits.filter((it) => it.doneOn !== null);
      const missed = visits.filter((it) => it.doneOn === null);
      const byKey = new Map(lines.map((it) => [it.key, it]));
      const list = {
        borrower: ['borrower', '客户'],
        kind: ['text', '检查'],
        who: ['staff', '检查人'],
        dueOn: ['date', '应完成'],
      } as const;
      const more = done.length > MOST_FORMS ? `逐户报告列前${MOST_FORMS}次，其余按客户单独出具。` : '';
      return [
        {
          heading: '概况',
          paragraphs: [
            `本期完成${done.length}次，涉及客户${grouped(done, (it) => it.borrower).size}户；发现问题${done.filter((it) => it.finding !== null).length}次；到期未完成${missed.length}次。${more}`,
          ],
        },
        tableSection(
          '检查清单',
          done,
          {
            ...list,
            doneOn: ['date', '完成'],
            finding: ['text', '发现的问题'],
            evidence: ['integer', '证据（份）', 'sum'],
          },
          shownVisit,
        ),
        ...done.slice(0, MOST_FORMS).map((it) => formOf(it, byKey.get(it.borrower), reading)),
        tableSection('到期未完成', missed, list, shownVisit),
      ];
    },
  });

/** One visit; of the borrower what is known, nothing if nothing is outstanding any more. */
function formOf(visit: Visit, line: BorrowerLine | undefined, { who }: Reading): Section {
  const known = line && shown(line);
  const { kind, finding } = shownVisit(visit);
  const rows = [
    item('客户', visit.borrower, 'borrower'),
    item('贷款', visit.loan),
    ...(line && known
      ? [
          item('机构', known.branch),
          item('客户经理', known.manager, 'staff'),
          item('规模、行业、分类', [known.size, line.industry ?? word('unknown'), known.class].join('、')),
          item('担保', line.collateral ?? '信用'),
          item('未还本息', line.outstanding, 'money'),
          item('逾期本息', line.overdue, 'money'),
          item('逾期天数', line.dpd, 'integer'),
          item('五级分类', known.category),
          item('风险等级', known.tiers),
          item('未关闭预警', `${line.warnings}个${known.level ? `，最高${known.level}` : ''}`),
        ]
      : []),
    item('检查事项', kind),
    item('检查人', visit.who ?? visit.role, 'staff'),
    item('检查日期', visit.doneOn, 'date'),
    ...visit.asked.map((asked) => item(asked, visit.answers?.[asked])),
    item('其他记录', visit.note),
    item('发现的问题', finding),
    item('现场证据（份）', visit.evidence, 'integer'),
  ];
  return {
    ...(line ? { behind: [ofBorrower(line)] } : {}),
    ...formSection(`检查表：${who.borrower(visit.borrower)} ${writtenDay(visit.doneOn!)}`, rows),
    signed: '检查人签字：　　　　　　　　复核人签字：　　　　　　　　日期：',
  };
}

/** 企业现场检查报告 (P5.2): workshop, stock, revenue, cash flow, debt; investments, guarantees, litigation. */
export const onSiteCheckReport = visitForms(
  'on-site-check-report',
  '企业现场检查报告',
  ['P5.2', 'P5.3', 'P2.9'],
  ['on-site-check'],
);

/** 制造业客户贷后走访专项报告 (P8.5). */
export const manufacturingVisitReport = visitForms(
  'manufacturing-visit-report',
  '制造业客户贷后走访专项报告',
  ['P8.5'],
  ['manufacturing-visit'],
);
