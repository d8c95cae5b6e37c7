import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  growingTree,
  type Hash,
  inclusionProof,
  isConsistent,
  leafHash,
  rootByInclusion,
  treeOf,
  treeOfLeaves,
} from '../../../src/domain/proof/merkle.js';

const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`${n}`)));
const rootOf = (leaves: Hash[]) => treeOfLeaves(leaves)(0, leaves.length);
const sizes = fc.integer({ min: 1, max: 300 });
const flipped = (hash: Hash) => Buffer.from(hash.map((it, n) => (n === 0 ? it ^ 1 : it)));

describe('the tree of RFC 6962', () => {
  it('has the roots that others reckon', () => {
    // The eight leaves of Certificate Transparency's own tests.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = inputs.map((it) => leafHash(Buffer.from(it, 'hex')));
    expect(rootOf([])).toEqual(createHash('sha256').digest());
    expect(rootOf(leaves.slice(0, 1)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(rootOf(leaves).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('is the same grown leaf by leaf, and with subtrees that are kept', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const leaves = leavesOf(size);
        const tree = growingTree();
        for (const leaf of leaves) tree.add(leaf);
        expect(tree.root()).toEqual(rootOf(leaves));
        const whole = treeOfLeaves(leaves);
        const kept = treeOf((from, to) =>
          to - from === 16 && from % 16 === 0 ? whole(from, to) : to - from === 1 ? leaves[from] : undefined,
        );
        expect(kept(0, size)).toEqual(rootOf(leaves));
      }),
    );
  });
});

describe('a leaf', () => {
  it('is proved to stand at its place, and at no other, in no other tree', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = leavesOf(size);
        const index = a % size;
        const proof = inclusionProof(treeOfLeaves(leaves), index, size);
        expect(rootByInclusion(leaves[index]!, index, size, proof)).toEqual(rootOf(leaves));
        expect(rootByInclusion(flipped(leaves[index]!), index, size, proof)).not.toEqual(rootOf(leaves));
        const other = b % size;
        if (other !== index) expect(rootByInclusion(leaves[index]!, other, size, proof)).not.toEqual(rootOf(leaves));
        if (proof.length > 0) {
          expect(rootByInclusion(leaves[index]!, index, size, proof.slice(1))).not.toEqual(rootOf(leaves));
          const wrong = proof.with(b % proof.length, flipped(proof[b % proof.length]!));
          expect(rootByInclusion(leaves[index]!, index, size, wrong)).not.toEqual(rootOf(leaves));
        }
      }),
    );
  });
});

describe('a later tree', () => {
  it('is proved to begin with the earlier one, and with no other', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = leavesOf(size);
        const early = (a % size) + 1;
        const proof = consistencyProof(treeOfLeaves(leaves), early, size);
        const before = { size: early, root: rootOf(leaves.slice(0, early)) };
        const now = { size, root: rootOf(leaves) };
        expect(isConsistent(before, now, proof)).toBe(true);
        const changed = b % early;
        const rewritten = rootOf(leaves.with(changed, flipped(leaves[changed]!)));
        expect(isConsistent(before, { size, root: rewritten }, proof)).toBe(false);
        expect(isConsistent({ ...before, root: flipped(before.root) }, now, proof)).toBe(false);
        if (proof.length > 0) expect(isConsistent(before, now, proof.slice(1))).toBe(false);
      }),
    );
  });
});
