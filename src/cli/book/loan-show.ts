import { rateOn } from '../../domain/care/rates.js';
import { clocksOf } from '../../domain/clocks/clocks.js';
import { promiseOutcome } from '../../domain/loan/relief/promises.js';
import { dueDaysNow } from '../../domain/loan/relief/relief.js';
import { accountOf, standingOf } from '../../domain/loan/standing.js';
import { formatMoney } from '../../domain/money/money.js';
import type { Plan } from '../../domain/plan/plan.js';
import { formatLine } from '../../domain/preview/timeline.js';
import { dayOf, formatMoment, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { contactRulesOf } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { habitsOf } from '../../rehearsal/scenario.js';
import { listCollateral } from '../../store/lists/collateral-list.js';
import { listTasks } from '../../store/lists/work-list.js';
import { readLoanFiles, type StoredLoan } from '../../store/loans/files/loan-files.js';
import { readPlan } from '../../store/loans/plans.js';
import { readTimeline } from '../../store/loans/timeline.js';
import { aboutToGo } from '../../store/notices/sending.js';
import { maskedPerson } from '../../store/people/persons.js';
import { listEvidence } from '../../store/work/evidence.js';
import { foreseeLoan } from '../../store/work/foresee-loan.js';
import type { DatabaseContext } from '../connect/connect.js';
import { now as momentNow } from '../connect/now.js';
import { asJson } from '../ops/send.js';
import { collateralAsJson } from './collateral.js';
import { type LoanToShow, printLoan } from './loan-shown.js';

/** Temporal's client takes longer to load than all the rest, and most of what is done here needs none. */
const troublesOf = async ({ db }: DatabaseContext, loan: string) =>
  (await import('./loan-workflow.js')).troublesOf(db, loan);

/** How far ahead `loan show` looks for what comes next. */
const AHEAD_MS = 60 * MS_A_DAY;

/** `loan show`: for people on one page, `steps`: with what can be done again; `json`: all of it, as a document. @throws BadInput when there is no such loan */
export async function showLoan(
  context: DatabaseContext,
  loan: string,
  { json, steps }: { json?: true; steps?: true },
): Promise<void> {
  const now = momentNow();
  const [stored] = await readLoanFiles(context.db.pool, [loan], now);
  if (!stored) throw new BadInput([`no loan ${loan}`]);
  if (json) {
    process.stdout.write(`${JSON.stringify(await documentOf(context, stored, now))}\n`);
    return;
  }
  printLoan(await forPeople(context, stored, now));
  for (const { entry, at } of steps ? await stepsOf(context, loan) : [])
    process.stdout.write(`${at.slice(0, 16)}  ${entry}\n`);
}

/** What `loan retrigger --step` can do again. */
async function stepsOf({ db }: DatabaseContext, loan: string) {
  const entries = await db.prisma.diary.findMany({
    where: { kind: 'loan', subject: loan, what: { in: ['notice', 'task.open'] } },
    select: { entry: true, what: true, at: true },
    orderBy: [{ at: 'asc' }, { entry: 'asc' }],
  });
  return entries.map(({ entry, what, at }) => ({ entry, what, at: formatMoment(at.getTime()) }));
}

/** A loan whose plan cannot be read is shown all the same, without terms and what comes next; its troubles say that it is stuck. */
const planOf = ({ db }: DatabaseContext, { plan }: StoredLoan): Promise<Plan | null> =>
  readPlan(db.pool, plan).catch(() => null);

/** The terms of law that run for the loan. */
const termsOf = ({ file }: StoredLoan, plan: Plan | null, now: Moment) =>
  plan === null ? [] : clocksOf(file, accountOf(file, now), plan, plan.law!.clocks, now);

async function documentOf(context: DatabaseContext, stored: StoredLoan, now: Moment) {
  const { file, plan } = stored;
  const { db } = context;
  const { loan } = file;
  const { dpd, overdue, outstanding, overpaid } = standingOf(file, now);
  const { stage, category, closedAt } = file.state;
  return {
    ...{ loan, plan, stage, category, dpd },
    overdue: formatMoney(overdue),
    outstanding: formatMoney(outstanding),
    overpaid: formatMoney(overpaid),
    rate: rateOn(file, dayOf(now), now),
    closed: closedAt !== null,
    terms: termsOf(stored, await planOf(context, stored), now),
    collateral: (await listCollateral(db.pool, { loan }, now)).map(collateralAsJson),
    waiting: (await aboutToGo(db.pool, { loans: [loan], until: null })).map(asJson),
    troubles: await troublesOf(context, loan),
    timeline: (await readTimeline(db.pool, [loan])).map((line) => JSON.parse(formatLine(line))),
    steps: await stepsOf(context, loan),
  };
}

async function forPeople(context: DatabaseContext, stored: StoredLoan, now: Moment): Promise<LoanToShow> {
  const { db, seal } = context;
  const { file } = stored;
  const { loan, state } = file;
  const rules = contactRules(contactRulesOf(ownEnvironment()));
  const ahead = { from: now, until: now + AHEAD_MS, staff: habitsOf({ tasks: {} }), rules };
  const plan = await planOf(context, stored);
  // A loan that cannot be foreseen is stuck, which its troubles say.
  const foreseen =
    state.closedAt === null ? await foreseeLoan(db, loan, ahead, plan ?? undefined).catch(() => null) : null;
  return {
    stored,
    now,
    name: (await maskedPerson(db.pool, seal, file.borrower)).name,
    rate: rateOn(file, dayOf(now), now),
    terms: termsOf(stored, plan, now),
    collateral: await listCollateral(db.pool, { loan }, now),
    promises: file.promises.map((it) => ({
      on: it.on,
      amount: it.amount,
      outcome: promiseOutcome(it, file.payments, now, (at) => dueDaysNow(file, at)).outcome,
    })),
    waiting: await aboutToGo(db.pool, { loans: [loan], until: null }),
    troubles: await troublesOf(context, loan),
    tasks: await listTasks(db.pool, seal, { loan }, now),
    next: foreseen ?? [],
    happened: await readTimeline(db.pool, [loan]),
    evidence: await listEvidence(db.pool, seal, { loan }),
  };
}
