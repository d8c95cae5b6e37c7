import { isDeepStrictEqual } from 'node:util';
import { type Plan, planSchema } from '../../domain/plan/plan.js';
import type { Moment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { underLaw } from '../../library/law.js';
import { allPlans, ownPlanNames, ownPlans } from '../../library/shipped-plans.js';
import { readTemplates } from '../../library/template-files.js';
import { type Database, rows, type Sql } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { publishedPlans } from './plan-proposals.js';

/**
 * Puts the plans that ship, those of a folder of the lender's own (`own`; empty: none), and the message templates into the database. A version that is there already
 * must not have changed: what is changed needs a new version number, so that it stays known which rules a decision was taken under, and which
 * words were sent. `instead`: a plan that stands in the place of the one of its name, for a rehearsal.
 */
export async function deployPlans(db: Database, own = '', instead?: Plan): Promise<void> {
  const plans = await allPlans(own);
  if (instead) plans.set(instead.plan, instead);
  // What people published here stands in the place of what ships.
  const theirs = new Set(await ownPlanNames(own));
  for (const name of await publishedPlans(db.pool)) if (!theirs.has(name)) plans.delete(name);
  for (const plan of plans.values()) await deploy(db, 'plan', plan.plan, plan);
  for (const [name, template] of await readTemplates()) await deploy(db, 'template', name, template);
}

/** The lender's own alone, where the shipped ones are there: a worker, an import need no `db deploy` for them. */
export async function deployOwnPlans(db: Database, own: string): Promise<void> {
  for (const plan of (await ownPlans(own)).values()) await deploy(db, 'plan', plan.plan, plan);
}

async function deploy(db: Database, kind: 'plan' | 'template', name: string, it: { version: number }): Promise<void> {
  const [known] = await rows<{ content: unknown }>(
    db.pool,
    `SELECT content FROM ${kind}s WHERE ${kind} = $1 AND version = $2`,
    [name, it.version],
  );
  const content = JSON.parse(JSON.stringify(it));
  if (known && !isDeepStrictEqual(known.content, content)) {
    throw new BadInput([`${kind} ${name} version ${it.version} has changed: give it a new version`]);
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

/** The newest version of a plan. `sql`: whoever is in the middle of a transaction says so. Throws for an unknown plan. */
export type PlanReader = (name: string, sql?: Sql) => Promise<Plan>;

/** Looks at the database at most every ten seconds. */
export function planReader(pool: Sql): PlanReader {
  const known = new Map<string, { plan: Promise<Plan>; until: number; read: boolean }>();
  return (name, sql = pool) => {
    const found = known.get(name);
    // A plan that is being read by another call may wait for a free connection: whoever holds one (`sql`) must not wait for that call.
    if (found && found.until > performance.now() && (found.read || sql === pool)) return found.plan;
    const entry = { plan: readPlan(sql, name), until: performance.now() + FRESH_FOR_MS, read: false };
    known.set(name, entry);
    entry.plan.then(
      () => {
        entry.read = true;
      },
      () => known.delete(name),
    );
    return entry.plan;
  };
}

/** The newest version of a plan, or the one asked for; null: there is none of that name. */
export async function findPlan(sql: Sql, name: string, version: number | null = null): Promise<Plan | null> {
  const [row] = await rows<{ content: unknown }>(
    sql,
    'SELECT content FROM plans WHERE plan = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 1',
    [name, version],
  );
  return row ? planSchema.parse(row.content) : null;
}

/** The same as it is carried out, under the law. Throws for an unknown plan. */
export async function readPlan(sql: Sql, name: string): Promise<Plan> {
  const plan = await findPlan(sql, name);
  if (plan === null) throw new Error(`no plan ${name} in the database`);
  return underLaw(plan);
}

/** A version of a plan, and since when it is in the database. */
export interface PlanVersion {
  plan: string;
  /** 个人贷款 personal loans */
  title: string;
  version: number;
  since: Moment;
}

/** The versions of all plans, the newest first. */
export const planVersions = (sql: Sql): Promise<PlanVersion[]> =>
  rows(
    sql,
    `SELECT plan, content->>'title' AS title, version, created_at AS since FROM plans ORDER BY plan, version DESC`,
  );

/** All that were ever deployed. */
export async function planNames(sql: Sql): Promise<string[]> {
  return (await rows<{ plan: string }>(sql, 'SELECT DISTINCT plan FROM plans ORDER BY plan')).map((it) => it.plan);
}

/** The plan that a loan goes by. @throws FactRefused for a loan that is not there */
export async function planNameOf(sql: Sql, loan: string): Promise<string> {
  const [row] = await rows<{ plan: string }>(sql, 'SELECT plan FROM loans WHERE loan_id = $1', [loan]);
  if (!row) throw new FactRefused(`no loan ${loan}`, 'loan');
  return row.plan;
}

/** The plans that the loans of a borrower go by. */
export async function plansOf(sql: Sql, borrower: string): Promise<string[]> {
  const found = await rows<{ plan: string }>(
    sql,
    'SELECT DISTINCT plan FROM loans WHERE borrower_id = $1 ORDER BY plan',
    [borrower],
  );
  return found.map((it) => it.plan);
}
