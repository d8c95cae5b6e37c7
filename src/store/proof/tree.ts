import { hashOfLeaf, type Leaf } from '../../domain/proof/leaf.js';
import { type Hash, type Range, treeOf, treeOfLeaves } from '../../domain/proof/merkle.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** Of each so many nodes side by side the hash over them is kept, and of so many of those again: a proof reads a few of each height, however large the record is. */
const SIDE_BY_SIDE = 16;
/** From one kept height to the next. */
export const HEIGHT = Math.log2(SIDE_BY_SIDE);

export async function sizeOfRecord(sql: Sql): Promise<number> {
  const [row] = await rows<{ size: number }>(
    sql,
    'SELECT coalesce(max(position) + 1, 0)::bigint AS size FROM record_leaves',
  );
  return row!.size;
}

type Read = Omit<Leaf, 'at'> & { at: Moment };
const LEAF = `SELECT position, at, tbl AS table, key, encode(digest, 'hex') AS digest FROM record_leaves`;
const asLeaf = (it: Read): Leaf => ({ ...it, at: new Date(it.at).toISOString() });

/** The leaves from one position to before another, in their order. */
export async function leavesOf(sql: Sql, from: number, to: number): Promise<Leaf[]> {
  const leaves = await rows<Read>(sql, `${LEAF} WHERE position >= $1 AND position < $2 ORDER BY position`, [from, to]);
  return leaves.map(asLeaf);
}

/** All leaves of these things of a table, in their order. */
export async function leavesOfThings(sql: Sql, table: string, keys: readonly string[]): Promise<Leaf[]> {
  const leaves = await rows<Read>(sql, `${LEAF} WHERE tbl = $1 AND key = ANY ($2) ORDER BY position`, [table, keys]);
  return leaves.map(asLeaf);
}

/** The nodes of one height at these places: leaves, or what is kept of them. */
async function nodesAt(sql: Sql, height: number, places: readonly number[]): Promise<Map<number, Hash>> {
  if (height === 0) {
    const leaves = await rows<Read>(sql, `${LEAF} WHERE position = ANY ($1::bigint[])`, [places]);
    return new Map(leaves.map((it) => [it.position, hashOfLeaf(asLeaf(it))]));
  }
  const kept = await rows<{ tile: number; hash: Hash }>(
    sql,
    'SELECT tile, hash FROM record_tiles WHERE height = $1 AND tile = ANY ($2::bigint[])',
    [height, places],
  );
  return new Map(kept.map((it) => [it.tile, it.hash]));
}

const places = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** Keeps the hashes over what has become whole since the leaf `first` came. */
export async function keepTiles(sql: Sql, first: number, size: number): Promise<void> {
  for (let height = HEIGHT; ; height += HEIGHT) {
    const [begun, whole] = [Math.floor(first / 2 ** height), Math.floor(size / 2 ** height)];
    if (whole === begun) return;
    const below = await nodesAt(sql, height - HEIGHT, places(begun * SIDE_BY_SIDE, whole * SIDE_BY_SIDE));
    const tiles = places(begun, whole).map((tile) => {
      const nodes = places(tile * SIDE_BY_SIDE, (tile + 1) * SIDE_BY_SIDE).map((it) => below.get(it)!);
      return { tile, hash: treeOfLeaves(nodes)(0, SIDE_BY_SIDE).toString('hex') };
    });
    await sql.query(
      `INSERT INTO record_tiles SELECT $1, tile, decode(hash, 'hex') FROM jsonb_to_recordset($2) AS t (tile bigint, hash text)`,
      [height, JSON.stringify(tiles)],
    );
  }
}

/** The tree over the first `size` leaves, as far as its root and the proofs of the leaves at `positions` need it. */
export async function treeOfRecord(sql: Sql, size: number, positions: readonly number[] = []): Promise<Range> {
  const known = new Map<number, Map<number, Hash>>();
  for (let height = 0; 2 ** height <= size; height += HEIGHT) {
    const beside = new Set([...positions, size - 1].map((it) => Math.floor(it / 2 ** (height + HEIGHT))));
    const whole = Math.floor(size / 2 ** height);
    const asked = [...beside].flatMap((it) =>
      places(it * SIDE_BY_SIDE, Math.max(it * SIDE_BY_SIDE, Math.min((it + 1) * SIDE_BY_SIDE, whole))),
    );
    known.set(2 ** height, await nodesAt(sql, height, asked));
  }
  return treeOf((from, to) => known.get(to - from)?.get(from / (to - from)));
}
