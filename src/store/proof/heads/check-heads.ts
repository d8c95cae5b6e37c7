import type { KeyObject, X509Certificate } from 'node:crypto';
import { digestOfPayload, type Envelope, signatureOf, signedBy } from '../../../domain/proof/envelope.js';
import { type Head, headOf } from '../../../domain/proof/head.js';
import type { Moment } from '../../../domain/time/dates.js';
import { rows, type Sql } from '../../base/connection/database.js';
import type { Finding } from '../finding.js';
import { digestOfStamp, type KeptHead } from './heads.js';
import { stampedAt, timeFault } from './stamp.js';
import type { Witness } from './vouch.js';

export function checkHeads(heads: readonly KeptHead[], trusted: readonly KeyObject[]): Finding[] {
  let previous: { digest: string; head: Head } | null = null;
  return heads.flatMap(({ number, envelope }): Finding[] => {
    const where = `head ${number}`;
    const head = headOf(envelope);
    if (!head) return [{ what: 'head', where, says: 'it cannot be read' }];
    const found: Finding[] = [];
    if (signedBy(envelope, trusted) === null)
      found.push({ what: 'key', where, says: 'it is signed by no key that is trusted, or was changed' });
    if ((previous?.digest ?? null) !== head.previous)
      found.push({ what: 'head', where, says: 'it does not follow the head before it' });
    if (previous && head.at < previous.head.at)
      found.push({ what: 'order', where, says: `it is of ${head.at}, the one before of ${previous.head.at}` });
    if (previous && (head.size < previous.head.size || head.database !== previous.head.database))
      found.push({ what: 'head', where, says: 'it is of a smaller record, or of another database' });
    previous = { digest: digestOfPayload(envelope), head };
    return found;
  });
}

/** What a witness has; a text: why it could not be asked. */
export interface Seen {
  name: string;
  kept: ReadonlyMap<number, Envelope> | string;
}

const AT_ONCE = 16;

export async function seenBy(witness: Witness): Promise<Seen> {
  const { name } = witness;
  try {
    const numbers = await witness.numbers();
    const kept = new Map<number, Envelope>();
    for (let n = 0; n < numbers.length; n += AT_ONCE)
      await Promise.all(numbers.slice(n, n + AT_ONCE).map(async (it) => kept.set(it, await witness.read(it))));
    return { name, kept };
  } catch (error) {
    return { name, kept: ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message };
  }
}

/**
 * What a witness has is here, and is the same; and up to its last it has them all. A copy may be older than the record: one that we told has
 * what it was told. `told`: until when; null: it is not one of those.
 */
export function checkWitness(heads: readonly KeptHead[], { name, kept }: Seen, told: Moment | null): Finding[] {
  const of = (where: string, says: string): Finding => ({ what: 'witness', where, says });
  if (typeof kept === 'string') return [of(name, `it could not be asked: ${kept}`)];
  if (kept.size === 0) return heads.length === 0 ? [] : [of(name, 'it has no head at all')];
  const ours = new Map(heads.map((it) => [it.number, digestOfPayload(it.envelope)]));
  const last = Math.max(...kept.keys());
  const lacks = heads.filter((it) => it.number < last && !kept.has(it.number));
  const lost = heads.filter((it) => it.number > last && told !== null && it.at <= told);
  return [
    ...[...kept].flatMap(([number, envelope]): Finding[] => {
      const here = ours.get(number);
      if (here === digestOfPayload(envelope)) return [];
      const says =
        here === undefined
          ? 'the witness has it, the database has not: its end was cut off'
          : 'the witness has another';
      return [of(`head ${number}`, says)];
    }),
    ...lacks.map(({ number }) => of(`head ${number}`, 'the witness has those after it, and not this')),
    ...lost.map(({ number }) =>
      of(`head ${number}`, `the witness ${name} had it, and has it no more: it was set back`),
    ),
  ];
}

const STEP = 500;

/**
 * Each stamp is one of the authority, of the head's own signature and time, and was there when the next head was signed.
 * @param certificates of the authority; none: by whom it was stamped is not looked at
 */
export async function checkStamps(
  sql: Sql,
  heads: readonly KeptHead[],
  certificates: readonly X509Certificate[],
  each: () => void,
): Promise<{ good: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  let good = 0;
  for (let from = 0; from < heads.length; from += STEP) {
    const some = heads.slice(from, from + STEP);
    const tokens = await stampsOf(sql, some);
    for (const [n, head] of some.entries()) {
      const next = heads[from + n + 1];
      const says = await stampFault(head, tokens.get(head.id), next && headOf(next.envelope)?.stamp, certificates);
      if (says !== null) findings.push({ what: 'stamp', where: `head ${head.number}`, says });
      else if (tokens.has(head.id)) good += 1;
    }
    each();
  }
  return { good, findings };
}

async function stampsOf(sql: Sql, heads: readonly KeptHead[]): Promise<Map<number, Buffer>> {
  const found = await rows<{ head: number; token: Buffer }>(
    sql,
    'SELECT head_id AS head, token FROM record_stamps WHERE head_id = ANY ($1)',
    [heads.map((it) => it.id)],
  );
  return new Map(found.map((it) => [it.head, it.token]));
}

/** `known`: what the next head says of it. Null: nothing is wrong. */
async function stampFault(
  { envelope }: KeptHead,
  token: Buffer | undefined,
  known: string | undefined,
  certificates: readonly X509Certificate[],
): Promise<string | null> {
  if (!token) return known === undefined ? null : 'it was stamped when the next head was signed, and the stamp is gone';
  if (known !== undefined && known !== digestOfStamp(token)) return 'its stamp is not the one that the next head names';
  const said = Date.parse(headOf(envelope)?.at ?? '');
  return stampedAt(token, signatureOf(envelope), certificates).then(
    (at) => timeFault(said, at),
    (error: Error) => `its stamp is not good: ${error.message}`,
  );
}
