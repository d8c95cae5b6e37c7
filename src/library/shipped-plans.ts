import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Plan, planSchema } from '../domain/plan/plan.js';
import { BadInput, checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

const FOLDER = projectPath('plans');
const FILE = /^\d{2}-.*\.yaml$/;

/** The work plans that ship with the project, by name. Throws for a file that does not keep to the schema. */
export const shippedPlans = (): Promise<Map<string, Plan>> => allPlans('');

/**
 * The plans that ship, and beside them those of a folder of the lender's own (POSTLOAN_PLANS; empty: there is none), which stand in the place of one of
 * the same name. @throws BadInput with file, line and key of each fault of the lender's own
 */
export async function allPlans(own: string): Promise<Map<string, Plan>> {
  return plansNamed(await planNamesIn(own), own);
}

/** Those of them that are asked for: to read all takes a second. */
export async function plansNamed(names: Iterable<string>, own = ''): Promise<Map<string, Plan>> {
  const theirs = new Set(await ownPlanNames(own));
  const plans = await Promise.all(
    [...new Set(names)].map((name) => (theirs.has(name) ? readOwn(own, name) : readShipped(name))),
  );
  return new Map(plans.map((plan) => [plan.plan, plan]));
}

/** The lender's own alone. @throws BadInput */
export const ownPlans = async (own: string): Promise<Map<string, Plan>> => plansNamed(await ownPlanNames(own), own);

/** A plan's file bears its name. */
export async function planNamesIn(own: string): Promise<string[]> {
  return [...new Set([...(await namesIn(FOLDER)), ...(await ownPlanNames(own))])].sort();
}

/** Of the lender's own. @throws BadInput for a folder that cannot be read: a plan that is not found would pass for one that never was */
export async function ownPlanNames(own: string): Promise<string[]> {
  if (own === '') return [];
  return namesIn(own).catch(() => {
    throw new BadInput([`POSTLOAN_PLANS: ${own} is no folder that can be read`]);
  });
}

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => FILE.test(name)).map((name) => name.replace(/\.yaml$/, ''));

/** A plan of the lender's own, from a file. @throws BadInput with file, line and key of each fault */
export async function readPlanFile(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new BadInput([`${file}: cannot be read: is the name right?`]);
  });
  return checkedYaml(text, planSchema, file);
}

/** A plan with its file as it is written: the lender's own, or the one that ships; null: there is no file of that name, or not one that can be read. */
export async function planFile(name: string, own: string): Promise<{ text: string; plan: Plan } | null> {
  const theirs = (await ownPlanNames(own)).includes(name);
  const text = await readFile(join(theirs ? own : FOLDER, `${name}.yaml`), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = planSchema.safeParse(parse(text));
  return parsed.success ? { text, plan: parsed.data } : null;
}

async function readOwn(own: string, name: string): Promise<Plan> {
  const file = join(own, `${name}.yaml`);
  const plan = await readPlanFile(file);
  if (plan.plan !== name)
    throw new BadInput([`${file}: the plan in it is called ${plan.plan}: give the file that name`]);
  return plan;
}

async function readShipped(name: string): Promise<Plan> {
  return planSchema.parse(parse(await readFile(`${FOLDER}/${name}.yaml`, 'utf8')));
}
