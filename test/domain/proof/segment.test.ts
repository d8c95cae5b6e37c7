import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signed } from '../../../src/domain/proof/envelope.js';
import { type Head, statementOfHead } from '../../../src/domain/proof/head.js';
import { consistencyProof, leafHash, treeOfLeaves } from '../../../src/domain/proof/merkle.js';
import { besideEachOther, type EarlierHead, segmentOf } from '../../../src/domain/proof/segment.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const another = generateKeyPairSync('ed25519').privateKey;

/** A record of so many entries, `from` the first of which are otherwise than in the one that is honest. */
const record = (size: number, otherwiseFrom = Infinity) =>
  treeOfLeaves(
    Array.from({ length: size }, (_, n) => leafHash(Buffer.from(n < otherwiseFrom ? `${n}` : `other ${n}`))),
  );
const headAt = (size: number, tree = record(size)): Head => ({
  ...{ database: 'db', size, root: tree(0, size).toString('hex'), previous: null },
  at: new Date(1_800_000_000_000 + size * 1000).toISOString(),
});
const earlier = (size: number, now: number, tree = record(now), key = privateKey): EarlierHead => ({
  head: signed(statementOfHead(headAt(size, record(size))), key),
  proof: consistencyProof(tree, size, now).map((it) => it.toString('hex')),
});

const sizes = fc
  .integer({ min: 2, max: 70 })
  .chain((now) => fc.record({ now: fc.constant(now), before: fc.integer({ min: 1, max: now - 1 }) }));

it('a record that has only grown begins with each of its earlier heads', () => {
  fc.assert(
    fc.property(sizes, ({ now, before }) => {
      const found = segmentOf([earlier(before, now)], headAt(now), [publicKey]);
      expect(found).toEqual({ earlier: [headAt(before)], faults: [] });
    }),
  );
});

it('one of which an entry was changed, and all signed anew, does not', () => {
  fc.assert(
    fc.property(sizes, ({ now, before }) => {
      const rewritten = record(now, before - 1);
      const found = segmentOf([earlier(before, now, rewritten)], headAt(now, rewritten), [publicKey]);
      expect(found.faults).toEqual([
        `heads.json: head 1 signed ${before} entries of ${headAt(before).at}, with which the record does not begin any more`,
      ]);
    }),
  );
});

it('heads of another key, another record, in another order, or that are none are named', () => {
  const of = (...listed: unknown[]) => segmentOf(listed, headAt(9), [publicKey]).faults;
  expect(of(earlier(3, 9, record(9), another))).toEqual(['heads.json: head 1 is signed by no key that is trusted']);
  const strange = signed(statementOfHead({ ...headAt(3), database: 'other' }), privateKey);
  expect(of({ ...earlier(3, 9), head: strange })).toEqual(['heads.json: head 1 is of another record']);
  expect(of(earlier(5, 9), earlier(3, 9))).toEqual([
    `heads.json: the head of ${headAt(3).at} stands after a later one`,
  ]);
  expect(of({ head: {}, proof: [] })).toEqual(['heads.json: head 1 cannot be read']);
  expect(segmentOf({}, headAt(9), [publicKey]).faults).toEqual(['heads.json: cannot be read']);
});

it('files that were given two records are told from each other, whatever each of them proves of itself', () => {
  const beside = besideEachOther();
  expect(beside('a.zip', [headAt(5)])).toEqual({ faults: [], apart: false });
  expect(beside('b.zip', [headAt(5), headAt(8)])).toEqual({ faults: [], apart: false });
  const faults = ['the 8 entries of the record are not those that b.zip has: two records were signed'];
  expect(beside('c.zip', [headAt(5), headAt(8, record(8, 2))])).toEqual({ faults, apart: false });
  expect(beside('d.zip', [headAt(9)])).toEqual({ faults: [], apart: true });
  expect(beside('e.zip', [{ ...headAt(9), database: 'other' }])).toEqual({ faults: [], apart: false });
});
