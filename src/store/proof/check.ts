import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import { headOf } from '../../domain/proof/head.js';
import { digestOf, hashOfLeaf } from '../../domain/proof/leaf.js';
import { growingTree, type Hash } from '../../domain/proof/merkle.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { LONG } from '../base/connection/session.js';
import { changedFiles } from './changed-files.js';
import { checkTiles, strangeTiles } from './check-tiles.js';
import type { Finding } from './finding.js';
import { checkHeads, checkStamps, checkWitness, seenBy } from './heads/check-heads.js';
import { headsOf, type KeptHead } from './heads/heads.js';
import { type Vouchers, witnessedAt } from './heads/vouch.js';
import { missingRuns } from './missing-runs.js';
import { inUtc, type Recorded, recordedTables } from './recorded.js';
import { rewritten } from './rewritten.js';
import { leavesOf } from './tree.js';

export interface Checked {
  /** Leaves that were looked at. */
  leaves: number;
  heads: number;
  /** Those of them whose moment an authority of time vouches for. */
  stamped: number;
  /** Things of the tables that were looked at. */
  things: number;
  /** Changes that do not stand in the record yet. */
  waiting: number;
  findings: Finding[];
}

const AT_ONCE = 2_000;
/**
 * Compares everything: each row with what the record says of it, the record with its heads, the heads with the keys that are
 * trusted, with what the witnesses kept and with the stamps. `each`: after each step.
 */
export async function checkRecord(
  db: Database,
  trusted: readonly KeyObject[],
  { witnesses, authority }: Vouchers,
  each: () => void = () => undefined,
): Promise<Checked> {
  const seen = await Promise.all(witnesses.map(seenBy));
  const had = new Map((await witnessedAt(db.pool)).map((it) => [it.witness, it.at]));
  return transaction(
    db,
    async (client) => {
      await inUtc(client);
      const heads = await headsOf(client);
      const stamps = await checkStamps(client, heads, authority?.certificates ?? [], each);
      const findings = [
        ...checkHeads(heads, trusted),
        ...seen.flatMap((it) => checkWitness(heads, it, had.get(it.name) ?? null)),
        ...stamps.findings,
      ];
      const leaves = await checkLeaves(client, heads, findings, each);
      const { waiting, keys } = await changesThatWait(client, findings);
      let things = 0;
      for (const table of await recordedTables(client))
        things += await checkTable(client, table, keys.get(table.table) ?? new Set(), findings, each);
      findings.push(...(await rewritten(client)), ...(await changedFiles(client)), ...(await missingRuns(client)));
      findings.push(...(await leftOut(client)));
      await checkTriggers(client, findings);
      return { leaves, heads: heads.length, stamped: stamps.good, things, waiting, findings };
    },
    { ...LONG, oneMoment: true },
  );
}

/** The leaves are those that each head signed: none is missing, changed, moved or put between. */
async function checkLeaves(
  client: Sql,
  heads: readonly KeptHead[],
  findings: Finding[],
  each: () => void,
): Promise<number> {
  const signedRoots = heads.flatMap(({ number, envelope }) => {
    const head = headOf(envelope);
    return head ? [{ number, ...head }] : [];
  });
  let nodes: { height: number; n: number; hash: Hash }[] = [];
  const tree = growingTree((height, n, hash) => nodes.push({ height, n, hash }));
  let [next, last] = [0, ''];
  let good = 0;
  const compare = () => {
    for (let head = signedRoots[next]; head?.size === tree.size(); head = signedRoots[++next]) {
      if (tree.root().toString('hex') === head.root) good = head.size;
      else
        findings.push({
          what: 'record',
          where: `leaves ${good} to ${head.size - 1}`,
          says: `they are not those that head ${head.number} signed`,
        });
    }
  };
  compare();
  for (;;) {
    const leaves = await leavesOf(client, tree.size(), tree.size() + AT_ONCE);
    for (const leaf of leaves) {
      if (leaf.position !== tree.size()) {
        findings.push({ what: 'record', where: `leaf ${tree.size()}`, says: 'it is missing' });
        return tree.size();
      }
      if (leaf.at < last)
        findings.push({
          what: 'order',
          where: `leaf ${leaf.position}`,
          says: `it is of ${leaf.at}, before the one before it`,
        });
      last = leaf.at;
      tree.add(hashOfLeaf(leaf));
      compare();
    }
    findings.push(...(await checkTiles(client, nodes)));
    nodes = [];
    each();
    if (leaves.length < AT_ONCE) break;
  }
  findings.push(...(await strangeTiles(client, tree.size())));
  for (const head of signedRoots.slice(next))
    findings.push({
      what: 'record',
      where: `head ${head.number}`,
      says: `it signs ${head.size} leaves, and ${tree.size()} are there`,
    });
  return tree.size();
}

async function changesThatWait(
  client: Sql,
  findings: Finding[],
): Promise<{ waiting: number; keys: Map<string, Set<string>> }> {
  const waiting = await rows<{ table: string; key: string; late: boolean }>(
    client,
    `SELECT tbl AS table, key, min(noted_at) < now() - interval '1 day' AS late FROM record_changes GROUP BY tbl, key`,
  );
  const keys = new Map<string, Set<string>>();
  for (const { table, key, late } of waiting) {
    if (!keys.has(table)) keys.set(table, new Set());
    keys.get(table)!.add(key);
    if (late)
      findings.push({
        what: 'waiting',
        where: `${table} ${key}`,
        says: 'it was changed more than a day ago, and the record was not told',
      });
  }
  return { waiting: waiting.length, keys };
}

