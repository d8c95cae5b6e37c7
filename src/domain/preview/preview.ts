import { agenda } from '../agenda.js';
import { askedOf } from '../care/occasions.js';
import { ACTS } from '../clocks/clock-tasks.js';
import { fallbackTask, messageOf } from '../contact/fallback.js';
import { toleranceOf } from '../loan/account/tolerance.js';
import { isCallInstead } from '../loan/call-instead.js';
import type { Collateral } from '../loan/collateral.js';
import type { LoanFile, LoanState, OtherLoan, RecordedPayment } from '../loan/loan-file.js';
import type { NoticeStep, Step } from '../loan/steps.js';
import type { ContactRules } from '../plan/contact-rules.js';
import type { ChannelName, Plan } from '../plan/plan.js';
import { signalsNamed } from '../plan/risk.js';
import type { Role } from '../plan/roles.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import { type Course, earliest } from './course.js';
import {
  advanceTask,
  endWork,
  type OpenTaskOfLoan,
  type OpenWork,
  openWork,
  type StaffHabits,
  workBefore,
} from './open-work.js';
import { foreseeContacts, type Histories, isRetired, type Providers, type Waiting } from './preview-contact.js';
import {
  advanceFlow,
  type Flow,
  flowFrom,
  flowOf,
  joinFlow,
  lookWhereEnded,
  noteDone,
  type OpenFlow,
  reopenFlow,
} from './preview-flows.js';
import { takeSteps } from './take-steps.js';
import { lineOf, sortTimeline, type TimelineLine } from './timeline.js';

export type { OpenTaskOfLoan, StaffHabits } from './open-work.js';
export type { Provider, Providers } from './preview-contact.js';

export interface PreviewInput {
  /** `away`: the roles whose people are all away on a day, where the borrower is; left out: there are no staff. */
  loans: { file: LoanFile; plan: Plan; away?: (day: Day) => ReadonlySet<Role> }[];
  /** Loans that are looked after already go on from here; left out: each begins when it is taken in. */
  from?: Moment;
  /** Not included. */
  until: Moment;
  staff: StaffHabits;
  providers: Providers;
  rules: ContactRules;
  /** Collection contacts that were made before; left out: none. */
  histories?: Histories;
  /** Tasks of these loans that are open already; left out: none. */
  work?: readonly OpenTaskOfLoan[];
  /** Money that comes in on the way; left out: none. */
  money?: readonly { loan: string; payment: RecordedPayment }[];
  /** Their warnings and cases that are open already, or may be again; left out: none. */
  open?: readonly OpenFlow[];
}

/**
 * What will happen to the loans if nothing else comes in, from the rules alone: the same agenda, gate and task rules as the
 * worker's, over a file in memory. Loans of one borrower are given together, since contact caps count per person.
 */
