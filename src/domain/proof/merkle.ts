import { createHash } from 'node:crypto';

/** The tree of RFC 6962, section 2.1: what stands in it at a size is proved by its root, and a later root proves an earlier one. */
export type Hash = Buffer;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: Uint8Array[]): Hash => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (bytes: Uint8Array): Hash => sha256(LEAF, bytes);
const nodeHash = (left: Hash, right: Hash): Hash => sha256(NODE, left, right);

/** The largest power of two below `size`, which is 2 or more. */
const half = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

/** The hash over the leaves `from` to before `to`, which is aligned as the tree cuts it. */
export type Range = (from: number, to: number) => Hash;

/** A tree of which some subtrees are known; what is asked twice is reckoned once. @throws where a leaf is not known */
export function treeOf(known: (from: number, to: number) => Hash | undefined): Range {
  const reckoned = new Map<string, Hash>();
  const range: Range = (from, to) => {
    if (to === from) return sha256();
    const at = `${from}-${to}`;
    const before = known(from, to) ?? reckoned.get(at);
    if (before) return before;
    if (to - from === 1) throw new Error(`leaf ${from} is not known`);
    const middle = from + half(to - from);
    const hash = nodeHash(range(from, middle), range(middle, to));
    reckoned.set(at, hash);
    return hash;
  };
  return range;
}

export const treeOfLeaves = (leaves: readonly Hash[]): Range =>
  treeOf((from, to) => (to - from === 1 ? leaves[from] : undefined));

/** What, with the leaf `index`, makes the root of the tree of `size` leaves: from the leaf up. */
export function inclusionProof(range: Range, index: number, size: number): Hash[] {
  const path = (from: number, to: number): Hash[] => {
    if (to - from === 1) return [];
    const middle = from + half(to - from);
    return index < middle ? [...path(from, middle), range(middle, to)] : [...path(middle, to), range(from, middle)];
  };
  if (index < 0 || index >= size) throw new Error(`no leaf ${index} in a tree of ${size}`);
  return path(0, size);
}

/** The root that a leaf and its proof make; null: the proof is not one of this place. RFC 9162, 2.1.3.2. */
export function rootByInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[]): Hash | null {
  if (index < 0 || index >= size) return null;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const other of proof) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(other, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else hash = nodeHash(hash, other);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

/** That the tree of `before` leaves is the beginning of the one of `size`. */
export function consistencyProof(range: Range, before: number, size: number): Hash[] {
  const path = (to: number, from: number, end: number, whole: boolean): Hash[] => {
    if (to === end) return whole ? [] : [range(from, end)];
    const middle = from + half(end - from);
    return to <= middle
      ? [...path(to, from, middle, whole), range(middle, end)]
      : [...path(to, middle, end, false), range(from, middle)];
  };
  if (before < 0 || before > size) throw new Error(`a tree of ${size} does not begin with one of ${before}`);
  return before === 0 ? [] : path(before, 0, size, true);
}

/** RFC 9162, 2.1.4.2. */
export function isConsistent(
  before: { size: number; root: Hash },
  now: { size: number; root: Hash },
  proof: readonly Hash[],
): boolean {
  if (before.size === now.size) return proof.length === 0 && before.root.equals(now.root);
  if (before.size > now.size) return false;
  if (before.size === 0) return proof.length === 0;
  const path = Number.isInteger(Math.log2(before.size)) ? [before.root, ...proof] : [...proof];
  let [place, last] = [before.size - 1, now.size - 1];
  while (place % 2 === 1) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  const first = path.shift();
  if (!first) return false;
  let [old, young] = [first, first];
  for (const other of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [old, young] = [nodeHash(other, old), nodeHash(other, young)];
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else young = nodeHash(young, other);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && old.equals(before.root) && young.equals(now.root);
}

/** The roots of a tree that grows: complete subtrees from the left, the largest first. Memory does not grow with it. */
export interface Growing {
  add(leaf: Hash): void;
  size(): number;
  root(): Hash;
}

/** `whole`: told of each subtree that has become complete, its height and its place among those of that height. */
export function growingTree(whole: (height: number, n: number, hash: Hash) => void = () => undefined): Growing {
  const peaks: { height: number; hash: Hash }[] = [];
  let size = 0;
  return {
    add: (leaf) => {
      let [height, hash] = [0, leaf];
      for (let last = peaks.at(-1); last?.height === height; last = peaks.at(-1)) {
        hash = nodeHash(peaks.pop()!.hash, hash);
        height += 1;
        whole(height, Math.floor(size / 2 ** height), hash);
      }
      peaks.push({ height, hash });
      size += 1;
    },
    size: () => size,
    root: () => {
      const [last, ...before] = peaks.map((it) => it.hash).reverse();
      return last ? before.reduce((right, left) => nodeHash(left, right), last) : sha256();
    },
  };
}
