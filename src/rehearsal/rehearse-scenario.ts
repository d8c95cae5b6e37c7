import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBook } from '../book/import-book.js';
import type { Plan } from '../domain/plan/plan.js';
import type { TimelineLine } from '../domain/preview/timeline.js';
import { formatMoment } from '../domain/time/dates.js';
import { BadInput } from '../library/checked-yaml.js';
import { FactRefused } from '../store/facts/fact-refused.js';
import { enterFact } from '../store/incoming/enter-fact.js';
import { takeIn } from '../store/loans/intake.js';
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
  instead?: Plan,
  look: (stage: RehearsalStage) => Promise<void> = async () => undefined,
): Promise<TimelineLine[]> {
  const { from, until } = scenario;
  const stage = await openStage(from, bundle, say, env, instead);
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
    const lines = await rehearse(stage, { from, until, happenings, staff, quickest: quickestHabit(scenario) }, say);
    await look(stage);
    return lines;
  } finally {
    await stage.close();
    await rm(book, { recursive: true, force: true });
  }
}

export function intake(loans: string[], at: number): Happening {
  return { at, happen: ({ dependencies }) => takeIn(dependencies.db, loans, at) };
}

/** Reports a fact that is refused, as the lender's people would be told, and goes on with the rehearsal. */
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

/** Enters a fact. Decisions are entered under another name, since nobody may approve what he proposed. */
function comesIn({ dependencies: { db, seal } }: RehearsalStage, { at, fact }: ScenarioEvent): Promise<boolean> {
  const actor = fact.kind === 'decide' ? 'rehearsal: approver' : 'rehearsal';
  return enterFact(fact, { actor, at }, { db, seal, by: actor });
}
