import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { arrearsOn } from '../../src/domain/loan/account/arrears.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { condition } from '../../src/domain/plan/condition.js';
import { segment } from '../../src/domain/plan/segment.js';
import { inEnglish } from '../../src/domain/reason/words.js';
import { groundsOf } from '../../src/domain/scene/condition.js';
import { sceneOf } from '../../src/domain/scene/scene.js';
import { belongsTo } from '../../src/domain/scene/segment.js';
import { NO_CALENDAR } from '../../src/domain/time/calendar.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { type CaseFile, caseAgenda, caseSpec } from '../../src/domain/work/cases.js';
import { type WarningFile, warningAgenda } from '../../src/domain/work/warnings/warning.js';
import { after, file, PLAN, payment } from './build.js';

const at = (day: string, time = '12:00') => momentAt(day, time);
const classified = (it: LoanFile, day: string) =>
  agenda(it, PLAN, at(day)).steps.flatMap((step) => (step.what === 'classify' ? [`${step.from} → ${step.to}`] : []));

describe('S3: a category that people decided', () => {
  const paid = payment('P', 106_000, at('2026-01-20'));
  const decided = { id: '7', category: 'substandard' as const, at: at('2026-02-01') };

  it('is kept against the days until they decide anew', () => {
    const one = file({ payments: [paid], decided });
    expect(classified(one, '2026-02-01')).toEqual(['normal → substandard']);
    const two = after(one, agenda(one, PLAN, at('2026-02-01')));
    expect(agenda(two, PLAN, at('2026-02-10')).steps.filter((it) => it.rule === 'S3')).toEqual([]);
    const lifted = { ...two, decided: { id: '8', category: 'normal' as const, at: at('2026-02-11') } };
    expect(classified(lifted, '2026-02-11')).toEqual(['substandard → normal']);
  });

  it('the days still make it worse, and out of that they ask a person again', () => {
    const one = file({ decided });
    const two = after(one, agenda(one, PLAN, at('2026-02-01')));
    expect(classified(two, '2026-10-20')).toEqual(['substandard → doubtful']);
    const three = after(two, agenda(two, PLAN, at('2026-10-20')));
    const all = payment('P2', 150_000, at('2026-10-21'));
    const { steps, state } = agenda({ ...three, payments: [all] }, PLAN, at('2026-10-21'));
    expect(steps.flatMap((it) => (it.what === 'task.open' && it.rule === 'S3' ? [it.key] : []))).toEqual([
      'classification-review/doubtful/substandard/7',
    ]);
    expect(state.category).toBe('doubtful');
  });

  it('a decision that only confirms is in the diary too, once', () => {
    const one = file({ decided, state: { ...file().state, category: 'substandard' }, payments: [paid] });
    expect(classified(one, '2026-02-01')).toEqual(['substandard → substandard']);
    const two = after(one, agenda(one, PLAN, at('2026-02-01')));
    expect(classified(two, '2026-02-02')).toEqual([]);
  });
});

