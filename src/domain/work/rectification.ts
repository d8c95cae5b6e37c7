import { dutyId } from '../entry/ids.js';
import { workOf } from '../loan/open-task.js';
import type { Plan } from '../plan/plan.js';
import type { Rectification, Target } from '../plan/unit.js';
import type { Reason } from '../reason/reason.js';
import type { Calendar } from '../time/calendar.js';
import type { Day, Moment } from '../time/dates.js';
import type { Period } from '../time/period.js';
import type { DutyOpening } from './duties.js';

/**
 * What follows from the targets of a period: a task for each that is missed (整改通知), one for each branch or account
 * manager with too few points, one to approve the sums. Each is opened once a period, as a duty of its own.
 */
type Judging = Pick<Plan, 'plan' | 'targets' | 'score'>;

/** The paper from which it follows. */
export interface About {
  period: Period;
  /** The last day whose facts are in it. */
  asOf: Day;
  currency: string;
  /** The period was over before the first loan of the plan was taken in: nobody is judged by it. */
  beforeBook?: true;
}

/** When it follows, and by which working days its deadlines are. */
export interface Today {
  now: Moment;
  calendar: Calendar;
}

export type Units = 'branches' | 'managers';

/** Whether anything follows from a paper: it is of the periods that count, the period is over, and the book was there in it. */
const follows = ({ score }: Judging, { period, asOf, beforeBook }: About) =>
  score !== undefined && period.type === score.every && asOf >= period.to && !beforeBook;

/** Targets of one figure, bound and segment are missed together: the task is that of the first. */
function firstAlike(targets: readonly Target[], id: string): Target | undefined {
  const alike = ({ figure, atMost, atLeast, segment }: Target) => JSON.stringify([figure, atMost, atLeast, segment]);
  const target = targets.find((it) => it.id === id);
  return target && targets.find((it) => alike(it) === alike(target));
}

/** The duty's name: books in other currencies are judged by themselves. */
const named = (duty: string, { currency }: About) => (currency === 'CNY' ? duty : `${duty}-${currency}`);
const dutyOf = ({ plan }: Judging, duty: string, about: About) => dutyId(plan, named(duty, about), about.period.text);
const missedDuty = (target: Target) => `missed-${target.id}`;
const belowDuty = (of: Units, key: string) => `below-${of === 'branches' ? 'branch' : 'manager'}-${key}`;
const taskOf = (duty: string) => `duty/${duty}`;

/** The task of a target; null: it is not missed, or the plan asks for nothing in this period. */
export function rectificationTask(
  plan: Judging,
  { key, met }: { key: string; met: boolean | null },
  about: About,
): string | null {
  const target = firstAlike(plan.targets, key);
  return target && met === false && follows(plan, about) ? taskOf(dutyOf(plan, missedDuty(target), about)) : null;
}

/** The task of a unit; null: it has enough points, none can be counted, or the plan asks for nothing in this period. */
export function unitTask(
  plan: Judging,
  of: Units,
  { key, points }: { key: string; points: number | null },
  about: About,
): string | null {
  const below = plan.score?.[of]?.below;
  if (!below || points === null || points >= below.points || !follows(plan, about)) return null;
  return taskOf(dutyOf(plan, belowDuty(of, key), about));
}

interface Missed {
  key: string;
  title: string;
  bound: string;
  value: string | null;
  met: boolean | null;
}

/** The rectification of a target that is missed; null: as `rectificationTask`. */
export function missedOpening(plan: Judging, missed: Missed, about: About, today: Today): DutyOpening | null {
  if (rectificationTask(plan, missed, about) === null) return null;
  const target = firstAlike(plan.targets, missed.key)!;
  const { bound, value } = missed;
  const why: Reason = { code: 'target-missed', title: target.title, period: about.period.text, bound, value };
  return opening(plan, missedDuty(target), about, today, {
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
  about: About,
  today: Today,
): DutyOpening | null {
  const below = plan.score?.[of]?.below;
  if (!below || unitTask(plan, of, unit, about) === null) return null;
  const { key, points, rule } = unit;
  const period = about.period.text;
  const why: Reason = { code: 'score-too-low', unit: key, period, points, below: below.points };
  const whose = of === 'branches' ? { branch: key } : { person: key };
  const made = opening(plan, belowDuty(of, key), about, today, {
    rule,
    why,
    about: key,
    asked: below,
    fact: { what: 'score too low', detail: { unit: key, points, below: below.points } },
  });
  return { ...made, task: { ...made.task!, ...whose } };
}

function opening(
  plan: Judging,
  duty: string,
  of: About,
  { now, calendar }: Today,
  it: {
    rule: string;
    why: Reason;
    about: string;
    kind?: string;
    asked: Pick<Rectification, 'role' | 'dueDays' | 'title' | 'form'>;
    fact: NonNullable<DutyOpening['fact']>;
  },
): DutyOpening {
  const id = dutyOf(plan, duty, of);
  const { text: period, to: asOf } = of.period;
  // To the minute: how many seconds the figures took does not matter.
  const at = now - (now % MS_A_MINUTE);
  return {
    ...{ id, plan: plan.plan, duty: named(duty, of), period, asOf, at, rule: it.rule, why: it.why },
    task: {
      ...workOf(calendar, taskOf(id), at, {
        ...it.asked,
        kind: it.kind ?? 'rectification',
        title: `${it.asked.title}：${it.about}`,
      }),
      openedAt: at,
    },
    paper: null,
    fact: it.fact,
  };
}

const MS_A_MINUTE = 60_000;

/** Leaves out undefined values. */
const given = <T extends object>(it: T) =>
  Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The task in which somebody approves the proposed sums, one line of the form each; null: the plan names nobody. */
export function paymentOpening(
  plan: Judging,
  lines: readonly string[],
  version: number,
  about: About,
  today: Today,
): DutyOpening | null {
  const payment = plan.score?.payment;
  if (!payment) return null;
  const corrected = version > 1;
  return opening(plan, corrected ? `${PAYMENT}-v${version}` : PAYMENT, about, today, {
    kind: 'payment-approval',
    rule: payment.rule,
    why: { code: 'sums-proposed', period: about.period.text, version },
    about: about.period.text,
    asked: { ...payment, title: '奖惩金额审批 approval of bonus and deduction', form: [...lines] },
    fact: { what: 'sums proposed', detail: { sums: lines.length } },
  });
}

const PAYMENT = 'score-payment';
/** As a regular expression: the duties of the approvals of a paper's sums, of all its versions. */
export const paymentDuties = (about: About): string => `^${named(`${PAYMENT}(-v\\d+)?`, about)}$`;

/** Whether sums of a paper are proposed to somebody. */
export const proposes = (plan: Judging, about: About): boolean =>
  follows(plan, about) && plan.score?.payment !== undefined;
