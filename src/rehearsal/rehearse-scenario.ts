import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBook } from '../book/import-book.js';
import type { TimelineLine } from '../domain/preview/timeline.js';
import { dayOf, formatMoment } from '../domain/time/dates.js';
import { caseSpec } from '../domain/work/cases.js';
import { BadInput } from '../library/checked-yaml.js';
import { FactRefused } from '../store/facts/fact-refused.js';
import { placeHold, recordPayment, releaseHold, reversePayment } from '../store/facts/facts.js';
import { takeIn } from '../store/loans/intake.js';
import { planNameOf } from '../store/loans/plans.js';
import { recordPromise } from '../store/loans/promises.js';
import { recordRefund } from '../store/loans/refunds.js';
import { recordOptOut } from '../store/notices/consent.js';
import { decideCase, recordCause } from '../store/work/cases.js';
import { acceptComplaint, openComplaint, solveComplaint } from '../store/work/complaints.js';
import { recordIndicator, recordSignal } from '../store/work/warnings.js';
import { type Happening, providerHappenings, rehearse } from './rehearse.js';
import { habitsOf, intakeOf, quickestHabit, type Scenario, type ScenarioEvent } from './scenario.js';
import { writeScenarioBook } from './scenario-book.js';
import { openStage, type RehearsalStage } from './stage.js';

/** Runs a scenario through the real workflows, activities and database. @throws BadInput for what cannot be taken in */
export async function rehearseScenario(
  scenario: Scenario,
  bundle: { code: string },
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = {},
): Promise<TimelineLine[]> {
  const { from, until } = scenario;
  const stage = await openStage(from, bundle, say, env);
  const book = await mkdtemp(join(tmpdir(), 'postloan-scenario-'));
  try {
    await writeScenarioBook(scenario, book);
    const { db, seal } = stage.dependencies;
    const taken = await importBook(db, seal, book, { now: from, actor: 'rehearsal', takeIn: false });
    if (!taken.ok) throw new BadInput(taken.problems);
    const happenings = [
      ...providerHappenings(scenario.providers, from),
      ...scenario.loans.map(({ id, disbursedOn }) => intake([id], intakeOf(disbursedOn, from))),
      ...scenario.events.map(
        (event): Happening => ({ at: event.at, happen: (it) => comesInOrIsRefused(it, event, say) }),
      ),
    ];
    const staff = habitsOf(scenario);
    return await rehearse(stage, { from, until, happenings, staff, quickest: quickestHabit(scenario) }, say);
  } finally {
    await stage.close();
    await rm(book, { recursive: true, force: true });
  }
}

export function intake(loans: string[], at: number): Happening {
  return { at, happen: ({ dependencies }) => takeIn(dependencies.db, loans, at) };
}

/** What the lender's people would be told "no" to is said, and the rehearsal goes on. */
async function comesInOrIsRefused(
  stage: RehearsalStage,
  event: ScenarioEvent,
  say: (line: string) => void,
): Promise<void> {
  try {
    await comesIn(stage, event);
  } catch (error) {
    if (!(error instanceof FactRefused)) throw error;
    say(`${formatMoment(event.at)}: refused: ${error.message}`);
  }
}

async function comesIn({ dependencies }: RehearsalStage, event: ScenarioEvent): Promise<unknown> {
  const { db, seal, planOf } = dependencies;
  const source = { actor: 'rehearsal', at: event.at };
  if ('payment' in event) {
    const { loan, reference, amount, paidOn = dayOf(event.at) } = event.payment;
    return recordPayment(db, { loan, reference, amount, paidOn }, source);
  }
  if ('reversal' in event) return reversePayment(db, event.reversal.reference, source);
  if ('refund' in event) {
    const { paidOn = dayOf(event.at), ...refund } = event.refund;
    return recordRefund(db, { ...refund, paidOn }, source);
  }
  if ('hold' in event) {
    return placeHold(db, { ...event.hold, until: event.hold.until ?? null }, source);
  }
  if ('release' in event) return releaseHold(db, event.release.loan, source);
  if ('complaint' in event) return openComplaint(db, seal, event.complaint, source);
  if ('accept' in event) return acceptComplaint(db, event.accept.complaint, source);
  if ('solve' in event) return solveComplaint(db, event.solve.complaint, source);
  if ('signal' in event) return recordSignal(db, event.signal, source);
  if ('indicator' in event) return recordIndicator(db, event.indicator, source);
  if ('cause' in event) return recordCause(db, event.cause, source);
  if ('promise' in event) return recordPromise(db, event.promise, source);
  if ('decide' in event) {
    const { loan, kind, approve, until = null, instalments, capitalise = false } = event.decide;
    const spec = caseSpec(await planOf(await planNameOf(db, loan)), kind);
    const approver = { ...source, actor: 'rehearsal: approver' };
    const schedule = instalments ? { schedule: { instalments, capitalise } } : {};
    return decideCase(db, { loan, kind, approve, until, ...schedule }, spec, approver);
  }
  return recordOptOut(db, event.optOut, source);
}
