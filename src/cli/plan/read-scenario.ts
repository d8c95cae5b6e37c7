import { BadInput, checkedYaml, yamlLines } from '../../library/checked-yaml.js';
import { plansNamed, shippedPlanNames } from '../../library/shipped-plans.js';
import { scenarioSchema } from '../../rehearsal/scenario.js';
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
  return { scenario, plans: await plansNamed(scenario.loans.map((it) => it.plan)) };
}
