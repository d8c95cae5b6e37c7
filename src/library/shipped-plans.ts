import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Plan, planSchema } from '../domain/plan/plan.js';
import { projectPath } from './project-path.js';

const FOLDER = projectPath('plans');

/** The work plans that ship with the project, by name. Throws on a file that does not keep to the schema. */
export async function shippedPlans(): Promise<Map<string, Plan>> {
  return plansNamed(await shippedPlanNames());
}

/** Those of them that are asked for: to read all takes a second. */
export async function plansNamed(names: Iterable<string>): Promise<Map<string, Plan>> {
  const plans = await Promise.all([...new Set(names)].map(readShipped));
  return new Map(plans.map((plan) => [plan.plan, plan]));
}

/** A plan's file bears its name. */
export async function shippedPlanNames(): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{2}-.*\.yaml$/.test(name));
  return files.map((name) => name.replace(/\.yaml$/, '')).sort();
}

async function readShipped(name: string): Promise<Plan> {
  return planSchema.parse(parse(await readFile(`${FOLDER}/${name}.yaml`, 'utf8')));
}
