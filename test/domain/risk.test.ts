import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import type { KnownCase, LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { NO_CALENDAR } from '../../src/domain/time/calendar.js';
import { formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { type CaseFile, caseAgenda, caseSpec, caseTask, refuseUntil } from '../../src/domain/work/cases.js';
import { file, live, PLAN, payment } from './build.js';

const at = (day: string, time = '10:00') => momentAt(day, time);
const lender = (parts: object): Plan => planSchema.parse({ ...PLAN, ...parts });
const brief = (steps: Step[], of: RegExp) =>
  steps.filter((it) => of.test(it.what)).map((it) => `${formatMoment(it.at).slice(0, 10)} ${it.what}`);
const figure = (name: string, values: Record<string, number>) =>
  Object.entries(values).map(([period, value], n) => ({ name, period, value, recordedAt: at('2026-01-02') + n }));

describe('P5.5, P1.11: figures that open a warning', () => {
  const opened = (when: object, indicators: LoanFile['indicators']) => {
    const rules = [{ id: 'w', rule: 'P5.5', level: 'yellow', when: [when] }];
    return live(file({ indicators }), at('2026-01-15'), lender({ warnings: { rules } })).steps.filter(
      (it) => it.what === 'warning.open',
    );
  };
  const falls = { indicator: 'gross-margin', fallsBy: 0.1, running: 2 };

  it('down ten per cent or more two quarters running', () => {
    expect(opened(falls, figure('gross-margin', { '2025-Q2': 0.5, '2025-Q3': 0.45, '2025-Q4': 0.405 }))).toMatchObject([
      { indicator: 'gross-margin', warning: 'B1/w/2025-Q4', rule: 'P5.5', level: 'yellow' },
    ]);
    expect(opened(falls, figure('gross-margin', { '2025-Q2': 0.5, '2025-Q3': 0.45, '2025-Q4': 0.41 }))).toEqual([]);
    expect(opened(falls, figure('gross-margin', { '2025-Q1': 0.5, '2025-Q3': 0.45, '2025-Q4': 0.4 }))).toEqual([]);
  });

  it('poor three months running; a month that is not known breaks the run', () => {
    const poor = { indicator: 'score', below: 60, running: 3 };
    expect(opened(poor, figure('score', { '2025-10': 59, '2025-11': 50, '2025-12': 58 }))).toHaveLength(1);
    expect(opened(poor, figure('score', { '2025-09': 59, '2025-11': 50, '2025-12': 58 }))).toHaveLength(0);
    expect(opened(poor, figure('score', { '2025-10': 60, '2025-11': 50, '2025-12': 58 }))).toHaveLength(0);
  });

  it('P8.4: a valuation that fell; a figure below nought; a corrected figure counts as it stands', () => {
    const fell = { indicator: 'valuation', fallsBy: 0.1 };
    expect(opened(fell, figure('valuation', { '2025-H1': 100, '2025-H2': 89 }))).toHaveLength(1);
    expect(opened(fell, figure('valuation', { '2025-H1': -100, '2025-H2': -120 }))).toHaveLength(1);
    const corrected = [
      ...figure('valuation', { '2025-H1': 100, '2025-H2': 89 }),
      { name: 'valuation', period: '2025-H2', value: 95, recordedAt: at('2026-01-02') + 5 },
    ];
    expect(agendaOf(fell, corrected)).toEqual([]);
  });

  function agendaOf(when: object, indicators: LoanFile['indicators']) {
    const rules = [{ id: 'w', rule: 'P8.4', level: 'yellow', when: [when] }];
    const answer = agenda(file({ indicators }), lender({ warnings: { rules } }), at('2026-01-10'));
    return answer.steps.filter((it) => it.what === 'warning.open');
  }

  it('it is opened once for a period, and not again while its work goes on', () => {
    const rules = [{ id: 'w', rule: 'P7.8', level: 'red', when: [{ indicator: 'debt-to-asset', above: 0.7 }] }];
    const plan = lender({ warnings: { rules } });
    const high = figure('debt-to-asset', { '2025-Q3': 0.71 });
    expect(
      live(file({ indicators: high }), at('2026-02-01'), plan).steps.filter((it) => it.what === 'warning.open'),
    ).toHaveLength(1);
    const open = {
      warning: 'B1/w/2025-Q3',
      level: 'red' as const,
      indicator: 'debt-to-asset',
      openedAt: at('2026-01-02'),
      closedAt: null,
    };
    const more = figure('debt-to-asset', { '2025-Q3': 0.71, '2025-Q4': 0.75 });
    const seen = (closedAt: number | null) =>
      agenda(
        file({ indicators: more, warnings: [{ ...open, closedAt }], done: new Set(['care/warning/B1/w/2025-Q3']) }),
        plan,
        at('2026-01-10'),
      );
    // What comes while it is open joins it at once; none of it is opened late.
    expect(brief(seen(null).steps, /warning/)).toEqual(['2026-01-02 warning.join']);
    // From the day on which the one before was closed: it is not back-dated.
    expect(brief(seen(at('2026-01-05')).steps, /warning/)).toEqual(['2026-01-05 warning.open']);
  });

  it('P6.3: late payment is warned of at once, once in a delinquency', () => {
    const rules = [{ id: 'late', rule: 'P6.3', level: 'blue', when: [{ dpd: 1 }] }];
    const late = file({ payments: [payment('A', 106_000, at('2026-01-30'))] });
    const { steps } = live(late, at('2026-03-15'), lender({ warnings: { rules } }));
    expect(brief(steps, /warning/)).toEqual(['2026-01-21 warning.open', '2026-02-21 warning.open']);
  });

  it('P1.6: a signal opens one by its kind; one not named is yellow; the same news twice is one', () => {
    const signals = [
      {
        kinds: ['litigation'],
        rule: 'P1.6',
        level: 'red',
        measures: [{ kind: 'interview', role: 'account-manager', dueDays: 3 }],
      },
    ];
    const came = (kind: string, id: string) => ({ id, source: 'court', kind, at: at('2026-01-05') });
    const { steps } = live(
      file({ signals: [came('litigation', '1'), came('litigation', '2'), came('penalty', '3')] }),
      at('2026-01-15'),
      lender({ warnings: { signals } }),
    );
    expect(steps.filter((it) => it.what === 'warning.open')).toMatchObject([
      { indicator: 'litigation', level: 'red', measures: [{ kind: 'interview' }] },
      { indicator: 'penalty', level: 'yellow', rule: 'S2' },
    ]);
  });
});

const granted = (kind: KnownCase['kind'], from: string, until: string, change: Partial<KnownCase> = {}): KnownCase => ({
  case: `L1/${kind}/1`,
  kind,
  openedAt: at(from),
  approvedAt: at(from),
  until,
  effect: kind === 'grace' ? 'pause' : 'extend',
  closedAt: null,
  undone: false,
  ...change,
});

describe('relief', () => {
  it('P10.5: in a grace, its last day too, nothing collects, and the ladder goes on where it rested', () => {
    const { steps } = live(file({ cases: [granted('grace', '2026-01-25', '2026-02-25')] }), at('2026-03-20'));
    expect(brief(steps, /^stage$/)).toEqual(['2026-01-21 stage', '2026-03-09 stage']);
    const between = steps.filter(
      (it) => it.at > at('2026-01-25') && it.at < at('2026-02-26', '00:00') && it.what === 'notice',
    );
    expect(between.map((it) => it.what === 'notice' && it.purpose)).toEqual(['service', 'service']);
  });

  it('P8.6: an extension moves what is due to its day: nothing is overdue until then, and the ladder begins anew', () => {
    const extended = file({ cases: [granted('extension', '2026-02-01', '2026-04-30')] });
    const { steps } = live(extended, at('2026-05-05'));
    expect(brief(steps, /^stage$/)).toEqual(['2026-01-21 stage', '2026-02-01 stage', '2026-05-01 stage']);
    expect(steps.find((it) => it.at === at('2026-02-01') && it.what === 'stage')?.why).toEqual({
      code: 'relieved',
      kind: 'extension',
      until: '2026-04-30',
    });
  });

  it('an undone extension: the old days hold again', () => {
    const undone = granted('extension', '2026-02-01', '2026-04-30', { closedAt: at('2026-03-01'), undone: true });
    const { steps } = live(file({ cases: [undone] }), at('2026-03-10'));
    expect(steps.findLast((it) => it.what === 'stage')).toMatchObject({ to: 'legal', dpd: 40 });
  });

  it('what was paid before the extension keeps its day', () => {
    const paid = file({
      payments: [payment('A', 106_000, at('2026-01-22'))],
      cases: [granted('extension', '2026-02-01', '2026-04-30')],
    });
    const { steps } = live(paid, at('2026-05-02'));
    expect(steps.findLast((it) => it.what === 'stage')?.why).toMatchObject({ seq: 2, dueOn: '2026-04-30' });
  });
});

describe('S5: cases', () => {
  const plan = lender({
    cases: [
      {
        kind: 'grace',
        rule: 'P8.6',
        causes: ['temporary'],
        proposer: 'account-manager',
        approver: 'department-head',
        effect: 'pause',
        maxMonths: 3,
        steps: [{ id: 'plan', task: { kind: 'repayment-plan', role: 'account-manager', dueDays: 5 } }],
      },
      {
        kind: 'legal',
        rule: 'P7.7',
        causes: ['wilful'],
        proposer: 'collection-specialist',
        approver: 'department-head',
        effect: 'none',
        steps: [
          { id: 'evidence', task: { kind: 'evidence', role: 'collection-specialist', dueDays: 5 } },
          { id: 'court', afterDays: 10, task: { kind: 'litigation', role: 'risk-manager', dueDays: 10 } },
        ],
      },
    ],
  });
  const found = (kind: 'temporary' | 'wilful') => ({ kind, at: at('2026-02-01') });
  const caseFile = (kind: 'grace' | 'legal', change: Partial<CaseFile> = {}): CaseFile => ({
    case: 'C',
    loan: 'L1',
    kind,
    rule: 'P8.6',
    why: { code: 'cause', cause: 'temporary' },
    effect: kind === 'grace' ? 'pause' : 'none',
    openedAt: at('2026-02-01'),
    decidedAt: null,
    approved: null,
    until: null,
    undoneAt: null,
    loanClosedAt: null,
    doneAt: new Map(),
    openTasks: new Set(),
    done: new Set(),
    ...change,
  });
  const lines = (it: CaseFile, now: number, cause: LoanFile['cause'] = null) => {
    const answer = caseAgenda(
      it,
      caseSpec(plan, it.kind),
      { dpd: 12, stage: 'early', cause, calendar: NO_CALENDAR, suitAt: null },
      now,
    );
    return {
      ...answer,
      said: answer.steps.map((step) => ('kind' in step && step.what === 'task.open' ? step.kind : step.what)),
    };
  };

  it('a temporary cause opens a grace, a wilful one legal action; the same finding opens none twice', () => {
    const kinds = (kind: 'temporary' | 'wilful') =>
      live(file({ cause: found(kind) }), at('2026-03-01'), plan).steps.flatMap((it) =>
        it.what === 'case.open' ? [`${it.kind} ${it.rule}`] : [],
      );
    expect(kinds('temporary')).toEqual(['grace P8.6']);
    expect(kinds('wilful')).toEqual(['legal P7.7']);
  });

  it('proposed by one role, approved by another', () => {
    expect(lines(caseFile('grace'), at('2026-02-01')).said).toEqual(['case.open', 'grace-proposal']);
    const proposed = caseFile('grace', { doneAt: new Map([[caseTask('L1', 'C', 'proposal'), at('2026-02-02')]]) });
    expect(lines(proposed, at('2026-02-02')).steps.at(-1)).toMatchObject({
      kind: 'case-approval',
      role: 'department-head',
    });
  });

  it('a case that a finding opened, and nobody has decided, ends with its work when another cause is found', () => {
    const opened = caseFile('legal', {
      case: 'L1/legal/cause-1',
      openTasks: new Set([caseTask('L1', 'L1/legal/cause-1', 'proposal')]),
    });
    const other = { kind: 'temporary', at: at('2026-02-04') } as const;
    expect(lines(opened, at('2026-02-04'), other)).toMatchObject({
      said: ['case.open', 'task.cancel', 'case.close'],
      closed: { at: at('2026-02-04'), outcome: 'undone' },
    });
    expect(lines(opened, at('2026-02-04'), { kind: 'wilful', at: at('2026-02-04') }).closed).toBeNull();
    const decided = { ...opened, decidedAt: at('2026-02-03'), approved: true };
    expect(lines(decided, at('2026-02-04'), other).closed).toBeNull();
    // One that a person opened is that person's.
    expect(lines(caseFile('legal'), at('2026-02-04'), other).closed).toBeNull();
  });

  it('approved: its work is opened, a grace ends on its day; rejected: it ends at once', () => {
    const approved = caseFile('grace', { decidedAt: at('2026-02-03'), approved: true, until: '2026-03-03' });
    expect(lines(approved, at('2026-02-03'))).toMatchObject({
      said: ['case.open', 'case.approve', 'repayment-plan'],
      next: at('2026-03-04', '00:00'),
      closed: null,
    });
    expect(lines(approved, at('2026-03-03')).closed).toBeNull();
    expect(lines(approved, at('2026-03-04')).closed).toEqual({ at: at('2026-03-04', '00:00'), outcome: 'run out' });
    const rejected = caseFile('grace', { decidedAt: at('2026-02-03'), approved: false });
    expect(lines(rejected, at('2026-02-03')).said).toEqual(['case.open', 'case.reject', 'case.close']);
  });

  it('P7.7: evidence first, the court later; carried out when both are done', () => {
    const legal = caseFile('legal', { decidedAt: at('2026-02-03'), approved: true });
    expect(lines(legal, at('2026-02-03'))).toMatchObject({
      said: ['case.open', 'case.approve', 'evidence'],
      next: at('2026-02-13', '09:00'),
    });
    const done = (parts: string[]) => new Map(parts.map((it) => [caseTask('L1', 'C', it), at('2026-02-20')]));
    expect(lines({ ...legal, doneAt: done(['evidence']) }, at('2026-02-20')).closed).toBeNull();
    expect(lines({ ...legal, doneAt: done(['evidence', 'court']) }, at('2026-02-20')).closed?.outcome).toBe(
      'carried out',
    );
  });

  it('a loan that is paid off ends its cases; relief may not reach further than the plan allows', () => {
    expect(lines(caseFile('legal', { loanClosedAt: at('2026-02-09') }), at('2026-02-09')).closed?.outcome).toBe(
      'loan closed',
    );
    const grace = caseSpec(plan, 'grace');
    expect(refuseUntil(grace, '2026-05-01', '2026-02-01')).toBeNull();
    expect(refuseUntil(grace, '2026-05-02', '2026-02-01')).toContain('at most 3 months');
    expect(refuseUntil(grace, null, '2026-02-01')).toContain('needs a day');
    expect(refuseUntil(grace, '2026-02-01', '2026-02-01')).toContain('must be later');
    expect(refuseUntil(caseSpec(plan, 'legal'), null, '2026-02-01')).toBeNull();
  });
});
