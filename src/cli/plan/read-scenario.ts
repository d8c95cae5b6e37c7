import type { Plan } from '../../domain/plan/plan.js';
import { strangeTo } from '../../domain/plan/strange-words.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { plansFolder } from '../../lender/settings.js';
import { BadInput, checkedYaml, yamlLines } from '../../library/checked-yaml.js';
import { planNamesIn, plansNamed, readPlanFile } from '../../library/shipped-plans.js';
import { type Scenario, scenarioSchema } from '../../rehearsal/scenario.js';
import { readInput } from '../terminal/read-input.js';

/**
 * A scenario, with the plans it names: those that ship, those of the lender's own, and that of `planFile`, if any, which stands in the place of the one of its
 * name, or, if no loan names it, of all. @throws BadInput with file and line of each fault
 */
export async function readScenario(file: string, planFile?: string) {
  const text = await readInput(file);
  const read = checkedYaml(text, scenarioSchema, file);
  const given = planFile === undefined ? undefined : await readPlanFile(planFile);
  const byAll = given !== undefined && !read.loans.some((it) => it.plan === given.plan);
  const scenario = byAll ? { ...read, loans: read.loans.map((it) => ({ ...it, plan: given.plan })) } : read;
  const own = plansFolder(ownEnvironment());
  const known = [...(await planNamesIn(own)), ...(given ? [given.plan] : [])];
  const unknown = scenario.loans.flatMap(({ plan }, n) => (known.includes(plan) ? [] : { n, plan }));
  if (unknown.length > 0) {
    const lineAt = yamlLines(text);
    const problem = ({ n, plan }: (typeof unknown)[number]) =>
      `${file}:${lineAt(['loans', n, 'plan'])} loans.${n}.plan: no plan ${plan}: there are ${known.join(', ')}`;
    throw new BadInput(unknown.map(problem));
  }
  const plans = await plansNamed(
    scenario.loans.map((it) => it.plan).filter((it) => it !== given?.plan),
    own,
  );
  if (given) plans.set(given.plan, given);
  for (const it of strangeIn(scenario, plans, text, file)) process.stderr.write(`warning: ${it}\n`);
  return { scenario, plans, given };
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