export function preview(input: PreviewInput): TimelineLine[] {
  const courses: Course[] = input.loans.map((it) => ({
    ...it,
    file: { ...it.file, tolerance: toleranceOf(it.plan, it.file.principal) },
    done: new Set(it.file.done),
    nextAt: Math.max(it.file.takenInAt, input.from ?? it.file.takenInAt),
  }));
  let work = workBefore(courses, input.work ?? [], input.staff, input.from);
  const flows = flowsBefore(courses, input);
  let waiting: Waiting<Course>[] = [];
  /** Messages that reached the borrower on one of their channels. */
  const reached = new Set<string>();
  /** On how many channels each message goes. */
  const channels = new Map<string, number>();
  const lines: TimelineLine[] = [];
  const histories: Histories = new Map(input.histories);
  let money = [...(input.money ?? [])];

  const take = (course: Course, steps: Step[], state: LoanState, now: Moment) => {
    course.file = takeSteps(course.file, steps, state, course.done);
    for (const step of steps) {
      if (step.what === 'notice') {
        const notice = { course, step, dueAt: step.at, attempts: 0 };
        waiting.push(notice);
        channels.set(messageIn(notice), (channels.get(messageIn(notice)) ?? 0) + 1);
      } else lines.push(lineOf(step, course.file.loan, course.file.borrower));
      if (step.what === 'task.open') openWork(work, course, step, lines.at(-1)!, input.staff);
      const flow = flowOf(step, course.file.loan);
      if (flow) flows.push({ course, flow });
      if (step.what === 'warning.join')
        for (const it of flows) if (it.flow.about.id === step.warning) joinFlow(it.flow, step);
      if (step.what === 'warning.open' && step.again)
        for (const it of flows) if (it.flow.about.id === step.warning) reopenFlow(it.flow, step.at);
    }
    lines.push(
      ...endWork(
        work,
        steps.filter((it) => it.what === 'task.cancel'),
      ),
    );
    const told = steps.some((step) => step.what === 'close' || step.what === 'tier');
    tellBorrower(courses, flows, course, told ? now : null, now);
  };
  /** Warnings and cases go on when one of their tasks is done. */
  const goOn = (now: Moment) => {
    for (const it of flows.filter(({ flow }) => flow.nextAt !== null && flow.nextAt <= now)) {
      const { steps, file } = advanceFlow(it.flow, it.course.file, it.course.plan, now);
      it.course.file = file;
      take(it.course, steps, file.state, now);
    }
  };

  for (;;) {
    const at = earliest([
      ...[...courses, ...work, ...flows.map((it) => it.flow), ...waiting.map(asNext)],
      ...money.map((it) => ({ nextAt: it.payment.recordedAt })),
    ]);
    if (at === null || at >= input.until) return sortTimeline(lines);
    const isIn = ({ payment }: (typeof money)[number]) => payment.recordedAt <= at;
    for (const { loan, payment } of money.filter(isIn)) pay(courses.find((it) => it.file.loan === loan)!, payment, at);
    money = money.filter((it) => !isIn(it));
    tellBorrower(courses, flows, null, null, at);
    for (const course of courses.filter((it) => it.nextAt !== null && it.nextAt <= at)) {
      const { steps, state, next } = agenda(course.file, course.plan, at);
      course.nextAt = next?.at ?? null;
      take(course, steps, state, at);
      lookWhereEnded(
        flows.map((it) => it.flow),
        course.file,
        course.plan,
        at,
      );
    }
    for (const task of work.filter((it) => it.nextAt !== null && it.nextAt <= at)) {
      const advanced = advanceTask(work, task, at);
      lines.push(...advanced.lines);
      for (const done of advanced.done) finish(done, flows, at);
      noteCall(task, histories);
    }
    // Tasks that have ended are dropped; open ones stay, however long.
    work = work.filter((it) => it.file.status === 'open' || it.file.status === 'joined');
    goOn(at);
    const due = waiting.filter((it) => it.dueAt <= at);
    const { again, settled } = foreseeContacts(due, at, input, histories);
    waiting = [...waiting.filter((it) => it.dueAt > at), ...again];
    for (const { said, notice } of settled) if (said) reached.add(messageIn(notice));
    for (const { notice, vain, said, ...became } of settled) {
      const { course, step } = notice;
      lines.push(lineOf({ ...step, ...became } as NoticeStep, course.file.loan, course.file.borrower));
      if (became.status === 'failed' && isRetired(step.channel))
        retire(courses, course.file.borrower, step.channel, at);
      const message = messageIn(notice);
      if (!vain || reached.has(message) || waiting.some((it) => messageIn(it) === message)) continue;
      const { borrower, loan } = course.file;
      const ofBorrower = courses.filter((it) => it.file.borrower === borrower);
      if (ofBorrower.some((it) => it.file.openTasks.some(({ task }) => isCallInstead(task)))) continue;
      const unsent = { ...step, loan, entry: step.key, at: became.at };
      take(course, [fallbackTask(unsent, vain, channels.get(message)!, course.file)], course.file.state, at);
    }
  }
}

function pay(course: Course, payment: RecordedPayment, now: Moment): void {
  course.file = { ...course.file, payments: [...course.file.payments, payment] };
  course.nextAt = now;
}

/** Warnings and cases that go on from where they are. What is written of them in the diary is known of the loan. */
function flowsBefore(courses: readonly Course[], { open = [], from }: PreviewInput): { course: Course; flow: Flow }[] {
  return open.flatMap((it) => {
    const { loan, done } = 'warning' in it ? it.warning : it.case;
    const course = courses.find(({ file }) => file.loan === loan);
    if (!course) return [];
    for (const key of done) course.done.add(key);
    course.file = { ...course.file, done: course.done };
    const known =
      'warning' in it ? course.file.warnings.find(({ warning }) => warning === it.warning.warning) : undefined;
    return [{ course, flow: flowFrom(it, known?.closedAt ? null : (from ?? course.file.takenInAt), known) }];
  });
}

/** The address is of no use: nothing more goes to it, and the borrower's loans look for another way. */
function retire(courses: readonly Course[], borrower: string, channel: ChannelName, now: Moment): void {
  for (const course of courses.filter(({ file }) => file.borrower === borrower)) {
    const { contacts } = course.file;
    const refused = contacts.find((it) => it.whose === 'self' && it.channel === channel && it.consent);
    course.file = { ...course.file, contacts: contacts.filter((it) => it !== refused) };
    if (course.file.takenInAt <= now && course.file.state.closedAt === null) course.nextAt = now;
  }
}

/** A message on all of its channels, among all loans. */
const messageIn = ({ course, step }: Waiting<Course>) => `${course.file.loan}/${messageOf(step.key)}`;

