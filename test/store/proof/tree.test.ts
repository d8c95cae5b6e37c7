import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { hashOfLeaf, type Leaf } from '../../../src/domain/proof/leaf.js';
import { inclusionProof, treeOfLeaves } from '../../../src/domain/proof/merkle.js';
import { projectPath } from '../../../src/library/project-path.js';
import { rows, type Sql } from '../../../src/store/base/connection/database.js';
import { checkRecord } from '../../../src/store/proof/check.js';
import { keepTiles, treeOfRecord } from '../../../src/store/proof/tree.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();

/** Keys with all that JSON writes in its own way. */
const KEYS = ['["L001"]', '["张三 \\"x\\""]', '["a\\\\b"]', '["\\t\\u001f\u2028"]', '["/é\u007f"]'];
const leaf = (position: number): Leaf => ({
  ...{ position, at: new Date(1_800_000_000_000 + position * 37).toISOString(), table: 'loans' },
  ...{ key: KEYS[position % KEYS.length]!, digest: position % 7 === 0 ? null : `${position}`.padStart(64, '0') },
});
const leaves = Array.from({ length: 4_700 }, (_, n) => leaf(n));

async function add(sql: Sql, from: number, to: number): Promise<void> {
  await sql.query(
    `INSERT INTO record_leaves SELECT position, at, "table", key, decode(digest, 'hex')
     FROM jsonb_to_recordset($1) AS l (position bigint, at timestamptz, "table" text, key text, digest text)`,
    [JSON.stringify(leaves.slice(from, to))],
  );
  await keepTiles(sql, from, to);
}

const tiles = (sql: Sql) =>
  rows(sql, `SELECT height, tile, encode(hash, 'hex') AS hash FROM record_tiles ORDER BY height, tile`);

it('root and proofs from what is kept are those of all leaves, at whatever size, as the record grows', async () => {
  const sizes = [1, 15, 16, 17, 255, 257, 300, 4_095, 4_097, 4_700];
  const whole = treeOfLeaves(leaves.map(hashOfLeaf));
  for (const [n, size] of sizes.entries()) {
    await add(db().pool, sizes[n - 1] ?? 0, size);
    const positions = [0, 3, 15, 16, 255, 256, 271, 4_000, 4_096, size - 1].filter((it) => it < size);
    for (const before of [size, Math.ceil(size / 3)]) {
      const those = positions.filter((it) => it < before);
      const kept = await treeOfRecord(db().pool, before, those);
      expect(kept(0, before).equals(whole(0, before))).toBe(true);
      for (const it of those) expect(inclusionProof(kept, it, before)).toEqual(inclusionProof(whole, it, before));
    }
  }
  const of = (height: number) => Math.floor(leaves.length / 2 ** height);
  expect(await tiles(db().pool)).toHaveLength(of(4) + of(8) + of(12));
});

it('the migration finds the same hashes for what stood in the record before', async () => {
  const client = await db().pool.connect();
  try {
    await client.query('BEGIN');
    await add(client, 0, leaves.length);
    const kept = await tiles(client);
    const migration = 'prisma/migrations/20261218000000_nodes_of_the_record/migration.sql';
    await client.query(await readFile(projectPath(migration), 'utf8'));
    expect(await tiles(client)).toEqual(kept);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});

it('a kept hash that was changed, taken out or added is named when the record is checked', async () => {
  const { pool } = db();
  await add(pool, 0, leaves.length);
  const found = async () => {
    const { findings } = await checkRecord(db(), [], { witnesses: [], authority: null });
    return findings.flatMap(({ where, says }) => (where.startsWith('node ') ? [`${where}: ${says}`] : []));
  };
  expect(await found()).toEqual([]);
  await pool.query(`ALTER TABLE record_tiles DISABLE TRIGGER ALL;
    UPDATE record_tiles SET hash = sha256('x') WHERE height = 4 AND tile = 3;
    DELETE FROM record_tiles WHERE height = 8 AND tile = 17;
    INSERT INTO record_tiles VALUES (12, 1, sha256('x')), (5, 0, sha256('x'))`);
  expect(await found()).toEqual([
    'node 3 of height 4: it is not the hash over its leaves',
    'node 17 of height 8: it is missing',
    'node 0 of height 5: it is over leaves that are not there',
    'node 1 of height 12: it is over leaves that are not there',
  ]);
});
