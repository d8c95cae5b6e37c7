import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { type Envelope, envelopeOf, signedBy } from './envelope.js';
import { type Head, headOf } from './head.js';
import { isConsistent } from './merkle.js';

/** Heads that were signed before the one of an export, in an export. */
export const SEGMENT = 'heads.json';

/** A head that was signed before, and the proof that the record of the later head begins with all that it signs. */
export interface EarlierHead {
  head: Envelope;
  /** Hashes in hex, RFC 6962, section 2.1.2. */
  proof: string[];
}

const segmentSchema = z.array(z.object({ head: z.unknown(), proof: z.array(z.string()) }));

/** What the heads before say, the earliest first, and what is wrong with them, each as one line. `listed`: as the file has them. */
export function segmentOf(
  listed: unknown,
  now: Head,
  trusted: readonly KeyObject[],
): { earlier: Head[]; faults: string[] } {
  const read = segmentSchema.safeParse(listed);
  if (!read.success) return { earlier: [], faults: [`${SEGMENT}: cannot be read`] };
  const found = read.data.map(({ head, proof }, n): { head: Head | null; faults: string[] } => {
    const fault = (says: string) => ({ head: null, faults: [`${SEGMENT}: head ${n + 1} ${says}`] });
    const envelope = envelopeOf(head);
    const said = envelope && headOf(envelope);
    if (!said) return fault('cannot be read');
    if (signedBy(envelope, trusted) === null) return fault('is signed by no key that is trusted');
    if (said.database !== now.database) return fault('is of another record');
    const path = proof.map((it) => Buffer.from(it, 'hex'));
    const rootOf = (it: Head) => ({ size: it.size, root: Buffer.from(it.root, 'hex') });
    if (!isConsistent(rootOf(said), rootOf(now), path))
      return fault(`signed ${said.size} entries of ${said.at}, with which the record does not begin any more`);
    return { head: said, faults: [] };
  });
  const earlier = found.flatMap((it) => it.head ?? []);
  const back = earlier.findIndex((it, n) => n > 0 && (it.size < earlier[n - 1]!.size || it.at < earlier[n - 1]!.at));
  return {
    earlier,
    faults: [
      ...found.flatMap((it) => it.faults),
      ...(back < 0 ? [] : [`${SEGMENT}: the head of ${earlier[back]!.at} stands after a later one`]),
    ],
  };
}

/**
 * Looks at the heads of one file after another. Two of one record and one size that do not say the same are a fault of the later file.
 * `apart`: files of this record were looked at before, and none of its heads is one of theirs, so that nothing shows that it is the same record.
 */
export function besideEachOther(): (file: string, heads: readonly Head[]) => { faults: string[]; apart: boolean } {
  const records = new Map<string, Map<number, { file: string; root: string }>>();
  return (file, heads) => {
    const faults: string[] = [];
    let [seen, met] = [false, false];
    for (const { database, size, root } of heads) {
      const record = records.get(database) ?? new Map<number, { file: string; root: string }>();
      records.set(database, record);
      const before = record.get(size);
      seen ||= [...record.values()].some((it) => it.file !== file);
      met ||= before !== undefined;
      if (!before) record.set(size, { file, root });
      else if (before.root !== root)
        faults.push(`the ${size} entries of the record are not those that ${before.file} has: two records were signed`);
    }
    return { faults, apart: seen && !met };
  };
}
