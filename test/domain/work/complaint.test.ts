import { describe, expect, it } from 'vitest';
import { addWorkdays, type Calendar } from '../../../src/domain/time/calendar.js';
import { formatMoment, momentAt } from '../../../src/domain/time/dates.js';
import { type ComplaintFile, complaintAgenda, solutionDue } from '../../../src/domain/work/complaint.js';
import { type WarningFile, warningAgenda, warningTask } from '../../../src/domain/work/warnings/warning.js';
import { chinaCalendar } from '../../../src/library/calendar.js';

const calendar: Calendar = chinaCalendar();
const opened = momentAt('2026-11-13', '17:00'); // a Friday

function complaint(change: Partial<ComplaintFile> = {}): ComplaintFile {
  const { due, assumed } = solutionDue(calendar, opened);
  return {
    complaint: 'C1',
    openedAt: opened,
    solveDue: due,
    dueAssumed: assumed,
    acceptedAt: null,
    solvedAt: null,
    surveyedAt: null,
    done: new Set(),
    ...change,
  };
}
const whats = (file: ComplaintFile, now: number) => complaintAgenda(file, now).steps.map((step) => step.what);

describe('P4.8: a complaint is accepted within 24 hours, solved within 3 working days, then surveyed', () => {
  it('a minute before the 24 hours are over nothing is breached, then it goes up to the department head', () => {
    const limit = momentAt('2026-11-14', '17:00');
    expect(whats(complaint(), limit - 60_000)).toEqual(['complaint.open', 'task.open']);
    expect(complaintAgenda(complaint(), limit - 60_000).next).toBe(limit);
    expect(complaintAgenda(complaint(), limit).steps[2]).toMatchObject({
      what: 'complaint.breach',
      upTo: 'department-head',
    });
  });

  it('each step is a task of its owner, who is nobody that it may be about, with the time limit of the step', () => {
    const works = (change: Partial<ComplaintFile>) =>
      complaintAgenda(complaint(change), opened + 7 * 86_400_000).steps.flatMap((it) =>
        it.what === 'task.open'
          ? [`${it.kind} ${it.role} ${formatMoment(it.at).slice(5, 16)} to ${formatMoment(it.due).slice(5, 16)}`]
          : [],
      );
    expect(works({})).toEqual(['complaint-accept risk-manager 11-13T17:00 to 11-14T17:00']);
    const acceptedAt = opened + 3_600_000;
    expect(works({ acceptedAt })).toEqual(['complaint-solve risk-manager 11-13T18:00 to 11-18T18:00']);
    const solvedAt = opened + 86_400_000;
    expect(works({ acceptedAt, solvedAt })).toEqual(['complaint-survey risk-manager 11-14T17:00 to 11-15T17:00']);
    expect(works({ acceptedAt, solvedAt, surveyedAt: solvedAt + 1 })).toEqual([]);
  });

  it('accepted in time is no breach, accepted late is', () => {
    expect(whats(complaint({ acceptedAt: opened + 86_400_000 }), opened + 86_400_001)).not.toContain(
      'complaint.breach',
    );
    expect(whats(complaint({ acceptedAt: opened + 86_400_001 }), opened + 86_400_001)).toContain('complaint.breach');
  });

  it('the weekend does not count: three working days from Friday end on Wednesday', () => {
    expect(formatMoment(complaint().solveDue)).toBe('2026-11-18T18:00:00+08:00');
    const accepted = { acceptedAt: opened + 1 };
    expect(whats(complaint(accepted), complaint().solveDue - 60_000)).not.toContain('complaint.breach');
    expect(whats(complaint(accepted), complaint().solveDue)).toContain('complaint.breach');
  });

  it('holidays and make-up working days count as they are', () => {
    // National Day 2026 lasts from 10-01 to 10-07; 10-10, a Saturday, is worked instead.
    expect(addWorkdays(calendar, '2026-09-30', 3)).toEqual({ day: '2026-10-10', assumed: false });
  });

  it('nobody is late by days that the calendar does not cover', () => {
    expect(addWorkdays(calendar, '2026-12-31', 1)).toEqual({ day: '2027-01-04', assumed: true });
    const late = complaint({ acceptedAt: opened + 1, dueAssumed: true });
    expect(whats(late, opened + 30 * 86_400_000)).not.toContain('complaint.breach');
  });

  it('it is open until the satisfaction call, and asking again answers nothing new', () => {
    const done = complaint({ acceptedAt: opened + 1, solvedAt: opened + 2, surveyedAt: opened + 3 });
    const first = complaintAgenda(done, opened + 4);
    expect(first.open).toBe(false);
    expect(first.steps.map((step) => step.what)).toEqual([
      'complaint.open',
      'complaint.accept',
      'complaint.solve',
      'complaint.survey',
    ]);
    const noted = { ...done, done: new Set(first.steps.map((step) => step.key)) };
    expect(complaintAgenda(noted, opened + 4)).toMatchObject({ steps: [], next: null });
  });
});

