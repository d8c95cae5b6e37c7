import { describe, expect, test } from 'vitest';
import type { CaseWork, KnownCase, LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { NO_CALENDAR } from '../../src/domain/time/calendar.js';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { type CaseFile, caseAgenda, caseSpec, caseTask, stepsOfCase } from '../../src/domain/work/cases.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { cause, lived, opened, sound } from './rows.js';

const APPROVED_AT = momentAt('2027-02-12', '10:00');

/** Due on 20 January 2027 and never paid; wilful default was found on 10 February, and the suit approved on the 12th. */
const sued = (change: Partial<LoanFile> = {}, suit: Partial<KnownCase> = {}): LoanFile =>
  sound({
    instalments: [
      { seq: 1, dueOn: '2027-01-20', principal: 60_000_000, interest: 0, fee: 0 },
      { seq: 2, dueOn: '2027-05-20', principal: 60_000_000, interest: 0, fee: 0 },
    ],
    principal: 120_000_000,
    contacts: (['sms', 'email', 'voice'] as const).map((channel) => ({ whose: 'self', channel, consent: true })),
    ...cause('wilful'),
    cases: [
      {
        ...{ case: 'L1/legal/1', kind: 'legal', openedAt: APPROVED_AT, approvedAt: APPROVED_AT, until: null },
        ...{ effect: 'none', closedAt: null, undone: false },
        ...suit,
      },
    ],
    ...change,
  });

const after = (steps: Step[]) => steps.filter((it) => it.at > APPROVED_AT);
const notices = (steps: Step[]) => steps.flatMap((it) => (it.what === 'notice' ? [it.template] : []));
/** What the ladder opens: it ends with the delinquency. That somebody says what comes next is asked in a suit too. */
const ladder = (steps: Step[]) =>
  steps
    .flatMap((it) => (it.what === 'task.open' && it.delinquency !== null ? [it.kind] : []))
    .filter((it) => it !== 'next-step');

const plans = [...(await shippedPlans()).values()];

describe.each(plans.map((plan) => [plan.plan, plan] as const))('S5: a suit is approved under %s', (_, plan) => {
  test('no message, cause review, letter or plan of the ladder comes after it; the stages go on', () => {
    const steps = lived(plan, sued(), '2027-08-01');
    expect(notices(steps.filter((it) => it.at < APPROVED_AT)).length).toBeGreaterThan(
      plan.plan === '07-monthly-team' ? -1 : 0,
    );
    expect(notices(after(steps))).toEqual([]);
    const allowed = plan.ladder.stages.flatMap((it) =>
      it.actions.flatMap((action) => (action.besideSuit ? action.task!.kind : [])),
    );
    expect(ladder(after(steps)).filter((kind) => !allowed.includes(kind))).toEqual([]);
    expect(after(steps).flatMap((it) => (it.what === 'letter' ? [it.kind] : []))).toEqual([]);
    const last = plan.ladder.stages.at(-1)!.stage;
    expect(steps.findLast((it) => it.what === 'stage')).toMatchObject({ to: last });
  });

  test('what the ladder had opened and nobody has done ends at that moment', () => {
    const steps = lived(plan, sued(), '2027-02-13');
    const opened = steps.flatMap((it) => (it.what === 'task.open' && it.delinquency !== null ? [it.task] : []));
    const ended = steps.flatMap((it) => (it.what === 'task.cancel' && it.at === APPROVED_AT ? [it.task] : []));
    expect(ended.sort()).toEqual(opened.filter((it) => !/inventory-check|reconcile/.test(it)).sort());
  });

  test('S2, S5: while its steps are done in time nobody is asked for another; when one is not, about that', () => {
    const UNTIL = '2028-06-01';
    const start = sued();
    const suit = start.cases[0]!;
    const ahead = (caseWork: CaseWork[]) =>
      stepsOfCase({ ...start, caseWork }, plan, suit)
        .filter((it) => it.doneAt === null)
        .sort((a, b) => a.due - b.due);
    const work: CaseWork[] = [];
    for (let next = ahead(work)[0]!; dayOf(next.due) < UNTIL; next = ahead(work)[0]!)
      work.push({ task: caseTask('L1', suit.case, next.part), at: next.due - 3_600_000, on: null, next: null });
    expect(work.length).toBeGreaterThan(10);
    const asked = (caseWork: CaseWork[]) => opened(after(lived(plan, sued({ caseWork }), UNTIL)), 'next-step');
    expect(asked(work).map((it) => dayOf(it.at))).toEqual([]);
    const [first] = asked(work.slice(0, 3));
    const left = ahead(work.slice(0, 3)).at(-1)!;
    expect(dayOf(first!.at)).toBe(addDays(dayOf(left.due), plan.ladder.neverSilentDays));
    expect(first!.why).toMatchObject({ code: 'suit-silent', step: left.spec.task.kind, since: dayOf(left.due) });
    expect(first!.title).toMatch('诉讼进行中');
  });

  test('undone, the ladder goes on and its work comes back', () => {
    const closedAt = momentAt('2027-02-20', '10:00');
    const steps = lived(plan, sued({}, { closedAt, undone: true }), '2027-06-01').filter((it) => it.at >= closedAt);
    const ended = lived(plan, sued(), '2027-02-13').flatMap((it) => (it.what === 'task.cancel' ? [it.task] : []));
    const back = steps.flatMap((it) => (it.what === 'task.open' && it.again ? [it.task] : []));
    expect(back.sort()).toEqual(ended.sort());
  });
});

test('S5: a grace that was granted before ends with the suit, one that is granted afterwards does not', () => {
  const plan = plans.find((it) => it.plan === '08-manufacturing')!;
  const grace = (approvedAt: number): KnownCase => ({
    ...{ case: 'L1/grace/1', kind: 'grace', openedAt: approvedAt, approvedAt, until: '2027-05-01', effect: 'pause' },
    ...{ closedAt: null, undone: false },
  });
  const stages = (cases: KnownCase[]) =>
    lived(plan, sued({ cases: [...sued().cases, ...cases] }), '2027-05-15').flatMap((it) =>
      it.what === 'stage' ? [`${dayOf(it.at)} ${it.to}`] : [],
    );
  const first = '2027-01-21 temporary-difficulty';
  // The ten days of the grace do not count.
  expect(stages([grace(momentAt('2027-02-02', '10:00'))])).toEqual([
    first,
    '2027-03-02 deteriorating',
    '2027-05-01 legal',
  ]);
  expect(stages([grace(momentAt('2027-02-15', '10:00'))])[1]).toBe('2027-05-07 deteriorating');
});

test('S5: a grace is closed by the suit, relief that is only proposed with its work; what moves days stays', () => {
  const plan = plans.find((it) => it.plan === '08-manufacturing')!;
  const closed = (change: Partial<CaseFile>) => {
    const answer = caseAgenda(
      {
        ...{ case: 'L1/grace/1', loan: 'L1', kind: 'grace', rule: 'P8.6', why: { code: 'cause', cause: 'temporary' } },
        ...{
          effect: 'pause',
          openedAt: APPROVED_AT - 5,
          decidedAt: APPROVED_AT - 1,
          approved: true,
          until: '2027-05-01',
        },
        ...{ undoneAt: null, loanClosedAt: null, doneAt: new Map(), done: new Set(), openTasks: new Set() },
        ...change,
      },
      caseSpec(plan, 'grace'),
      { dpd: 23, stage: 'temporary-difficulty', cause: null, calendar: NO_CALENDAR, suitAt: APPROVED_AT },
      APPROVED_AT,
    );
    const ended = answer.steps.flatMap((it) => (it.what === 'task.cancel' ? [it.kind] : []));
    return [answer.closed?.outcome ?? null, ...ended];
  };
  const task = (part: string) => new Set([caseTask('L1', 'L1/grace/1', part)]);
  expect(closed({ openTasks: task('new-plan') })).toEqual(['overtaken', 'new-plan']);
  const undecided = { decidedAt: null, approved: null, until: null };
  expect(closed({ ...undecided, openTasks: task('proposal') })).toEqual(['overtaken', 'proposal']);
  expect(closed({ decidedAt: APPROVED_AT + 1 })).toEqual([null]);
  expect(closed({ effect: 'extend' })).toEqual([null]);
});
