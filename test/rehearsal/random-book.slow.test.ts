import fc from 'fast-check';
import { expect, it } from 'vitest';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseScenario } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, type Scenario, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { type Book, books, loansOf } from '../plans/random-book.js';
import { CHINA } from '../support/contact-rules.js';

/** The same book each time; another by SEED. */
const seed = Number(process.env.SEED ?? 20261130);

/** The book as a scenario says it: what its loans are, and nothing that comes in. */
function scenarioOf(book: Book): Scenario {
  const loans = loansOf(book);
  const money = (minor: number) => (minor / 100).toFixed(2);
  return scenarioSchema.parse({
    from: '2026-09-14T08:00:00+08:00',
    until: '2026-11-10T00:00:00+08:00',
    tasks: book.late ? { call: 'never', visit: { after: 'P5D' } } : {},
    borrowers: ['B1', 'B2'].map((id, n) => ({
      ...{ id, kind: book.kind },
      contacts: book.reached ? [{ whose: 'self', channel: 'sms', address: `+861380000020${n}`, consent: 'yes' }] : [],
    })),
    loans: loans.map(({ file, plan }) => ({
      ...{ id: file.loan, borrower: file.borrower, plan: plan.plan, disbursedOn: file.disbursedOn },
      principal: money(file.principal),
      instalments: file.instalments.map(({ seq, dueOn, principal }) => ({
        seq,
        dueOn,
        principal: money(principal),
        interest: '0',
      })),
    })),
    collateral: book.things.flatMap(({ kind }, n) => {
      const secured = loans.filter((it) => it.file.collaterals!.some(({ id }) => id === `C${n}`));
      const borrower = secured[0]?.file.borrower;
      return secured.length === 0 ? [] : [{ id: `C${n}`, borrower, kind, loans: secured.map((it) => it.file.loan) }];
    }),
  });
}

it(`a random book is previewed as it is rehearsed, SEED=${seed}`, async () => {
  const enough = books.filter(({ loans }) => loans.length > 2);
  const scenario = scenarioOf(fc.sample(enough, { numRuns: 1, seed })[0]!);
  const loans = scenarioLoans(scenario, await shippedPlans());
  const { until, providers } = scenario;
  const foreseen = preview({ loans, until, staff: habitsOf(scenario), providers, rules: CHINA }).map(formatLine);
  const lines = await rehearseScenario(scenario, await bundleForRehearsal(), () => undefined);
  expect(lines.filter((it) => it.loan !== null).map(formatLine)).toEqual(foreseen);
});
