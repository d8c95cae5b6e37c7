import { chineseOf, tierWord, word } from '../../../domain/reason/vocabulary.js';
import type { Day } from '../../../domain/time/dates.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { dayOfMoment } from '../../figures/lay-out.js';
import { momentsOf, type Scope } from '../../figures/scope.js';
import type { Section } from '../../paper/paper.js';
import { distribution, shown, tierTable } from '../parts/borrower-tables.js';
import { type Gathering, paperKind, type Reading } from '../parts/kind.js';
import { type BorrowerLine, borrowers, ofBorrower } from '../parts/lists.js';
import { formSection, item, tableSection } from '../parts/tables.js';
import { type Grade, gradesOf, WHY_TIER, type WhyTier, whyIn } from './grades.js';
import { type Indicator, indicatorsOf } from './monitoring-analysis.js';
import { reasonOf } from './risk-ledger.js';

/** A change of the tier of one of the borrower's loans. */
interface TierChange {
  /** `L1 tier/high/…`. */
  key: string;
  loan: string;
  on: Day;
  from: string | null;
  to: string;
  why: WhyTier;
}

/** What the form of one borrower has besides its line. */
interface Form {
  /** Null: nothing of the borrower's is unpaid. */
  grade: Grade | null;
  history: TierChange[];
  indicators: Indicator[];
}

/** 客户风险等级评估表 (P4.3): all borrowers by tier, or one borrower's form with what the tier rests on. */
export const riskAssessment = paperKind<{
  tiers: { tier: string; title: string }[];
  lines: BorrowerLine[];
  form: Form | null;
}>({
  kind: 'risk-assessment',
  title: '客户风险等级评估表',
  rules: ['P4.3', 'P6.2'],
  periods: ['week', 'half-month', 'month', 'quarter', 'half-year', 'year'],
  perBorrower: true,
  gather: async (gathering) => ({
    tiers: gathering.plan.tiers?.levels.map(({ tier, title }) => ({ tier, title })) ?? [],
    lines: await borrowers(gathering.sql, gathering.scope, 'all', {
      only: gathering.borrower === null ? null : [gathering.borrower],
    }),
    form: gathering.borrower === null ? null : await formOf(gathering, gathering.borrower),
  }),
  sections: ({ tiers: levels, lines, form }, reading) => {
    if (form) return formSections(form, lines, reading);
    const tiers = levels.map(({ tier, title }) => ({ tier, title: chineseOf(title) }));
    // A borrower is as good as the worst of the loans; who never left the usual tier, the last, is in none of the diary.
    const usual = tiers.at(-1)?.tier;
    const tierOf = (it: BorrowerLine) => tiers.find(({ tier }) => it.tiers.includes(tier))?.tier ?? usual;
    const of = (tier: string) => lines.filter((it) => tierOf(it) === tier);
    return [
      distribution(
        '风险等级分布',
        ['title', '风险等级'],
        tiers.map(({ tier, title }) => [title, of(tier)]),
      ),
      ...(tiers.length === 0
        ? [tierTable('客户风险等级', lines)]
        : tiers.map(({ tier, title }) => tierTable(title, of(tier)))),
    ];
  },
});

async function formOf({ sql, scope, plan }: Gathering, borrower: string): Promise<Form> {
  const [grade = null] = await gradesOf(sql, scope, plan, borrower);
  return {
    grade,
    history: await historyOf(sql, scope, borrower),
    indicators: await indicatorsOf(sql, scope, borrower),
  };
}

const historyOf = (sql: Sql, scope: Scope, borrower: string): Promise<TierChange[]> =>
  rows<TierChange>(
    sql,
    `SELECT d.loan_id || ' ' || entry AS key, d.loan_id AS loan, ${dayOfMoment('at')} AS on, detail ->> 'from' AS from, detail ->> 'to' AS to, ${WHY_TIER} AS why
     FROM loan_diary d JOIN book USING (loan_id) WHERE what = 'tier' AND borrower_id = $2 AND at < $1
     ORDER BY at DESC, d.loan_id COLLATE "C", entry COLLATE "C"`,
    [new Date(momentsOf(scope).until), borrower],
  );

function formSections(
  { grade, history, indicators }: Form,
  [line]: readonly BorrowerLine[],
  { who }: Reading,
): Section[] {
  const text = line && shown(line);
  const rows =
    line && text && grade
      ? [
          item('客户', line.key, 'borrower'),
          item('机构', text.branch),
          item('客户经理', text.manager, 'staff'),
          item(
            '类型、规模、行业、分类',
            [text.kind, text.size, line.industry ?? word('unknown'), text.class].join('、'),
          ),
          item('担保', line.collateral ?? '信用'),
          item('贷款笔数', line.loans, 'integer'),
          item('未还本息', line.outstanding, 'money'),
          item('逾期本息', line.overdue, 'money'),
          item('逾期天数', line.dpd, 'integer'),
          item('五级分类', text.category),
          item('评定风险等级', grade.tier === null ? '本计划未设等级' : tierWord(grade.tier)),
          item('评定依据', reasonOf(line, grade, who)),
          item('自何日起', grade.since, 'date'),
          item('成因', text.cause),
          item('未关闭预警', `${line.warnings}个${text.level ? `，最高${text.level}` : ''}`),
          item('重点监测', line.keyMonitoring ? '是' : '否'),
          item('处置', text.openCases),
          item('本期还款', line.received, 'money'),
          item('承诺还款日', line.promisedOn, 'date'),
          item('承诺金额', line.promised, 'money'),
          item('本期跟进（次）', line.doneTasks, 'integer'),
          item('最近跟进', line.lastWorkOn, 'date'),
          item('待办', `${line.openTasks}项，其中超期${line.overdueTasks}项`),
          item(
            '下次检查',
            grade.nextCheckOn &&
              `${writtenDay(grade.nextCheckOn)}，${word(grade.nextCheck!)}，${who.staff(grade.nextBy!)}`,
          ),
        ]
      : [item('情况', '该客户截止日无未还贷款')];
  return [
    {
      ...formSection('评估', rows),
      ...(line ? { behind: [ofBorrower(line)] } : {}),
      signed: '评估人签字：　　　　　　　　复核人签字：　　　　　　　　日期：',
    },
    tableSection(
      '财务与经营指标',
      indicators,
      { name: ['text', '指标'], period: ['text', '期间'], value: ['number', '数值'] },
      ({ name }) => ({ name: word(name) }),
    ),
    tableSection(
      '等级变动',
      history,
      {
        loan: ['text', '贷款'],
        on: ['date', '日期'],
        from: ['text', '原等级'],
        to: ['text', '新等级'],
        why: ['text', '依据'],
      },
      (it) => ({ from: it.from && tierWord(it.from), to: tierWord(it.to), why: whyIn(it.why, who) }),
    ),
  ];
}
