import type pg from 'pg';
import type { Plan } from '../../domain/plan/plan.js';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { approvalFault } from '../../domain/work/two-people.js';
import { rows, type Sql } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/** A change of a plan, which another person than its author publishes. */
export interface PlanProposal {
  proposal: number;
  plan: string;
  /** The version that was changed. */
  basedOn: number;
  /** As its author wrote it, with its comments. */
  text: string;
  why: string;
  proposedAt: Moment;
  proposedBy: string;
  /** Null: it waits. */
  decidedAt: Moment | null;
  decidedBy: string | null;
  /** As which it is published; null: it is refused, or waits. */
  version: number | null;
  /** Why it is refused; null: it is not. */
  reason: string | null;
}

/** As programs read it, without its text. */
export const planProposalDocument = ({ text: _, proposedAt, decidedAt, ...it }: PlanProposal) => ({
  ...it,
  proposedAt: formatMoment(proposedAt),
  decidedAt: decidedAt === null ? null : formatMoment(decidedAt),
});

const PROPOSAL = `proposal, plan, based_on AS "basedOn", text, why, proposed_at AS "proposedAt", proposed_by AS "proposedBy",
  decided_at AS "decidedAt", decided_by AS "decidedBy", version, reason`;

/** The newest first. `waits`: those alone that nobody has decided. */
export const listPlanProposals = (
  sql: Sql,
  { waits, most }: { waits: boolean; most: number },
): Promise<PlanProposal[]> =>
  rows(
    sql,
    `SELECT ${PROPOSAL} FROM plan_proposals WHERE decided_at IS NULL OR NOT $1 ORDER BY proposal DESC LIMIT $2`,
    [waits, most],
  );

/** Null: there is none. */
export async function findPlanProposal(sql: Sql, proposal: number): Promise<PlanProposal | null> {
  const [found] = await rows<PlanProposal>(sql, `SELECT ${PROPOSAL} FROM plan_proposals WHERE proposal = $1`, [
    proposal,
  ]);
  return found ?? null;
}

/** The words in which a version was published; null: it came as a file. */
export async function publishedText(sql: Sql, plan: string, version: number): Promise<string | null> {
  const [found] = await rows<{ text: string }>(
    sql,
    'SELECT text FROM plan_proposals WHERE plan = $1 AND version = $2',
    [plan, version],
  );
  return found?.text ?? null;
}

/** The plans of which somebody has published a version here. */
export const publishedPlans = async (sql: Sql): Promise<string[]> =>
  (await rows<{ plan: string }>(sql, 'SELECT DISTINCT plan FROM plan_proposals WHERE version IS NOT NULL')).map(
    (it) => it.plan,
  );

/** Proposes a change. Answers its number. @throws FactRefused while another change of the plan waits */
export async function addPlanProposal(
  client: pg.PoolClient,
  { plan, basedOn, text, why }: Pick<PlanProposal, 'plan' | 'basedOn' | 'text' | 'why'>,
  source: Source,
): Promise<number> {
  const [added] = await rows<{ proposal: number }>(
    client,
    `INSERT INTO plan_proposals (plan, based_on, text, why, proposed_at, proposed_by) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (plan) WHERE decided_at IS NULL DO NOTHING RETURNING proposal`,
    [plan, basedOn, text, why, new Date(source.at), source.actor],
  );
  if (!added) throw new FactRefused(`another change of ${plan} waits for its decision`, 'text');
  await noteFact(client, source, 'plan proposed', `plan/${plan}`, { proposal: added.proposal, basedOn, why });
  return added.proposal;
}

/** One that waits, of which nobody else decides meanwhile. @throws FactRefused for another */
export async function lockPlanProposal(client: pg.PoolClient, proposal: number): Promise<PlanProposal> {
  const [found] = await rows<PlanProposal>(
    client,
    `SELECT ${PROPOSAL} FROM plan_proposals WHERE proposal = $1 FOR UPDATE`,
    [proposal],
  );
  if (!found) throw new FactRefused(`no proposal ${proposal}`, 'proposal');
  if (found.decidedAt !== null) throw new FactRefused(`proposal ${proposal} is decided already`, 'proposal');
  return found;
}

/**
 * Publishes `as`, of which `text` is what its author wrote. @throws FactRefused for its author, for who has not signed in, and where the plan has another version by now
 */
export async function publishPlanProposal(
  client: pg.PoolClient,
  { proposal, plan, basedOn, proposedBy }: PlanProposal,
  { as, text }: { as: Plan; text: string },
  source: Source,
): Promise<void> {
  const fault = approvalFault({ actor: source.actor, glass: source.glass ?? null, before: [proposedBy] });
  if (fault !== null) throw new FactRefused(fault, 'proposal');
  const [newest] = await rows<{ version: number }>(
    client,
    'SELECT version FROM plans WHERE plan = $1 ORDER BY version DESC LIMIT 1',
    [plan],
  );
  if (newest!.version !== basedOn)
    throw new FactRefused(`${plan} has version ${newest!.version} by now: propose the change of that one`, 'proposal');
  await client.query('INSERT INTO plans (plan, version, content) VALUES ($1, $2, $3)', [
    plan,
    as.version,
    JSON.stringify(as),
  ]);
  await client.query(
    'UPDATE plan_proposals SET decided_at = $2, decided_by = $3, version = $4, text = $5 WHERE proposal = $1',
    [proposal, new Date(source.at), source.actor, as.version, text],
  );
  await noteFact(client, source, 'plan published', `plan/${plan}`, { proposal, version: as.version });
}

/** It is not published: by another, or by its author, who thinks better of it. @throws FactRefused for one that is decided */
export async function refusePlanProposal(
  client: pg.PoolClient,
  { proposal, reason }: { proposal: number; reason: string },
  source: Source,
): Promise<void> {
  const { plan } = await lockPlanProposal(client, proposal);
  await client.query('UPDATE plan_proposals SET decided_at = $2, decided_by = $3, reason = $4 WHERE proposal = $1', [
    proposal,
    new Date(source.at),
    source.actor,
    reason,
  ]);
  await noteFact(client, source, 'plan refused', `plan/${plan}`, { proposal, reason });
}
