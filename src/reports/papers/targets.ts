import type { Target } from '../../domain/plan/unit.js';
import { DEFINITIONS, type FigureId, isFigure, type Part } from '../figures/definitions.js';
import type { Section } from '../paper.js';
import { tableSection } from './tables.js';
import { money, percent } from './words.js';

/** A target of the plan, and whether it is met. */
export interface Judged {
  /** The target's id. */
  key: string;
  title: string;
  rule: string;
  figure: string;
  /** Who is judged; null: the plan does not say. */
  group: string | null;
  /** As written: `≤ 1.50%`. */
  bound: string;
  /** As written; null: there is nothing to work it out from. */
  value: string | null;
  met: boolean | null;
  /** Of a hundred; null: the target does not count in the score. */
  weight: number | null;
  points: number | null;
  reward: string | null;
  penalty: string | null;
  /** A rectification notice 整改通知书 is due. */
  notice: boolean;
}

/** The parts whose figures the plan's targets name. */
export const partsOf = (targets: readonly Target[]): Part[] => [
  ...new Set(targets.flatMap(({ figure }) => (isFigure(figure) ? [DEFINITIONS[figure].part] : []))),
];

/**
 * Holds the figures against the targets. A target that is met has all its points; one that is missed has them in proportion
 * to how near it came, one without a figure none. Bounds of money are in major units, of shares parts of one.
 */
export function judge(targets: readonly Target[], values: Partial<Record<FigureId, number | null>>): Judged[] {
  return targets.map((target) => {
    const { id: key, title, rule, figure, group = null, weight = null, reward = null, penalty = null } = target;
    const unit = isFigure(figure) ? DEFINITIONS[figure].unit : 'number';
    const value = isFigure(figure) ? (values[figure] ?? null) : null;
    const scale = unit === 'money' ? 100 : 1;
    const bound = (target.atMost ?? target.atLeast)! * scale;
    const met = value === null ? null : target.atMost === undefined ? value >= bound : value <= bound;
    const near = target.atMost === undefined ? (value ?? 0) / bound : bound / (value ?? 1);
    const share = met === null ? 0 : met ? 1 : Math.min(Math.max(near, 0), 1);
    const written = (it: number) => (unit === 'money' ? money(it) : unit === 'share' ? percent(it) : String(it));
    return {
      key,
      title,
      rule,
      figure,
      group,
      bound: `${target.atMost === undefined ? '≥' : '≤'} ${written(bound)}`,
      value: value === null ? null : written(value),
      met,
      weight,
      points: weight === null ? null : Math.round(weight * share * 10) / 10,
      reward: met === true ? reward : null,
      penalty: met === false ? penalty : null,
      notice: met === false && target.notice,
    };
  });
}

const RESULT = { true: '达标', false: '未达标', null: '无数据' } as const;
export const resultOf = (met: boolean | null) => RESULT[`${met}`];

/** Empty when the plan has no targets. */
export function targetSection(judged: readonly Judged[]): Section[] {
  if (judged.length === 0) return [];
  return [
    tableSection(
      '目标完成情况',
      judged.map((it) => ({ ...it, result: resultOf(it.met) })),
      {
        title: ['text', '目标'],
        group: ['text', '考核对象'],
        bound: ['text', '要求'],
        value: ['text', '实际'],
        result: ['text', '结果'],
        rule: ['text', '依据'],
      },
    ),
  ];
}