describe('P2.10, P5.6, P5.11: a warning is worked off step by step', () => {
  const warning = (done: Record<string, number>, change: Partial<WarningFile> = {}): WarningFile => ({
    warning: 'W1',
    loan: 'L1',
    level: 'yellow',
    source: 'credit-registry',
    indicator: 'new-overdue',
    rule: 'P2.10',
    measures: [],
    openedAt: opened,
    loanClosedAt: null,
    doneAt: new Map(Object.entries(done).map(([stage, at]) => [warningTask('W1', 'L1', stage), at])),
    done: new Set(),
    ...change,
  });
  const keys = (file: WarningFile) =>
    warningAgenda(file, undefined, { dpd: 3, stage: 'early', calendar }, opened + 100, () => false).steps.map(
      (step) => step.key,
    );

  it('the handling form comes at once, and is a document too; each next piece of work when the one before it is done', () => {
    expect(keys(warning({}))).toEqual(['warning/W1/form', 'warning/W1/form/letter']);
    const [, form] = warningAgenda(
      warning({}),
      undefined,
      { dpd: 3, stage: 'early', calendar },
      opened + 100,
      () => false,
    ).steps;
    expect(form).toMatchObject({ what: 'letter', kind: 'warning-form', task: 'L1/warning/W1/form', at: opened });
    expect(keys(warning({ form: opened + 1 }))).toContain('warning/W1/review');
    expect(keys(warning({ form: opened + 1 }))).not.toContain('warning/W1/warning.review');
    const all = warning({ form: opened + 1, review: opened + 2, measure: opened + 3, close: opened + 4 });
    expect(
      warningAgenda(all, undefined, { dpd: 0, stage: 'current', calendar }, opened + 100, () => false).closedAt,
    ).toBe(opened + 4);
    expect(keys(all).at(-1)).toBe('warning/W1/warning.close');
  });

  it('a loan that is paid off ends its warning and opens no more work', () => {
    const paid = warning({ form: opened + 1 }, { loanClosedAt: opened + 9 });
    expect(
      warningAgenda(paid, undefined, { dpd: 0, stage: 'current', calendar }, opened + 100, () => false).closedAt,
    ).toBe(opened + 9);
    expect(keys(paid)).not.toContain('warning/W1/review');
    expect(keys(paid)).not.toContain('warning/W1/form/letter');
  });

  const news = (at: number, level: 'red' | 'yellow' = 'yellow', measures: WarningFile['measures'] = []) => ({
    at,
    level,
    measures,
    rule: 'P2.10',
    why: { code: 'taken-back' as const },
  });
  const opens = (file: WarningFile) => keys(file).filter((key) => !key.includes('warning.') && !key.endsWith('letter'));

  it('further news while the form waits is told to its owner; after it was done the form comes anew, and all that follows from it', () => {
    expect(opens(warning({}, { joined: [news(opened + 5)] }))).toEqual(['warning/W1/form', 'warning/W1/news/2']);
    const joined = [news(opened + 5)];
    expect(opens(warning({ form: opened + 1 }, { joined }))).toEqual([
      'warning/W1/form',
      'warning/W1/form/2',
      'warning/W1/review',
    ]);
    // The review that is still open is of both.
    expect(opens(warning({ form: opened + 1, 'form/2': opened + 6, review: opened + 7 }, { joined }))).toEqual([
      'warning/W1/form',
      'warning/W1/form/2',
      'warning/W1/review',
      'warning/W1/measure',
    ]);
    const late = { form: opened + 1, review: opened + 2, measure: opened + 3, 'form/2': opened + 6, close: opened + 7 };
    expect(opens(warning(late, { joined })).slice(-3)).toEqual([
      'warning/W1/review/2',
      'warning/W1/measure',
      'warning/W1/close',
    ]);
    expect(
      warningAgenda(
        warning(late, { joined }),
        undefined,
        { dpd: 0, stage: 'current', calendar },
        opened + 100,
        () => false,
      ).closedAt,
    ).toBeNull();
    const all = warning(
      { ...late, 'review/2': opened + 8, 'measure/2': opened + 9, 'close/2': opened + 10 },
      { joined },
    );
    expect(
      warningAgenda(all, undefined, { dpd: 0, stage: 'current', calendar }, opened + 100, () => false).closedAt,
    ).toBe(opened + 10);
  });

  it('what a feed tells again every day asks for nothing more; a day without it, another kind, or a worse level does', () => {
    const A_DAY = 86_400_000;
    const signal = (days: number, kind = 'litigation', level: 'red' | 'yellow' = 'yellow') => ({
      ...news(opened + days * A_DAY, level),
      why: { code: 'signal' as const, source: 'credit-registry', kind, on: null },
    });
    const first = { source: 'credit-registry', indicator: 'litigation' };
    const done = { form: opened + 1 };
    const forms = (joined: ReturnType<typeof signal>[]) =>
      opens(warning(done, { ...first, openedAs: 'yellow', joined })).filter((it) => /form|news|leader/.test(it));
    expect(forms([signal(1), signal(2), signal(3)])).toEqual(['warning/W1/form']);
    expect(forms([signal(1), signal(4)])).toEqual(['warning/W1/form', 'warning/W1/form/2']);
    expect(forms([signal(1, 'seizure')])).toEqual(['warning/W1/form', 'warning/W1/form/2']);
    expect(forms([signal(1), signal(2, 'litigation', 'red')])).toEqual([
      'warning/W1/leader/3',
      'warning/W1/form',
      'warning/W1/form/2',
    ]);
  });

  it('P1.6: red news of a yellow warning reaches the leader; its measures are asked for again once they were done', () => {
    const measures = [{ kind: 'interview', role: 'account-manager' as const, dueDays: 3 }];
    const joined = [news(opened + 5, 'red', measures)];
    const red = { level: 'red' as const, openedAs: 'yellow' as const, measures, joined };
    expect(opens(warning({}, red))).toEqual([
      'warning/W1/leader/2',
      'warning/W1/measure-1',
      'warning/W1/form',
      'warning/W1/news/2',
    ]);
    expect(opens(warning({ 'measure-1': opened + 1 }, red))).toContain('warning/W1/measure-1/2');
  });

  describe('it cannot be closed while its condition holds', () => {
    const done = { form: opened + 1, review: opened + 2, measure: opened + 3, close: opened + 4 };
    const day = 86_400_000;
    const look = (file: WarningFile, now: number, holds: (at: number) => boolean) =>
      warningAgenda(file, undefined, { dpd: 0, stage: 'current', calendar }, now, holds);

    it('it is looked at when its loan tells that it holds no more, after thirty days at the latest, and asked again', () => {
      const waits = look(warning(done), opened + day, () => true);
      expect(waits).toMatchObject({ closedAt: null, next: momentAt('2026-12-13', '09:00') });
      const ended = look(warning(done), opened + 3 * day, (at) => at < opened + 2 * day);
      expect(ended.steps.at(-1)).toMatchObject({
        what: 'task.open',
        key: 'warning/W1/close/2',
        at: opened + 3 * day,
        why: { code: 'holds-no-more' },
      });
      const asked = look(warning(done), opened + 40 * day, () => true);
      expect(asked.steps.at(-1)).toMatchObject({
        key: 'warning/W1/close/2',
        at: momentAt('2026-12-13', '09:00'),
        why: { code: 'still-holds' },
      });
      const closed = look(
        warning({ ...done, 'close/2': opened + 4 * day }),
        opened + 5 * day,
        (at) => at < opened + 2 * day,
      );
      expect(closed).toMatchObject({ closedAt: opened + 4 * day, lookAgainAt: null });
    });

    it('with a reason it is closed, and looked at again after thirty days; opened again it wants another closing', () => {
      const despite = new Set(['L1/warning/W1/close']);
      const closed = look(warning(done, { despite }), opened + 5, () => true);
      expect(closed).toMatchObject({ closedAt: opened + 4, lookAgainAt: momentAt('2026-12-13', '09:00') });
      const again = new Set([`warning/W1/warning.open/again/${opened + 30 * day}`]);
      const reopened = look(warning(done, { despite, done: again }), opened + 30 * day, () => true);
      expect(reopened.closedAt).toBeNull();
      expect(reopened.steps.at(-1)).toMatchObject({ key: 'warning/W1/close/2', at: opened + 30 * day });
    });

    it('a loan that is paid off ends it whatever held', () => {
      expect(look(warning(done, { loanClosedAt: opened + 9 }), opened + 9, (at) => at < opened + 5).closedAt).toBe(
        opened + 9,
      );
    });
  });

  it('P1.6: a red one reaches the leader at once', () => {
    expect(keys(warning({}, { level: 'red' }))).toEqual([
      'warning/W1/leader',
      'warning/W1/form',
      'warning/W1/form/letter',
    ]);
  });

  it('P1.12: measures of the plan are opened at once, and the case goes on when they are done as well', () => {
    const measures = [{ kind: 'interview', role: 'account-manager' as const, dueDays: 3 }];
    const worked = { form: opened + 1, review: opened + 2, measure: opened + 3 };
    expect(keys(warning({}, { measures }))).toEqual([
      'warning/W1/measure-1',
      'warning/W1/form',
      'warning/W1/form/letter',
    ]);
    expect(keys(warning(worked, { measures }))).not.toContain('warning/W1/close');
    expect(keys(warning({ ...worked, 'measure-1': opened + 9 }, { measures }))).toContain('warning/W1/close');
  });
});
