import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { TaskSpec } from '../plan/plan.js';
import type { Role } from '../plan/roles.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, CLOSE_OF_BUSINESS, type Day, daysBetween, type Moment, momentAt } from '../time/dates.js';
import { cancelKey } from '../work/ended-work.js';
import { type Clock, type ClockName, clocksOf } from './clocks.js';

const DAYS_FOR_IT = 14;

/** The work that keeps each term of law from running out, and which act (`LoanFile.acts`) its record tells of. */
const WORK: Record<ClockName, { kind: string; title: string; form: string[]; on: string }> = {
  limitation: {
    kind: 'limitation-demand',
    title: '诉讼时效：催收并取得签收',
    form: ['中断方式', '签收或承诺日期', '证明材料编号'],
    on: '签收或承诺日期',
  },
  guarantee: {
    kind: 'guarantor-demand',
    title: '保证期间：向保证人主张',
    form: ['主张方式', '主张日期', '证明材料编号'],
    on: '主张日期',
  },
  preservation: {
    kind: 'preservation-renewal',
    title: '保全期限：申请续封',
    form: ['续封裁定', '续封日期', '证明材料编号'],
    on: '续封日期',
  },
  enforcement: {
    kind: 'enforcement-application',
    title: '执行时效：申请强制执行',
    form: ['执行案号', '申请执行日期', '证明材料编号'],
    on: '申请执行日期',
  },
};

/** Kinds of tasks (of terms of law, and steps of cases), and the act that each one's record tells of. */
export const ACTS: Readonly<Record<string, string>> = {
  'limitation-demand': 'demand',
  'guarantor-demand': 'guarantor-demand',
  'preservation-renewal': 'preservation',
  'enforcement-application': 'enforcement',
  'property-preservation': 'preservation',
  judgment: 'judgment',
  enforcement: 'enforcement',
};

/**
 * Before a term of law ends (S5), the owner of the loan and the head of department get work, so many days ahead as the law's file
 * says. For a loan that is taken in later, the nearest of these days counts. A term that has run out is told once. Work that is open
 * ends when the term starts anew.
 */
export function clockTasks(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const { file, plan, account, now } = scene;
  if (!plan.law) return [];
  const { clocks: law } = plan.law;
  const clocks = clocksOf(file, account, plan, law, now);
  const current: string[] = [];
  // An earlier task ends at the moment of the fact that restarted its term, or else of the task that replaces it.
  const news = [scene.factAt, ...(file.acts ?? []).map((it) => it.at), ...file.promises.map((it) => it.madeAt)];
  const steps = clocks.flatMap((clock) => {
    const { reached, next } = thresholds(clock, law[clock.clock].warnDays ?? law.warnDays, scene.today);
    if (next) later.push({ at: scene.slot(next), what: `${clock.clock} ends ${clock.endsOn}` });
    if (reached === undefined) return [];
    const key = `clock/${clock.clock}/${clock.endsOn}/${reached.days}`;
    const at = scene.since(reached.day);
    current.push(at > now ? `clock/${clock.clock}/${clock.endsOn}` : key);
    if (at <= now) news.push(at);
    if (at > now) {
      later.push({ at, what: `${clock.clock} ends ${clock.endsOn}` });
      return [];
    }
    const why: Reason = { code: 'term-ends', ...clock };
    const base = { rule: 'S5', why, dpd: arrears.dpd, stage: state.stage };
    const owner = plan.ladder.stages.find((it) => it.stage === state.stage)?.owner ?? 'account-manager';
    const end = momentAt(clock.endsOn, CLOSE_OF_BUSINESS);
    return specsOf(clock, owner).flatMap(({ part, spec }) => {
      if (scene.did(`${key}/${part}`)) return [];
      const opened = scene.openTask(`${key}/${part}`, at, base, spec);
      return [end > at && end < opened.due ? { ...opened, due: end } : opened];
    });
  });
  const over = file.openTasks.filter(({ task }) => {
    const entry = task.slice(file.loan.length + 1);
    return entry.startsWith('clock/') && !current.some((key) => entry.startsWith(`${key}/`));
  });
  const ended = over.map(({ task, kind }): Step => {
    const why: Reason = { code: 'term-kept' };
    const at = Math.max(...news.filter((it) => it <= now));
    const base = { at, rule: 'S5', why, dpd: arrears.dpd, stage: state.stage };
    return { ...base, what: 'task.cancel', key: cancelKey(scene, task), task, kind };
  });
  return [...ended, ...steps];
}

/** The nearest of the days ahead that has come, 0 once the last day is over; and the next to come. */
function thresholds({ endsOn }: Clock, warnDays: readonly number[], today: Day) {
  const all = [
    ...warnDays.map((days) => ({ days, day: addDays(endsOn, -days) })),
    { days: 0, day: addDays(endsOn, 1) },
  ];
  const reached = all.filter(({ day }) => daysBetween(day, today) >= 0).at(-1);
  const next = all.find(({ day }) => day > today)?.day ?? null;
  return { reached, next };
}

function specsOf({ clock, endsOn }: Clock, owner: Role): { part: string; spec: TaskSpec }[] {
  const { kind, title, form, on } = WORK[clock];
  const named = `${title}（${endsOn}届满）`;
  return [
    { part: 'owner', spec: { kind, role: owner, dueDays: DAYS_FOR_IT, title: named, form, sets: { dates: { on } } } },
    {
      part: 'head',
      spec: { kind: 'term-oversight', role: 'department-head', dueDays: DAYS_FOR_IT, title: named, form: ['处理意见'] },
    },
  ];
}