describe('conditions and segments', () => {
  const seen = (it: LoanFile, day: string) => {
    const scene = sceneOf(it, PLAN, at(day));
    return scene.seen(arrearsOn(scene.account, day), it.state);
  };
  const says = (it: LoanFile, day: string, ...conditions: object[]) => {
    const grounds = groundsOf(
      conditions.map((one) => condition.parse(one)),
      seen(it, day),
    );
    return grounds && inEnglish(grounds.why);
  };

  it('P2.7: a loan so many days past due without an open case of the six is noticed', () => {
    const ungrouped = { dpd: 30, noCaseOf: ['legal', 'agency'] };
    expect(says(file(), '2026-02-18', ungrouped)).toBeNull();
    expect(says(file(), '2026-02-19', ungrouped)).toBe('30 days past due, no case of legal, agency');
    const open = { case: 'C', kind: 'legal' as const, openedAt: at('2026-02-01'), approvedAt: null };
    const legal = { ...open, until: null, effect: 'none' as const, closedAt: null, undone: false };
    expect(says(file({ cases: [legal] }), '2026-02-19', ungrouped)).toBeNull();
    expect(says(file({ cases: [{ ...legal, closedAt: at('2026-02-10') }] }), '2026-02-19', ungrouped)).not.toBeNull();
  });

  it('a figure that nobody has updated decides no more after so many periods, and the loan is looked at then', () => {
    const indicators = [{ name: 'debt', period: '2026-01', value: 0.9, recordedAt: at('2026-02-01') }];
    const debt = { indicator: 'debt', above: 0.8 };
    expect(says(file({ indicators }), '2026-12-01', debt)).toBe('debt 0.9 (2026-01)');
    expect(says(file({ indicators }), '2026-03-31', { ...debt, freshFor: 2 })).toBe('debt 0.9 (2026-01)');
    expect(says(file({ indicators }), '2026-04-01', { ...debt, freshFor: 2 })).toBeNull();
    expect(condition.safeParse({ dpd: 1, freshFor: 2 }).success).toBe(false);
  });

  it('all conditions that hold are named, the first decides since when', () => {
    expect(says(file(), '2026-02-19', { dpd: 30 }, { dpd: 90 }, { unpaidInstalments: 1 })).toBe(
      '30 days past due; 1 instalments overdue',
    );
  });

  it('a segment leaves out whoever fits all of its "not"', () => {
    const but = segment.parse({ kinds: ['person'], not: { sizes: ['small'], industries: ['粮'] } });
    const who = (size: 'small' | 'large', industry: string) =>
      belongsTo({}, but, file({ profile: { kind: 'person', size, industry, class: null } }), null);
    expect([who('small', '粮食'), who('large', '粮食'), who('small', '棉花')]).toEqual([false, true, true]);
    expect(segment.safeParse({ not: { not: {} } }).success).toBe(false);
  });
});

describe('S2: what was written for a warning or a case', () => {
  it('keeps the warning open until it is done', () => {
    const work = [
      { stage: 'close' as const, task: { kind: 'warning-closure', role: 'risk-manager' as const, dueDays: 3 } },
    ];
    const warning: WarningFile = {
      warning: 'W',
      loan: 'L1',
      level: 'yellow',
      source: 'tax',
      indicator: 'penalty',
      rule: 'S2',
      openedAt: at('2026-02-01'),
      measures: [],
      doneAt: new Map([['L1/warning/W/close', at('2026-02-02')]]),
      loanClosedAt: null,
      done: new Set(),
    };
    const closed = (written: WarningFile['written'] & {}) =>
      warningAgenda(
        { ...warning, written },
        work,
        { dpd: 0, stage: 'current', calendar: NO_CALENDAR },
        at('2026-03-01'),
        () => false,
      ).closedAt;
    expect(closed([])).toBe(at('2026-02-02'));
    expect(closed([{ endedAt: null }])).toBeNull();
    expect(closed([{ endedAt: at('2026-02-05') }])).toBe(at('2026-02-05'));
  });

  it('keeps the case open until it is done, but not when it is undone', () => {
    const decided: CaseFile = {
      case: 'C',
      loan: 'L1',
      kind: 'legal',
      rule: 'S5',
      why: { code: 'decided-unproposed' },
      effect: 'none',
      openedAt: at('2026-02-01'),
      decidedAt: at('2026-02-02'),
      approved: true,
      until: null,
      undoneAt: null,
      loanClosedAt: null,
      doneAt: new Map(),
      openTasks: new Set(),
      done: new Set(),
    };
    const closed = (change: Partial<CaseFile>) =>
      caseAgenda(
        { ...decided, ...change },
        caseSpec(PLAN, 'legal'),
        { dpd: 0, stage: 'x', cause: null, calendar: NO_CALENDAR, suitAt: null },
        at('2026-02-03'),
      ).closed;
    expect(closed({})).toMatchObject({ outcome: 'carried out' });
    expect(closed({ written: [{ endedAt: null }] })).toBeNull();
    expect(closed({ written: [{ endedAt: null }], undoneAt: at('2026-02-03') })).toMatchObject({ outcome: 'undone' });
  });
});
