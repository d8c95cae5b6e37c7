import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { ContactRules } from '../domain/plan/contact-rules.js';
import { newFaults } from '../domain/plan/new-faults.js';
import { type Plan, planSchema } from '../domain/plan/plan.js';
import { BadInput, checkedYaml } from '../library/checked-yaml.js';
import { planFile } from '../library/shipped-plans.js';
import { type Begin, type Sql, transaction } from '../store/base/connection/database.js';
import { FactRefused } from '../store/facts/fact-refused.js';
import type { Source } from '../store/facts/facts.js';
import {
  addPlanProposal,
  findPlanProposal,
  lockPlanProposal,
  publishedText,
  publishPlanProposal,
} from '../store/loans/plan-proposals.js';
import { findPlan } from '../store/loans/plans.js';
import { planProblems } from './plan-check.js';

const FILE = 'plan.yaml';

/** A plan as people write it: with its comments where it was published here, or its file is there (`own`: the lender's folder); else made of what the database has. */
export async function planText(sql: Sql, plan: Plan, own: string): Promise<string> {
  const published = await publishedText(sql, plan.plan, plan.version);
  if (published !== null) return published;
  const file = await planFile(plan.plan, own);
  if (file !== null && saysTheSame(file.plan, plan)) return file.text;
  return stringify(plan, { lineWidth: 0 });
}

/** Whether two plans would be kept as the same. */
const saysTheSame = (one: object, other: object) =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));

/** @throws BadInput for faults of a text that the one did not have on which it is based */
async function refuseNewProblems(text: string, base: string, rules: ContactRules): Promise<void> {
  const found = await planProblems(text, FILE, rules);
  if (found.length === 0) return;
  const problems = newFaults(found, await planProblems(base, FILE, rules));
  if (problems.length > 0) throw new BadInput(problems);
}

/**
 * Proposes a change of the newest version of a plan. Answers the number of the proposal.
 * @throws BadInput for a text with a fault or without a change, FactRefused for a plan that is not there or of which another change waits
 */
export async function proposePlan(
  db: Begin & { pool: Sql },
  { text, why }: { text: string; why: string },
  { rules, own }: { rules: ContactRules; own: string },
  source: Source,
): Promise<{ proposal: number; plan: string }> {
  const { version: _, ...said } = checkedYaml(text, planSchema, FILE);
  const base = await findPlan(db.pool, said.plan);
  if (base === null) throw new FactRefused(`no plan ${said.plan} in the database: a new plan comes as a file`, 'text');
  const { version: basedOn, ...before } = base;
  if (saysTheSame(said, before))
    throw new FactRefused(`nothing stands differently from version ${basedOn} of ${said.plan}`, 'text');
  await refuseNewProblems(text, await planText(db.pool, base, own), rules);
  numbered(text, basedOn + 1);
  const proposal = await transaction(db, (client) =>
    addPlanProposal(client, { plan: said.plan, basedOn, text, why }, source),
  );
  return { proposal, plan: said.plan };
}

/**
 * Another person publishes it: it is the newest version, which loans follow from their next wake-up. Answers which.
 * @throws BadInput for a text that has become faulty, FactRefused where two people do not stand behind it, or the plan has changed meanwhile
 */
export async function publishPlan(
  db: Begin & { pool: Sql },
  proposal: number,
  { rules, own }: { rules: ContactRules; own: string },
  source: Source,
): Promise<number> {
  const found = await findPlanProposal(db.pool, proposal);
  const base = found && (await findPlan(db.pool, found.plan, found.basedOn));
  if (found === null || base === null) throw new FactRefused(`no proposal ${proposal}`, 'proposal');
  await refuseNewProblems(found.text, await planText(db.pool, base, own), rules);
  const { text, plan } = numbered(found.text, found.basedOn + 1);
  await transaction(db, async (client) =>
    publishPlanProposal(client, await lockPlanProposal(client, proposal), { as: plan, text }, source),
  );
  return plan.version;
}

/** The text under the number that it is published by. @throws BadInput where its number does not stand on a line of its own */
function numbered(text: string, version: number): { text: string; plan: Plan } {
  const now = text.replace(/^(version:\s*)\d+/m, (_, key) => `${key}${version}`);
  const plan = checkedYaml(now, planSchema, FILE);
  if (plan.version !== version) throw new BadInput([`${FILE}:1 version: must stand on a line of its own`]);
  return { text: now, plan };
}
