import type { Envelope } from '../../domain/proof/envelope.js';
import { headOf } from '../../domain/proof/head.js';
import type { Entry, Leaf } from '../../domain/proof/leaf.js';
import { inclusionProof } from '../../domain/proof/merkle.js';
import type { EarlierHead } from '../../domain/proof/segment.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { LONG } from '../base/connection/session.js';
import { personTables } from '../people/person-tables.js';
import { workflowsOfBorrower } from '../people/workflows-of.js';
import { lastHead, stampOf } from './heads/heads.js';
import { headsBetween, withProofs } from './heads/segment.js';
import { contentOf, inUtc, keysOf, type Recorded, recordedTables } from './recorded.js';
import { leavesOfThings, treeOfRecord } from './tree.js';

/** What is not of a person: by which the decisions about them were taken, and their workflows (`$1`: the ids). */
const BESIDE: Record<string, string> = {
  plans: 't.plan IN (SELECT plan FROM loans WHERE borrower_id = $1)',
  templates: 't.template IN (SELECT template FROM notices WHERE borrower_id = $1)',
  calendar: '$1::text IS NOT NULL',
  histories: 't.workflow_id = ANY ($1)',
};

interface OfBorrower {
  head: Envelope;
  stamp: Buffer | null;
  entries: Entry[];
  /** Heads that were signed before, since the first of the entries. */
  earlier: EarlierHead[];
  /** What was changed since the head: it is left out. */
  later: string[];
  workflows: string[];
}

/**
 * All that stands in the record of a borrower and all their loans, as of the last head, with the proofs. Null: nothing was signed yet.
 * @param given sizes of earlier heads that a reader has
 */
export async function entriesOf(
  db: Database,
  borrower: string,
  given: readonly number[] = [],
): Promise<OfBorrower | null> {
  return transaction(
    db,
    async (client) => {
      await inUtc(client);
      const last = await lastHead(client);
      const size = last ? (headOf(last.envelope)?.size ?? 0) : 0;
      if (!last || size === 0) return null;
      const of = new Map((await personTables(client)).map((it) => [it.table, it.of]));
      const found: { entry: Omit<Entry, 'leaves'>; leaves: Leaf[] }[] = [];
      const later: string[] = [];
      const workflows = await workflowsOfBorrower(client, borrower);
      for (const recorded of await recordedTables(client)) {
        const which = of.get(recorded.table) ?? BESIDE[recorded.table];
        if (which === undefined) continue;
        const whose = recorded.table === 'histories' ? workflows : borrower;
        const one = await entriesOfTable(client, recorded, which, whose, size);
        found.push(...one.found);
        later.push(...one.later);
      }
      const positions = found.flatMap((it) => it.leaves.map((leaf) => leaf.position));
      const first = positions.reduce((least, it) => Math.min(least, it), size);
      const before = await headsBetween(client, first, size, given);
      const tree = await treeOfRecord(client, size, [...positions, ...before.map((it) => it.size - 1)]);
      const entries = found.map(({ entry, leaves }) => ({
        ...entry,
        leaves: leaves.map((leaf) => ({
          leaf,
          proof: inclusionProof(tree, leaf.position, size).map((it) => it.toString('hex')),
        })),
      }));
      const earlier = withProofs(before, tree, size);
      return { head: last.envelope, stamp: await stampOf(client, last.id), entries, earlier, later, workflows };
    },
    { ...LONG, oneMoment: true },
  );
}

async function entriesOfTable(
  sql: Sql,
  recorded: Recorded,
  which: string,
  whose: string | readonly string[],
  size: number,
): Promise<{ found: { entry: Omit<Entry, 'leaves'>; leaves: Leaf[] }[]; later: string[] }> {
  const { table } = recorded;
  const keys = await keysOf(sql, recorded, which, whose);
  const contents = await contentOf(sql, recorded, keys);
  const leaves = await leavesOfThings(sql, table, keys);
  const waiting = await rows<{ key: string }>(
    sql,
    'SELECT DISTINCT key FROM record_changes WHERE tbl = $1 AND key = ANY ($2)',
    [table, keys],
  );
  const changed = new Set([
    ...waiting.map((it) => it.key),
    ...leaves.filter((it) => it.position >= size).map((it) => it.key),
  ]);
  const own = new Map<string, Leaf[]>(keys.map((it) => [it, []]));
  for (const it of leaves) own.get(it.key)!.push(it);
  return {
    found: contents.flatMap(({ key, content }) =>
      changed.has(key) ? [] : [{ entry: { table, key, content }, leaves: own.get(key)! }],
    ),
    later: [...changed].map((key) => `${table} ${key}`),
  };
}
