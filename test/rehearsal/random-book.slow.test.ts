import fc from 'fast-check';
import { expect, it } from 'vitest';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseScenario } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { books } from '../plans/random-book.js';
import { CHINA } from '../support/contact-rules.js';
import { scenarioOf } from './random-scenario.js';

/** The same book each time; another by SEED. */
const seed = Number(process.env.SEED ?? 20261130);

it(`a random book is previewed as it is rehearsed, SEED=${seed}`, async () => {
  const enough = books.filter(({ loans }) => loans.length > 2);
  const scenario = scenarioOf(fc.sample(enough, { numRuns: 1, seed })[0]!);
  const loans = scenarioLoans(scenario, await shippedPlans());
  const { until, providers } = scenario;
  const foreseen = preview({ loans, until, staff: habitsOf(scenario), providers, rules: CHINA }).map(formatLine);
  const lines = await rehearseScenario(scenario, await bundleForRehearsal(), () => undefined);
  expect(lines.filter((it) => it.loan !== null).map(formatLine)).toEqual(foreseen);
});
