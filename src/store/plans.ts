import { readdir, readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type Plan, planSchema } from '../domain/plan.js';
import { type Database, rows, type Sql } from './database.js';
import { FactRefused } from './fact-refused.js';
import { projectPath } from './project-path.js';
import { readTemplates } from './template-files.js';

/** The work plans that ship with the project, by name. Throws on a file that does not keep to the schema. */
export async function shippedPlans(): Promise<Map<string, Plan>> {
  const folder = projectPath('plans');
  const files = (await readdir(folder)).filter((name) => /^\d{2}-.*\.yaml$/.test(name)).sort();
  const plans = await Promise.all(
    files.map(async (name) => planSchema.parse(parse(await readFile(`${folder}/${name}`, 'utf8')))),
  );
  return new Map(plans.map((plan) => [plan.plan, plan]));
}

/**
 * Puts the shipped plans and message templates into the database. A version that is there already must not have changed:
 * what is changed needs a new version number, so that it stays known which rules a decision was taken under, and which
 * words were sent.
 */
export async function deployPlans(db: Database): Promise<void> {
  for (const plan of (await shippedPlans()).values()) await deploy(db, 'plan', plan.plan, plan);
  for (const [name, template] of await readTemplates()) await deploy(db, 'template', name, template);
}

async function deploy(db: Database, kind: 'plan' | 'template', name: string, it: { version: number }): Promise<void> {
  const [known] = await rows<{ content: unknown }>(
    db.pool,
    `SELECT content FROM ${kind}s WHERE ${kind} = $1 AND version = $2`,
    [name, it.version],
  );
  const content = JSON.parse(JSON.stringify(it));
  if (known && !isDeepStrictEqual(known.content, content)) {
    throw new Error(`${kind} ${name} version ${it.version} has changed: give it a new version`);
  }
  if (!known) {
    await db.pool.query(`INSERT INTO ${kind}s (${kind}, version, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
      name,
      it.version,
      JSON.stringify(content),
    ]);
  }
}

const FRESH_FOR_MS = 10_000;

/** Reads the newest version of a plan, looking at the database at most every ten seconds. Throws for an unknown plan. */
export function planReader(sql: Sql): (name: string) => Promise<Plan> {
  const known = new Map<string, { plan: Promise<Plan>; until: number }>();
  return (name) => {
    const found = known.get(name);
    if (found && found.until > performance.now()) return found.plan;
    const plan = readPlan(sql, name);
    known.set(name, { plan, until: performance.now() + FRESH_FOR_MS });
    plan.catch(() => known.delete(name));
    return plan;
  };
}

/** The newest version of a plan. Throws for an unknown plan. */
export async function readPlan(sql: Sql, name: string): Promise<Plan> {
  const [row] = await rows<{ content: unknown }>(
    sql,
    'SELECT content FROM plans WHERE plan = $1 ORDER BY version DESC LIMIT 1',
    [name],
  );
  if (!row) throw new Error(`no plan ${name} in the database`);
  return planSchema.parse(row.content);
}

/** The plan that a loan goes by. @throws FactRefused for a loan that is not there */
export async function planNameOf(db: Database, loan: string): Promise<string> {
  const [row] = await rows<{ plan: string }>(db.pool, 'SELECT plan FROM loans WHERE loan_id = $1', [loan]);
  if (!row) throw new FactRefused(`no loan ${loan}`);
  return row.plan;
}
