import type { Hash } from '../../domain/proof/merkle.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Finding } from './finding.js';
import { HEIGHT } from './tree.js';

interface Node {
  height: number;
  /** The first of its height is 0. */
  n: number;
  hash: Hash;
}

/** What is kept of the tree is the hashes that its leaves make. By a wrong one roots and proofs would be wrong of things that nobody touched. */
export async function checkTiles(sql: Sql, nodes: readonly Node[]): Promise<Finding[]> {
  const kept = nodes.filter((it) => it.height > 0 && it.height % HEIGHT === 0);
  const found = await rows<{ hash: Hash | null }>(
    sql,
    `SELECT hash FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS k(height, tile, place)
       LEFT JOIN record_tiles USING (height, tile) ORDER BY place`,
    [kept.map((it) => it.height), kept.map((it) => it.n)],
  );
  return kept.flatMap(({ height, n, hash }, place): Finding[] => {
    const there = found[place]!.hash;
    if (there?.equals(hash)) return [];
    const says = there ? 'it is not the hash over its leaves' : 'it is missing';
    return [{ what: 'record', where: whereOf(height, n), says }];
  });
}

/** Kept of leaves that are not there. */
export async function strangeTiles(sql: Sql, size: number): Promise<Finding[]> {
  const strange = await rows<{ height: number; tile: number }>(
    sql,
    `SELECT height, tile FROM record_tiles
     WHERE height < $2 OR height % $2 <> 0 OR tile < 0 OR (tile + 1) * power(2::numeric, height) > $1 ORDER BY height, tile`,
    [size, HEIGHT],
  );
  const says = 'it is over leaves that are not there';
  return strange.map(({ height, tile }) => ({ what: 'record', where: whereOf(height, tile), says }));
}

const whereOf = (height: number, n: number): string => `node ${n} of height ${height}`;
