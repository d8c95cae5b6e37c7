import { parseMoney } from '../../../domain/money/money.js';
import type { Target } from '../../../domain/plan/unit.js';
import { chineseOf } from '../../../domain/reason/vocabulary.js';
import type { Definition, Part } from '../../figures/definition.js';
import { DEFINITIONS, type FigureId, isFigure } from '../../figures/definitions.js';
import type { Section } from '../../paper/paper.js';
import { money, percent, toTenth } from '../../paper/words.js';
import { tableSection } from './tables.js';

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
  /** Null: it does not count, or there is nothing to work it out from, which counts neither for nor against. */
  points: number | null;
  /** Points that the records of tasks take off; left out: the target names no tasks. */
  less?: number;
  /** Records of these tasks that do not say the points as a number: they take nothing off. */
  unread?: number;
  reward: string | null;
  penalty: string | null;
  /** In minor units; left out: the target proposes nothing, or it is not earned. */
  bonus?: number;
  deduction?: number;
  /** A rectification notice 整改通知书 is due. */
  notice: boolean;
  /** The task to put it right, when the plan asks for one in this period. Targets of one figure and bound share it. */
  task?: string;
}

/** That a task to put it right was given: its number is only known once the paper is filed. */
export const ordered = ({ task }: { task?: string | undefined }): string | null =>
  task === undefined ? null : '已下达任务';

export type Numbers = Partial<Record<FigureId, number | null>>;

/** What is measured for one target alone. */
export interface Own {
  /** The figures of its segment, in place of those of the whole book; null: nothing is in its segment. */
  values?: Numbers | null;
  less?: { points: number; unread: number };
}

/** The parts whose figures the targets name. */
export const partsOf = (targets: readonly Target[]): Part[] => [
  ...new Set(
    targets
      .flatMap(({ figure, bonus }) => [figure, bonus?.of ?? figure])
      .flatMap((figure) => (isFigure(figure) ? [DEFINITIONS[figure].part] : [])),
  ),
];

/**
 * Compares figures with targets. A target that is met gets all its points, one that is missed as many as it came near to it, one
 * without a figure is not judged. Bounds of money are in major units, those of shares parts of one.
 */
export function judge(targets: readonly Target[], whole: Numbers, own: Partial<Record<string, Own>> = {}): Judged[] {
  const valuesFor = ({ id }: Target) => (own[id]?.values === undefined ? whole : (own[id].values ?? {}));
  const judged = targets.map((target) => judgeOne(target, valuesFor(target), own[target.id]?.less));
  const metAll = (ids: readonly string[]) => ids.every((id) => judged.find((it) => it.key === id)?.met === true);
  return targets.map((target, n) => {
    const it = judged[n]!;
    const earned = it.met === true && target.bonus && metAll(target.bonus.with);
    const bonus = earned ? bonusOf(target, valuesFor(target)) : null;
    const deduction = it.met === false && target.deduction !== undefined ? parseMoney(target.deduction)! : null;
    return { ...it, ...(bonus === null ? {} : { bonus }), ...(deduction === null ? {} : { deduction }) };
  });
}

function judgeOne(target: Target, values: Numbers, less: Own['less']): Judged {
  const { id: key, title, rule, figure, group = null, weight = null, reward = null, penalty = null } = target;
  const unit = isFigure(figure) ? DEFINITIONS[figure].unit : 'number';
  const value = isFigure(figure) ? (values[figure] ?? null) : null;
  const bound = boundOf(target);
  const met = value === null ? null : target.atMost === undefined ? value >= bound : value <= bound;
  const near = target.atMost === undefined ? (value ?? 0) / bound : bound / (value ?? 1);
  const share = met ? 1 : Math.min(Math.max(near, 0), 1);
  return {
    key,
    title,
    rule,
    figure,
    group,
    bound: `${target.atMost === undefined ? '≥' : '≤'} ${figureAsWritten(unit, bound)}`,
    value: figureAsWritten(unit, value),
    met,
    weight,
    points: weight === null || met === null ? null : toTenth(Math.max(weight * share - (less?.points ?? 0), 0)),
    ...(less === undefined ? {} : { less: less.points, unread: less.unread }),
    reward: met === true ? reward : null,
    penalty: met === false ? penalty : null,
    notice: met === false && target.notice,
  };
}

/** A value of a figure as it stands beside a target; null of nothing. */
export function figureAsWritten(unit: Definition['unit'], value: number | null): string | null {
  if (value === null) return null;
  return unit === 'money' ? money(value) : unit === 'share' ? percent(value) : String(value);
}

/** In the unit of the figure: money in minor units. */
function boundOf({ figure, atMost, atLeast }: Target): number {
  const bound = (atMost ?? atLeast)!;
  return isFigure(figure) && DEFINITIONS[figure].unit === 'money' ? Math.round(bound * 100) : bound;
}

/**
 * What a target that is met earns, in minor units. A share is of the money above the target: of 90 recovered at a rate of
 * 90 % with a target of 85 %, the part above it is 90 × (90 − 85) ÷ 90 = 5. Null: it cannot be worked out, or is nothing.
 */
function bonusOf(target: Target, values: Numbers): number | null {
  const { sum, share, of = target.figure } = target.bonus!;
  if (sum !== undefined) return parseMoney(sum)!;
  const [value, amount] = [target.figure, of].map((it) => (isFigure(it) ? (values[it] ?? null) : null));
  if (!value || amount === null || amount === undefined || target.atLeast === undefined) return null;
  return Math.round((share! * amount * (value - boundOf(target))) / value) || null;
}

/**
 * The points of a unit. Targets that cannot be measured count neither for nor against it: the points of the others are scaled to a
 * hundred, and rounded to a tenth so that a score of exactly the bound is not below it.
 */
export function pointsOf(judged: readonly Judged[]): { points: number | null; measured: number } {
  const known = judged.filter((it) => it.met !== null && it.weight !== null);
  const measured = known.reduce((sum, it) => sum + it.weight!, 0);
  const points = known.reduce((sum, it) => sum + it.points!, 0);
  return { points: measured === 0 ? null : toTenth((points / measured) * 100), measured };
}

const RESULT = { true: '达标', false: '未达标', null: '无数据' } as const;
export const resultOf = (met: boolean | null) => RESULT[`${met}`];

/** Empty when the plan has no targets. */
export function targetSection(judged: readonly Judged[]): Section[] {
  if (judged.length === 0) return [];
  return [
    tableSection(
      '目标完成情况',
      judged.map((it) => ({ ...it, title: chineseOf(it.title), result: resultOf(it.met), task: ordered(it) })),
      {
        title: ['text', '目标'],
        group: ['text', '考核对象'],
        bound: ['text', '要求'],
        value: ['text', '实际'],
        result: ['text', '结果'],
        task: ['text', '整改'],
        rule: ['text', '依据'],
      },
    ),
  ];
}
