import { chineseOf, word } from '../../../domain/reason/vocabulary.js';
import type { Units } from '../../../domain/work/rectification.js';
import { measureIn } from '../../figures/index.js';
import type { Section } from '../../paper/paper.js';
import type { Who } from '../../paper/who.js';
import { toTenth } from '../../paper/words.js';
import type { Sum, UnitScore } from '../parts/judgement.js';
import { paperKind } from '../parts/kind.js';
import { tableSection } from '../parts/tables.js';
import { type Judged, ordered, partsOf, pointsOf, resultOf } from '../parts/targets.js';
import { judgePlan, scoreUnits, sumsOf, valuesOf } from './judging.js';

/** Points by unit are left out in figures that were frozen by earlier versions. */
interface Score extends Partial<Record<Units, UnitScore[]>> {
  judged: Judged[];
  sums?: Sum[];
}

/** 考核评分表: targets, points, units, proposed sums, rectification notices (P2.11, P3.8, P6.11, P7.13, P9.8). */
export const scoreSheet = paperKind<Score>({
  kind: 'score-sheet',
  title: '考核评分表',
  rules: ['P1.9', 'P2.11', 'P3.8', 'P6.7', 'P6.11', 'P7.13', 'P9.8'],
  periods: ['month', 'quarter', 'half-year', 'year'],
  gather: async (gathering) => {
    const { sql, scope, plan, onProgress } = gathering;
    const parts = await measureIn(sql, scope, partsOf(plan.targets), onProgress);
    const judged = await judgePlan(gathering, valuesOf(parts));
    const units = {
      branches: await scoreUnits(gathering, 'branches'),
      managers: await scoreUnits(gathering, 'managers'),
    };
    return { judged, ...units, sums: sumsOf(gathering, judged, units) };
  },
  sections: ({ judged, branches = [], managers = [], sums = [] }, { who }) => [
    result(judged),
    targets(judged),
    ...deducted(judged),
    ...unitSections('单位', branches),
    ...unitSections('客户经理', managers),
    ...sumSections(sums),
    ...judged.filter((it) => it.notice || it.task !== undefined).map(notice),
    ...[...branches, ...managers].filter((it) => it.task !== undefined).map((it) => unitNotice(it, who)),
  ],
  judgement: ({ judged, branches = [], managers = [], sums = [] }) => ({ judged, branches, managers, sums }),
});

function result(judged: readonly Judged[]): Section {
  const scored = judged.filter((it) => it.weight !== null);
  const add = (field: 'weight' | 'points') => toTenth(scored.reduce((sum, it) => sum + (it[field] ?? 0), 0));
  const { points, measured } = pointsOf(judged);
  const count = (met: boolean | null) => judged.filter((it) => it.met === met).length;
  return {
    heading: '结果',
    paragraphs: [
      ...(scored.length === 0
        ? ['本计划没有设置计分指标。']
        : points === null
          ? ['计分指标均无数据，不能评分。']
          : [
              `总分${add('points')}分，满分${add('weight')}分。`,
              ...(measured === add('weight') ? [] : [`无数据的指标不计分：可计${measured}分，折合百分${points}分。`]),
            ]),
      `达标${count(true)}项，未达标${count(false)}项，无数据${count(null)}项。`,
    ],
  };
}

function targets(judged: readonly Judged[]): Section {
  return tableSection(
    '评分',
    judged.map((it) => ({
      ...it,
      title: chineseOf(it.title),
      result: resultOf(it.met),
      task: ordered(it),
    })),
    {
      title: ['text', '指标'],
      group: ['text', '考核对象'],
      bound: ['text', '目标'],
      value: ['text', '实际'],
      result: ['text', '结果'],
      weight: ['points', '分值', 'sum'],
      points: ['points', '得分', 'sum'],
      reward: ['text', '奖励'],
      penalty: ['text', '扣减或问责'],
      task: ['text', '整改'],
      rule: ['text', '依据'],
    },
  );
}

/** What the records of spot-checks took off (P1.9). */
function deducted(judged: readonly Judged[]): Section[] {
  const named = judged.filter((it) => it.less || it.unread);
  if (named.length === 0) return [];
  const unread = (it: Judged) => (it.unread ? `；另有${it.unread}份记录未以数字写明扣分，未计入` : '');
  return [
    {
      heading: '检查记录扣分',
      paragraphs: named.map((it) => `${chineseOf(it.title)}：检查记录共扣${it.less}分，已计入得分${unread(it)}。`),
    },
  ];
}

export function unitSections(title: string, units: readonly UnitScore[]): Section[] {
  if (units.length === 0) return [];
  return [
    tableSection(
      `${title}得分`,
      units.map(({ key, points, measured, deduction, task, rule }) => ({
        ...{ key: word(key), points, measured, rule },
        deduction: deduction ?? null,
        task: ordered({ task }),
      })),
      {
        key: [title === '客户经理' ? 'staff' : 'text', title],
        points: ['points', '得分（折合百分）'],
        measured: ['points', '可计分值'],
        deduction: ['money', '扣减（待审批）'],
        task: ['text', '整改'],
        rule: ['text', '依据'],
      },
    ),
    tableSection(
      `${title}得分明细`,
      units.flatMap(({ key, judged }) =>
        judged.map(({ title: what, bound, value, met, weight, points }) => ({
          ...{ key: word(key), what: chineseOf(what), bound, value, result: resultOf(met) },
          // Null: it counts neither for nor against the unit.
          ...{ weight, points },
        })),
      ),
      {
        key: [title === '客户经理' ? 'staff' : 'text', title],
        what: ['text', '指标'],
        bound: ['text', '目标'],
        value: ['text', '实际'],
        result: ['text', '结果'],
        weight: ['points', '分值'],
        points: ['points', '得分'],
      },
    ),
  ];
}

function sumSections(sums: readonly Sum[]): Section[] {
  if (sums.length === 0) return [];
  return [
    tableSection(
      '奖惩金额建议（须经审批，不自动兑现）',
      sums.map(({ who, what, amount, rule }) => ({
        ...{ what: chineseOf(what), amount, rule },
        who: who === null ? '未指明' : word(who),
      })),
      {
        who: ['staff', '对象'],
        what: ['text', '事由'],
        amount: ['money', '金额（负数为扣减）'],
        rule: ['text', '依据'],
      },
    ),
  ];
}

function notice({ title: written, group, bound, value, rule, task }: Judged): Section {
  const title = chineseOf(written);
  const missed = `${group ?? '责任单位'}：${title}目标${bound}，实际${value}，未达标（${rule}）。`;
  return {
    heading: `整改通知书：${title}`,
    paragraphs:
      task === undefined
        ? [`${missed}请查明原因，落实责任人，限期整改并书面报告。`, '整改期限：　　　　　　签发人：　　　　　　日期：']
        : [`${missed}请查明原因，落实责任人，在整改任务的期限内整改并在任务中记录。`],
  };
}

function unitNotice({ key, points, rule }: UnitScore, who: Who): Section {
  return {
    heading: `整改通知书：${who.staff(key)}`,
    paragraphs: [
      `${who.staff(key)}：得分${points}分，低于规定分数（${rule}）。请在整改任务的期限内整改并在任务中记录。`,
    ],
  };
}