/** Rows and what the record says of them last, side by side in the order of their keys. Answers how many things there are. */
async function checkTable(
  client: pg.PoolClient,
  { table, keyOf, content }: Recorded,
  waiting: ReadonlySet<string>,
  findings: Finding[],
  each: () => void,
): Promise<number> {
  const now = walk<{ key: string; content: object[] }>(
    client,
    `SELECT (${keyOf('it')}) COLLATE "C" AS key, ${content} AS content FROM ${table} it GROUP BY 1 ORDER BY 1`,
  );
  const said = walk<{ key: string; position: number; digest: string | null }>(
    client,
    `SELECT DISTINCT ON (key COLLATE "C") key, position, encode(digest, 'hex') AS digest FROM record_leaves
     WHERE tbl = '${table}' ORDER BY key COLLATE "C", position DESC`,
  );
  let [things, row, leaf] = [0, await now(), await said()];
  while (row || leaf) {
    const both = row?.key === leaf?.key;
    const first = both || (row && (!leaf || before(row.key, leaf.key))) ? row : null;
    const known = both || !first ? leaf : null;
    const where = `${table} ${(first ?? known)!.key}`;
    if (first) things += 1;
    if (!waiting.has((first ?? known)!.key)) {
      if (!known) findings.push({ what: 'added', where, says: 'the record does not know it' });
      else if (!first && known.digest !== null)
        findings.push({
          what: 'missing',
          where,
          says: `it stands in the record (leaf ${known.position}), and is gone`,
        });
      else if (first && digestOf(first.content) !== known.digest)
        findings.push({ what: 'changed', where, says: `it is not as the record says (leaf ${known.position})` });
    }
    if (first) row = await now();
    if (known) leaf = await said();
    if (things % AT_ONCE === 0) each();
  }
  return things;
}

const before = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

let cursors = 0;

/** Reads a long answer row by row; null: its end. */
function walk<T>(client: pg.PoolClient, text: string): () => Promise<T | null> {
  const name = `record_${cursors++}`;
  let read: T[] | null = null;
  let at = 0;
  return async () => {
    if (read === null) await client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${text}`);
    if (read === null || (at === read.length && read.length === AT_ONCE)) {
      read = await rows<T>(client, `FETCH ${AT_ONCE} FROM ${name}`);
      at = 0;
      if (read.length < AT_ONCE) await client.query(`CLOSE ${name}`);
    }
    return read[at++] ?? null;
  };
}

/** Tables that the record has, and that were taken from the list of those that are compared. */
async function leftOut(sql: Sql): Promise<Finding[]> {
  const tables = await rows<{ table: string }>(
    sql,
    `WITH RECURSIVE t AS (
       (SELECT tbl FROM record_leaves ORDER BY tbl LIMIT 1)
       UNION ALL SELECT (SELECT l.tbl FROM record_leaves l WHERE l.tbl > t.tbl ORDER BY l.tbl LIMIT 1) FROM t WHERE t.tbl IS NOT NULL)
     SELECT tbl AS table FROM t WHERE tbl IS NOT NULL AND NOT EXISTS (SELECT FROM recorded_tables r WHERE r.tbl = t.tbl) ORDER BY 1`,
  );
  return tables.map(({ table }) => ({
    what: 'trigger',
    where: table,
    says: 'it stands in the record, and is no longer among the tables that are compared',
  }));
}

/** Whoever switches them off changes the tables without a word in the record. */
async function checkTriggers(client: Sql, findings: Finding[]): Promise<void> {
  const off = await rows<{ table: string; name: string }>(
    client,
    `SELECT r.tbl AS table, n.name FROM recorded_tables r, unnest(ARRAY['record_new', 'record_changed', 'record_gone']) AS n(name)
     WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = r.tbl::regclass AND t.tgname = n.name AND t.tgenabled IN ('O', 'A'))`,
  );
  for (const { table, name } of off)
    findings.push({
      what: 'trigger',
      where: table,
      says: `${name} is switched off: the record is not told of changes`,
    });
}

/** A long list is cut: whoever finds a thousand differences looks at the first. */
const KEPT = 1_000;

export async function noteCheck(sql: Sql, { leaves, findings }: Checked, at: Moment): Promise<void> {
  await sql.query('INSERT INTO record_checks (at, size, findings) VALUES ($1, $2, $3)', [
    new Date(at),
    leaves,
    JSON.stringify(findings.slice(0, KEPT)),
  ]);
}

/** Null: it was never compared. */
export async function lastCheck(sql: Sql): Promise<{ at: Moment; size: number; findings: Finding[] } | null> {
  const [last] = await rows<{ at: Moment; size: number; findings: Finding[] }>(
    sql,
    'SELECT at, size, findings FROM record_checks ORDER BY check_id DESC LIMIT 1',
  );
  return last ?? null;
}

/** Since when something stands in the record that no head has signed; null: all is signed. */
export async function unsignedSince(sql: Sql): Promise<Moment | null> {
  const [first] = await rows<{ at: Moment }>(
    sql,
    `SELECT at FROM record_leaves WHERE position >= coalesce((SELECT size FROM record_heads ORDER BY head_id DESC LIMIT 1), 0)
     ORDER BY position LIMIT 1`,
  );
  return first?.at ?? null;
}

/** When the first head of the record was signed, the last one, and the last that was stamped; null: none was. */
export async function signedAt(sql: Sql): Promise<Record<'first' | 'last' | 'stamped', Moment | null>> {
  const [found] = await rows<Record<'first' | 'last' | 'stamped', Moment | null>>(
    sql,
    `SELECT min(at) AS first, max(at) AS last, max(at) FILTER (WHERE EXISTS (SELECT FROM record_stamps s WHERE s.head_id = h.head_id)) AS stamped
     FROM record_heads h`,
  );
  return found!;
}
