import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.js';
import { NO_CALENDAR } from '../../../src/domain/time/calendar.js';
import { dayOf, type Moment, MS_A_DAY, momentAt } from '../../../src/domain/time/dates.js';
import { type CaseFile, caseAgenda, caseSpec, caseTask, type OfLoan } from '../../../src/domain/work/cases.js';
import { shippedPlans } from '../../../src/library/shipped-plans.js';

const plans = [...(await shippedPlans()).values()];
const DECIDED_AT = momentAt('2027-02-12', '10:00');
const ID = 'L1/legal/1';

const suit = (change: Partial<CaseFile> = {}): CaseFile => ({
  ...{ case: ID, loan: 'L1', kind: 'legal', rule: 'S5', why: { code: 'cause', cause: 'wilful' }, effect: 'none' },
  ...{ openedAt: DECIDED_AT, decidedAt: DECIDED_AT, approved: true, until: null, undoneAt: null, loanClosedAt: null },
  ...{ doneAt: new Map(), done: new Set(), openTasks: new Set() },
  ...change,
});
const OF: OfLoan = { calendar: NO_CALENDAR, dpd: 90, stage: 'legal', cause: null, suitAt: DECIDED_AT };

/** Each piece of work is done as long after it was opened as is said; what is opened until a day, with the day it is due. */
function carriedOut(plan: Plan, until: Moment, days: (part: string) => number | null, of: Partial<OfLoan> = {}) {
  const file = suit();
  const doneAt = new Map<string, Moment>();
  const done = new Set<string>();
  const opened: string[] = [];
  let closed: unknown = null;
  for (let now = DECIDED_AT; now < until; now += MS_A_DAY / 4) {
    const answer = caseAgenda({ ...file, doneAt, done }, caseSpec(plan, 'legal'), { ...OF, ...of }, now);
    closed = answer.closed;
    for (const step of answer.steps) {
      done.add(step.key);
      if (step.what !== 'task.open') continue;
      const part = step.task.slice(caseTask('L1', ID, '').length);
      opened.push(`${part} ${dayOf(step.at).slice(5)}–${dayOf(step.due).slice(5)}`);
      const after = days(part);
      if (after !== null) doneAt.set(step.task, step.at + after * MS_A_DAY);
    }
    for (const [task, at] of doneAt) if (at > now + MS_A_DAY / 4) doneAt.set(task, at);
  }
  return { opened, closed };
}

describe.each(plans.map((plan) => [plan.plan, plan] as const))('a suit under %s', (_, plan) => {
  test('runs from its filing to hearing, judgment, enforcement, and is followed until money comes', () => {
    const { opened, closed } = carriedOut(plan, momentAt('2027-07-15', '00:00'), () => 1);
    const parts = opened.map((it) => it.split(' ')[0]!);
    const filed = caseSpec(plan, 'legal').steps.find((it) => it.within)!.id;
    const course = [filed, 'hearing', 'judgment', 'enforce', 'settlement', 'settlement/2', 'settlement/3'];
    expect(parts.filter((it) => course.includes(it))).toEqual(course);
    expect(closed).toBeNull();
  });

  test('a write-off ends it, with the work that is open', () => {
    const writtenOffAt = DECIDED_AT + 30 * MS_A_DAY;
    const open = new Set([caseTask('L1', ID, 'settlement/2')]);
    const { closed, steps } = caseAgenda(
      suit({ openTasks: open }),
      caseSpec(plan, 'legal'),
      { ...OF, writtenOffAt },
      writtenOffAt,
    );
    expect(closed).toEqual({ at: writtenOffAt, outcome: 'overtaken' });
    expect(steps.flatMap((it) => (it.what === 'task.cancel' ? [it.kind] : []))).toEqual(['settlement/2']);
  });
});

describe('deadlines of a suit', () => {
  const plan = plans.find((it) => it.plan === '08-manufacturing')!;

  test('what the record says of the day is the deadline of what follows it', () => {
    const task = (part: string) => caseTask('L1', ID, part);
    const doneAt = new Map([[task('court'), momentAt('2027-02-25', '11:00')]]);
    const due = (next: string | null) =>
      caseAgenda(
        suit({ doneAt, days: new Map([[task('court'), { on: '2027-02-24', next }]]) }),
        caseSpec(plan, 'legal'),
        OF,
        momentAt('2027-03-01', '12:00'),
      ).steps.flatMap((it) => (it.what === 'task.open' && it.kind === 'hearing' ? [dayOf(it.due)] : []));
    expect(due('2027-04-08')).toEqual(['2027-04-08']);
    expect(due(null)).toEqual(['2027-04-26']);
    // A day that is over says nothing of what is to come.
    expect(due('2027-02-01')).toEqual(['2027-04-26']);
  });

  test('preservation binds the suit: thirty days after it at the latest (民事诉讼法), in the case or before it', () => {
    const filed = (workDone: OfLoan['workDone']) =>
      carriedOut(plan, momentAt('2027-03-10', '00:00'), () => null, { workDone }).opened.find((it) =>
        it.startsWith('court'),
      );
    const preserved = (day: string) => [{ task: 'x', kind: 'property-preservation', at: momentAt(day, '15:00') }];
    expect(filed([])).toBe('court 02-22–03-09');
    expect(filed(preserved('2027-02-03'))).toBe('court 02-22–03-05');
    // Over already: at once.
    expect(filed(preserved('2027-01-03'))).toBe('court 02-22–02-22');
  });
});
