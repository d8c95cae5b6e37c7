import type { Plan } from '../../domain/plan/plan.js';
import { strangeTo } from '../../domain/plan/strange-words.js';
import { BadInput, checkedYaml, yamlLines } from '../../library/checked-yaml.js';
import { plansNamed, shippedPlanNames } from '../../library/shipped-plans.js';
import { type Scenario, scenarioSchema } from '../../rehearsal/scenario.js';
import { readInput } from '../terminal/read-input.js';

/** A scenario of the shipped plans, with those it names. @throws BadInput with file and line of each fault */
export async function readScenario(file: string) {
  const text = await readInput(file);
  const scenario = checkedYaml(text, scenarioSchema, file);
  const shipped = await shippedPlanNames();
  const unknown = scenario.loans.flatMap(({ plan }, n) => (shipped.includes(plan) ? [] : { n, plan }));
  if (unknown.length > 0) {
    const lineAt = yamlLines(text);
    const problem = ({ n, plan }: (typeof unknown)[number]) =>
      `${file}:${lineAt(['loans', n, 'plan'])} loans.${n}.plan: no plan ${plan}`;
    throw new BadInput(unknown.map(problem));
  }
  const plans = await plansNamed(scenario.loans.map((it) => it.plan));
  for (const it of strangeIn(scenario, plans, text, file)) process.stderr.write(`warning: ${it}\n`);
  return { scenario, plans };
}

/** Warnings, no faults: classes and trades of borrowers that the plan does not know though it has rules by class or trade. */
function strangeIn(
  { borrowers, loans }: Scenario,
  plans: ReadonlyMap<string, Plan>,
  text: string,
  file: string,
): string[] {
  const lineAt = yamlLines(text);
  return borrowers.flatMap((borrower, n) =>
    (['class', 'industry'] as const).flatMap((field) =>
      [...new Set(loans.filter((it) => it.borrower === borrower.id).map((it) => it.plan))].flatMap((name) => {
        const said = borrower[field];
        const why = said === undefined ? null : strangeTo(plans.get(name)!, field, said);
        return why === null ? [] : [`${file}:${lineAt(['borrowers', n, field])} borrowers.${n}.${field}: ${why}`];
      }),
    ),
  );
}
