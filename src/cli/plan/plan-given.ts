import { existsSync } from 'node:fs';
import { type Plan, planSchema } from '../../domain/plan/plan.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { plansFolder } from '../../lender/settings.js';
import { BadInput, checkedYaml } from '../../library/checked-yaml.js';
import { allPlans } from '../../library/shipped-plans.js';
import type { Database } from '../../store/base/connection/database.js';
import { findPlan } from '../../store/loans/plans.js';
import { readInput } from '../terminal/read-input.js';

/** A plan as it is written, by file, by name (`04-personal`: the shipped one, or the lender's own), or by a version of the database (`04-personal@1`). */
export async function planGiven(said: string, database: () => Promise<Database>): Promise<Plan> {
  if (existsSync(said)) return checkedYaml(await readInput(said), planSchema, said);
  const [name, version] = said.split('@') as [string, string?];
  if (version === undefined) {
    const plan = (await allPlans(plansFolder(ownEnvironment()))).get(name);
    if (plan) return plan;
    throw new BadInput([`no file and no plan ${said}`]);
  }
  const found = /^[1-9]\d{0,8}$/.test(version) ? await findPlan((await database()).pool, name, Number(version)) : null;
  if (!found) throw new BadInput([`no version ${version} of plan ${name} in the database`]);
  return found;
}
