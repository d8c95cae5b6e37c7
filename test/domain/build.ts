import { isDeepStrictEqual } from 'node:util';
import { type Agenda, agenda } from '../../src/domain/agenda.js';
import { kindsOf, securing } from '../../src/domain/loan/collateral.js';
import { type LoanFile, type OtherLoan, type RecordedPayment, UNTOUCHED } from '../../src/domain/loan/loan-file.js';
import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { takeSteps } from '../../src/domain/preview/take-steps.js';
import { momentAt } from '../../src/domain/time/dates.js';

/** A plan with one of each: reminders before and on the due day, three stages, repeats, tasks. */
export const PLAN: Plan = planSchema.parse({
  plan: '99-test',
  title: 'for tests',
  version: 1,
  borrowers: ['person'],
  window: { from: '09:00', until: '10:00' },
  tolerance: { amount: '0', share: 0 },
  reminders: [
    { id: 'before-due', rule: 'P9.2', daysBefore: 3, notice: { channels: ['sms', 'wechat'], template: 'due-soon' } },
    { id: 'on-due-day', rule: 'P9.2', daysBefore: 0, notice: { channels: ['sms'], template: 'due-today' } },
  ],
  ladder: {
    stages: [
      {
        stage: 'early',
        title: 'early',
        rule: 'P4.5',
        fromDpd: 1,
        owner: 'account-manager',
        actions: [{ id: 'message', everyDays: 7, notice: { channels: ['sms'], template: 'overdue-friendly' } }],
      },
      {
        stage: 'specialist',
        title: 'specialist',
        rule: 'P4.5',
        fromDpd: 16,
        owner: 'collection-specialist',
        actions: [{ id: 'call', task: { kind: 'call', role: 'collection-specialist', dueDays: 2 } }],
      },
      {
        stage: 'legal',
        title: 'legal',
        rule: 'P4.5',
        fromDpd: 31,
        owner: 'department-head',
        actions: [{ id: 'letter', task: { kind: 'document', role: 'department-head', dueDays: 5 } }],
      },
    ],
  },
});

/** `collateral`: as loans.csv says it; `collaterals`: things that are entered. */
export function file(change: Partial<LoanFile> = {}): LoanFile {
  const { loan = 'L1', collateral = null, collaterals = [] } = change;
  const things = securing(loan, collateral, collaterals);
  return {
    loan: 'L1',
    borrower: 'B1',
    takenInAt: momentAt('2026-01-01', '08:00'),
    instalments: [
      { seq: 1, dueOn: '2026-01-20', principal: 100_000, interest: 6_000, fee: 0 },
      { seq: 2, dueOn: '2026-02-20', principal: 100_000, interest: 3_000, fee: 0 },
    ],
    payments: [],
    holds: [],
    contacts: [{ whose: 'self', channel: 'sms', consent: true }],
    disbursedOn: '2025-12-20',
    principal: 200_000,
    product: null,
    profile: { kind: 'person', size: null, industry: null, class: null },
    ...UNTOUCHED,
    ...change,
    collateral: kindsOf(things),
    collaterals: things,
  };
}

/** Another loan of the same borrower, of the same plan, a day older, not yet due. */
export const other = (change: Partial<OtherLoan> = {}): OtherLoan => ({
  loan: 'L0',
  plan: PLAN.plan,
  takenInAt: momentAt('2026-01-01', '08:00'),
  disbursedOn: '2025-12-19',
  principal: 200_000,
  product: null,
  collateral: null,
  tier: null,
  tierSince: null,
  closedAt: null,
  instalments: [{ seq: 1, dueOn: '2027-06-20', principal: 200_000, interest: 0, fee: 0 }],
  payments: [],
  cases: [],
  documents: new Set(),
  asked: new Set(),
  named: new Set(),
  done: new Set(),
  handedOn: new Set(),
  ...change,
});

export function payment(
  reference: string,
  amount: number,
  at: number,
  change: Partial<RecordedPayment> = {},
): RecordedPayment {
  return {
    reference,
    amount,
    paidOn: new Date(at + 8 * 3_600_000).toISOString().slice(0, 10),
    recordedAt: at,
    reversedOn: null,
    reversalRecordedAt: null,
    ...change,
  };
}

/** The file once the steps of an agenda are taken. */
export const after = (before: LoanFile, { steps, state }: Agenda): LoanFile => takeSteps(before, steps, state);

/** Lives a loan from wake-up to wake-up until a moment; facts are put into the file as they come. */
export function live(
  start: LoanFile,
  until: number,
  plan = PLAN,
  nextOf: (known: LoanFile, plan: Plan, answer: Agenda, now: number) => Agenda['next'] = (_, __, { next }) => next,
): { file: LoanFile; steps: Agenda['steps']; moments: number[]; idle: number[] } {
  let now = start.takenInAt;
  let present = start;
  const steps: Agenda['steps'] = [];
  const moments: number[] = [];
  const idle: number[] = [];
  let woken = 0;
  for (;;) {
    const known = { ...present, ...heardBy(start, now) };
    const answer = agenda(known, plan, now);
    steps.push(...answer.steps);
    moments.push(now);
    if (now === woken && answer.steps.length === 0 && isDeepStrictEqual(answer.state, known.state)) idle.push(now);
    present = after(present, answer);
    const facts = [
      ...start.payments.flatMap((it) => [it.recordedAt, it.reversalRecordedAt]),
      ...start.indicators.map((it) => it.recordedAt),
      ...[...start.signals.map((it) => it.at), ...start.promises.map((it) => it.madeAt)],
      ...start.cases.flatMap((it) => [it.approvedAt, it.closedAt]),
      ...[start.tierOverride?.at, start.cause?.at],
    ].filter((at): at is number => typeof at === 'number' && at > now);
    const ahead = nextOf(known, plan, answer, now)?.at ?? Infinity;
    const next = Math.min(ahead, ...facts);
    if (next >= until) return { file: present, steps, moments, idle };
    woken = facts.includes(next) ? 0 : next;
    now = next;
  }
}

/** What of the facts is known at a moment. */
export function heardBy(start: LoanFile, now: number): Partial<LoanFile> {
  return {
    payments: start.payments.flatMap((it) => seenAt(it, now)),
    indicators: start.indicators.filter((it) => it.recordedAt <= now),
    signals: start.signals.filter((it) => it.at <= now),
    promises: start.promises.filter((it) => it.madeAt <= now),
    cases: start.cases.flatMap((it) => {
      if (it.approvedAt === null || it.approvedAt > now) return [];
      return [it.closedAt !== null && it.closedAt > now ? { ...it, closedAt: null, undone: false } : it];
    }),
    ...(start.caseWork && { caseWork: start.caseWork.filter((it) => it.at <= now) }),
    cause: start.cause !== null && start.cause.at <= now ? start.cause : null,
    tierOverride: start.tierOverride !== null && start.tierOverride.at <= now ? start.tierOverride : null,
  };
}

/** A payment as it is known at a moment: not yet there, or not yet reversed. */
function seenAt(it: RecordedPayment, now: number): RecordedPayment[] {
  if (it.recordedAt > now) return [];
  if (it.reversalRecordedAt !== null && it.reversalRecordedAt > now)
    return [{ ...it, reversedOn: null, reversalRecordedAt: null }];
  return [it];
}