/** What the loans of one borrower know of each other. `wake`: the others are to look again at that moment. */
function tellBorrower(
  courses: Course[],
  flows: { course: Course; flow: Flow }[],
  from: Course | null,
  wake: Moment | null,
  now: Moment,
): void {
  for (const course of courses) {
    const { file } = course;
    const all = courses.filter((it) => it.file.borrower === file.borrower && it.file.takenInAt <= now);
    const warnings = flows
      .filter((it) => it.course.file.borrower === file.borrower)
      .flatMap(({ flow }) => flow.known ?? []);
    const others = all.filter((it) => it !== course);
    course.file = {
      ...file,
      warnings: [...file.warnings.filter((it) => !warnings.some((own) => own.warning === it.warning)), ...warnings],
    };
    const collaterals = file.collaterals?.map((it) => withLoans(it, course, courses, now));
    course.file = { ...course.file, others: others.map(otherOf), ...(collaterals && { collaterals }) };
    const shares = collaterals?.some((it) => it.loans.some(({ loan }) => loan === from?.file.loan));
    const told = from !== null && (others.includes(from) || shares);
    if (wake !== null && told && file.state.closedAt === null) course.nextAt = wake;
  }
}

/** A thing with the loans that it secures, as those of the preview stand now; of others as they were. */
function withLoans(thing: Collateral, of: Course, courses: Course[], now: Moment): Collateral {
  const secured = courses.filter(
    (it) => it !== of && it.file.takenInAt <= now && it.file.collaterals?.some(({ id }) => id === thing.id),
  );
  const elsewhere = thing.loans.filter((it) => !courses.some(({ file }) => file.loan === it.loan));
  return { ...thing, loans: [...elsewhere, ...secured.map((it) => ({ ...otherOf(it), borrower: it.file.borrower }))] };
}

/** As a file of the database says it. */
const otherOf = ({ file, plan, done }: Course): OtherLoan => ({
  loan: file.loan,
  plan: plan.plan,
  takenInAt: file.takenInAt,
  disbursedOn: file.disbursedOn,
  principal: file.principal,
  product: file.product,
  collateral: file.collateral,
  tier: file.state.tier,
  tierSince: file.state.tierSince,
  closedAt: file.state.closedAt,
  cause: file.cause,
  instalments: file.instalments,
  payments: file.payments,
  cases: file.cases,
  tolerance: toleranceOf(plan, file.principal),
  documents: file.documents,
  asked: new Set(askedOf(file)),
  named: signalsNamed(plan),
  done: { has: (key) => key.startsWith('care/') && done.has(key) },
  handedOn: { has: () => false },
});

const asNext = (it: Waiting<Course>) => ({ nextAt: it.dueAt });

/** A call by one of the staff is a contact too: nobody knows how it ended. */
function noteCall({ course, file, doneAt }: OpenWork, histories: Histories): void {
  if (file.kind !== 'call' || file.status !== 'done' || doneAt === null) return;
  const { loan, borrower } = course.file;
  const call = { at: doneAt, channel: 'voice', loan, contact: null, outcome: 'unknown' } as const;
  histories.set(borrower, [...(histories.get(borrower) ?? []), call]);
}

/** A task that was done is no longer open, its documents are in the archive, and what it belongs to goes on. */
function finish(
  { course, file, of, form, doneAt }: OpenWork,
  flows: { course: Course; flow: Flow }[],
  now: Moment,
): void {
  const documents = file.kind === 'document' ? form : [];
  const { delinquency = null } = course.file.openTasks.find((it) => it.task === file.task) ?? {};
  const done = { task: file.task, kind: file.kind, at: doneAt ?? now };
  const act = ACTS[file.kind];
  // The loan looks again: an action may follow this one, a term of law may depend on it, or nobody is left to do anything.
  if (delinquency !== null || act !== undefined || of?.kind === 'case') course.nextAt = now;
  course.file = {
    ...course.file,
    openTasks: course.file.openTasks.filter((it) => it.task !== file.task),
    documents: new Set([...course.file.documents, ...documents]),
    ...(act === undefined
      ? {}
      : { acts: [...(course.file.acts ?? []), { kind: act, on: dayOf(done.at), at: done.at }] }),
    ...(of?.kind === 'case'
      ? { caseWork: [...(course.file.caseWork ?? []), { task: done.task, at: done.at, on: null, next: null }] }
      : {}),
    ...(delinquency === null ? {} : { workDone: [...(course.file.workDone ?? []), done] }),
  };
  for (const { flow } of flows.filter((it) => it.course === course && isOf(it.flow, of))) noteDone(flow, file, done.at);
}

const isOf = ({ about }: Flow, of: OpenWork['of']) => about.kind === of?.kind && about.id === of.id;
