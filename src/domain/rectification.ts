import type { Day, Moment } from './dates.js';
import { type DutyOpening, dueAfter } from './duties.js';
import { dutyId } from './ids.js';
import type { Period } from './period.js';
import type { Rectification, Target } from './plan/unit.js';
import type { Plan } from './plan.js';

/**
 * What follows from the targets of a period: a task for each that is missed (整改通知), one for each branch or account
 * manager with too few points, one to approve the sums. Each is opened once a period, as a duty of its own.
 */
type Judging = Pick<Plan, 'plan' | 'targets' | 'score'>;

export type Units = 'branches' | 'managers';

/** Whether anything follows from a paper: it is of the periods that count, and the period is over. */
const follows = ({ score }: Judging, period: Period, asOf: Day) =>
  score !== undefined && period.type === score.every && asOf >= period.to;

/** Targets of one figure, bound and segment are missed together: the task is that of the first. */
function firstAlike(targets: readonly Target[], id: string): Target | undefined {
  const alike = ({ figure, atMost, atLeast, segment }: Target) => JSON.stringify([figure, atMost, atLeast, segment]);
  const target = targets.find((it) => it.id === id);
  return target && targets.find((it) => alike(it) === alike(target));
}

const missedId = (plan: Judging, target: Target, period: Period) =>
  dutyId(plan.plan, `missed-${target.id}`, period.text);
const belowDuty = (of: Units, key: string) => `below-${of === 'branches' ? 'branch' : 'manager'}-${key}`;
const taskOf = (duty: string) => `duty/${duty}`;

/** The task of a target; null: it is not missed, or the plan asks for nothing in this period. */
export function rectificationTask(
  plan: Judging,
  { key, met }: { key: string; met: boolean | null },
  period: Period,
  asOf: Day,
): string | null {
  const target = firstAlike(plan.targets, key);
  return target && met === false && follows(plan, period, asOf) ? taskOf(missedId(plan, target, period)) : null;
}

/** The task of a unit; null: it has enough points, none can be counted, or the plan asks for nothing in this period. */
export function unitTask(
  plan: Judging,
  of: Units,
  { key, points }: { key: string; points: number | null },
  period: Period,
  asOf: Day,
): string | null {
  const below = plan.score?.[of]?.below;
  if (!below || points === null || points >= below.points || !follows(plan, period, asOf)) return null;
  return taskOf(dutyId(plan.plan, belowDuty(of, key), period.text));
}

interface Missed {
  key: string;
  title: string;
  bound: string;
  value: string | null;
  met: boolean | null;
}

/** The rectification of a target that is missed; null: as `rectificationTask`. */
export function missedOpening(
  plan: Judging,
  missed: Missed,
  period: Period,
  asOf: Day,
  now: Moment,
): DutyOpening | null {
  if (rectificationTask(plan, missed, period, asOf) === null) return null;
  const target = firstAlike(plan.targets, missed.key)!;
  const { bound, value } = missed;
  const why = `${target.title} ${period.text}：要求${bound}，实际${value}`;
  return opening(plan, missedId(plan, target, period), period, now, {
    duty: `missed-${target.id}`,
    rule: target.rule,
    why,
    about: target.title,
    asked: { ...plan.score!.missed, ...given(target.missed ?? {}) },
    fact: { what: 'target missed', detail: { target: target.id, figure: target.figure, bound, value } },
  });
}

/** The rectification of a branch or account manager with too few points; null: as `unitTask`. */
export function belowOpening(
  plan: Judging,
  of: Units,
  unit: { key: string; points: number | null; rule: string },
  period: Period,
  asOf: Day,
  now: Moment,
): DutyOpening | null {
  const below = plan.score?.[of]?.below;
  if (!below || unitTask(plan, of, unit, period, asOf) === null) return null;
  const { key, points, rule } = unit;
  const why = `${key} ${period.text}：得分${points}分，低于${below.points}分`;
  const duty = belowDuty(of, key);
  const whose = of === 'branches' ? { branch: key } : { person: key };
  const made = opening(plan, dutyId(plan.plan, duty, period.text), period, now, {
    duty,
    rule,
    why,
    about: key,
    asked: below,
    fact: { what: 'score too low', detail: { unit: key, points, below: below.points } },
  });
  return { ...made, task: { ...made.task!, ...whose } };
}

function opening(
  { plan }: Judging,
  id: string,
  period: Period,
  now: Moment,
  it: {
    duty: string;
    rule: string;
    why: string;
    about: string;
    kind?: string;
    asked: Pick<Rectification, 'role' | 'dueDays' | 'title' | 'form'>;
    fact: NonNullable<DutyOpening['fact']>;
  },
): DutyOpening {
  const { role, dueDays, title, form } = it.asked;
  return {
    ...{ id, plan, duty: it.duty, period: period.text, asOf: period.to, at: now, rule: it.rule, why: it.why },
    task: {
      ...{ task: taskOf(id), kind: it.kind ?? 'rectification', role, openedAt: now, due: dueAfter(now, dueDays) },
      title: `${title}：${it.about}`,
      form,
    },
    paper: null,
    fact: it.fact,
  };
}

/** Without what is not given. */
const given = <T extends object>(it: T) =>
  Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The task in which somebody approves the proposed sums, one line of the form each; null: the plan names nobody. */
export function paymentOpening(
  plan: Judging,
  lines: readonly string[],
  version: number,
  period: Period,
  now: Moment,
): DutyOpening | null {
  const payment = plan.score?.payment;
  if (!payment) return null;
  const corrected = version > 1;
  const id = dutyId(plan.plan, corrected ? `${PAYMENT}-v${version}` : PAYMENT, period.text);
  return opening(plan, id, period, now, {
    duty: PAYMENT,
    kind: 'payment-approval',
    rule: payment.rule,
    why: `奖惩金额 ${period.text}${corrected ? `（第${version}版更正）` : ''}`,
    about: period.text,
    asked: { ...payment, title: '奖惩金额审批 approval of bonus and deduction', form: [...lines] },
    fact: { what: 'sums proposed', detail: { sums: lines.length } },
  });
}

/** The duty of the approvals of a period. */
export const PAYMENT = 'score-payment';

/** Whether sums of a paper are proposed to somebody. */
export const proposes = (plan: Judging, period: Period, asOf: Day): boolean =>
  follows(plan, period, asOf) && plan.score?.payment !== undefined;
