import { tierWord, word, words } from '../../../domain/reason/vocabulary.js';
import type { Section } from '../../paper/paper.js';
import type { Who } from '../../paper/who.js';
import { distribution, shown } from '../parts/borrower-tables.js';
import { paperKind } from '../parts/kind.js';
import { type BorrowerLine, borrowers } from '../parts/lists.js';
import { tableSection } from '../parts/tables.js';
import { type Grade, gradesOf, whyIn } from './grades.js';

const COLOURS = ['red', 'yellow', 'blue'] as const;
type Colour = (typeof COLOURS)[number];

interface Line extends BorrowerLine {
  colour: Colour;
  grade: Grade;
}

/**
 * 风险台账 (P6.2): the borrowers at risk in red, yellow and blue, each with the reason, since when, who answers for it and the
 * next check. The colour is that of the tier, the worst being red; where the plan has no tier for it, that of the worst warning.
 */
export const riskLedger = paperKind<{ lines: Line[] }>({
  kind: 'risk-ledger',
  title: '风险台账（红黄蓝）',
  rules: ['P6.2', 'P6.10'],
  periods: ['week', 'half-month', 'month', 'quarter', 'half-year', 'year'],
  perBorrower: true,
  gather: async ({ sql, scope, plan, borrower }) => {
    const levels = plan.tiers?.levels.map((it) => it.tier) ?? [];
    const grades = await gradesOf(sql, scope, plan, borrower);
    const lines = await borrowers(sql, scope, 'all', { only: grades.map((it) => it.key) });
    const byKey = new Map(grades.map((it) => [it.key, it]));
    const coloured = lines.flatMap((line) => {
      const grade = byKey.get(line.key)!;
      const colour = colourOf(grade, levels, line.level);
      return colour === null ? [] : [{ ...line, colour, grade }];
    });
    return { lines: coloured };
  },
  sections: ({ lines }, { who }) => {
    const of = (colour: Colour) => lines.filter((it) => it.colour === colour);
    return [
      distribution(
        '红黄蓝分布',
        ['colour', '颜色'],
        COLOURS.map((colour) => [word(colour), of(colour)]),
      ),
      ...COLOURS.map((colour) => ledgerOf(word(colour), of(colour), who)),
    ];
  },
});

/** Null: in the usual tier, with no warning. */
function colourOf({ tier }: Grade, levels: readonly string[], warned: string | null): Colour | null {
  const place = tier === null ? -1 : levels.indexOf(tier);
  // The last tier is the usual one; more than three that are not share the blue.
  if (place >= 0 && place < levels.length - 1) return COLOURS[Math.min(place, 2)]!;
  return COLOURS.find((it) => it === warned) ?? null;
}

/** What speaks for the colour: as the diary has it, or by what is known of the borrower. */
export function reasonOf(line: BorrowerLine, grade: Grade, who: Who): string {
  if (grade.why !== null) return whyIn(grade.why, who);
  const parts = [
    ...(line.dpd > 0 ? [`逾期${line.dpd}天`] : []),
    ...(grade.warned.length > 0 ? [`预警：${words(grade.warned)}`] : []),
    ...(line.cause === null ? [] : [`成因：${word(line.cause)}`]),
  ];
  return parts.join('；');
}

const ledgerOf = (heading: string, lines: readonly Line[], who: Who): Section =>
  tableSection(
    heading,
    lines.map((line) => ({
      ...line,
      tier: line.grade.tier && tierWord(line.grade.tier),
      reason: reasonOf(line, line.grade, who),
      since: line.grade.since,
      nextCheck: line.grade.nextCheck && word(line.grade.nextCheck),
      nextCheckOn: line.grade.nextCheckOn,
      nextBy: line.grade.nextBy && word(line.grade.nextBy),
    })),
    {
      key: ['borrower', '客户'],
      branch: ['text', '机构'],
      manager: ['staff', '责任人'],
      tier: ['text', '风险等级'],
      reason: ['text', '原因'],
      since: ['date', '自何日起'],
      outstanding: ['money', '未还本息', 'sum'],
      overdue: ['money', '逾期本息', 'sum'],
      dpd: ['integer', '逾期天数'],
      category: ['text', '五级分类'],
      cause: ['text', '成因'],
      warnings: ['integer', '未关闭预警'],
      openCases: ['text', '处置'],
      lastWorkOn: ['date', '最近工作'],
      nextCheckOn: ['date', '下次检查'],
      nextCheck: ['text', '检查事项'],
      nextBy: ['staff', '检查人'],
      overdueTasks: ['integer', '超期待办'],
    },
    shown,
  );
