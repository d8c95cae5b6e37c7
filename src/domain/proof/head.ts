import { z } from 'zod';
import { type Envelope, statementOf } from './envelope.js';

/** What a head of the record says: so many leaves make this root, and the head before it was that one. */
export interface Head {
  /** The database's own id. */
  database: string;
  size: number;
  /** In hex. */
  root: string;
  at: string;
  /** `digestOfPayload` of the head before; null: it is the first. */
  previous: string | null;
  /** SHA-256 of the stamp that the head before has; left out: it has none. */
  stamp?: string | undefined;
}

const PREDICATE = 'urn:postloan:record-head:v1';

/** An in-toto Statement v1. */
export const statementOfHead = ({ database, root, ...predicate }: Head) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: `record/${database}`, digest: { sha256: root } }],
  predicateType: PREDICATE,
  predicate,
});

const statementSchema = z.object({
  subject: z.tuple([
    z.object({ name: z.string().startsWith('record/'), digest: z.object({ sha256: z.string().length(64) }) }),
  ]),
  predicateType: z.literal(PREDICATE),
  predicate: z.object({
    size: z.int().nonnegative(),
    at: z.string(),
    previous: z.string().nullable(),
    stamp: z.string().optional(),
  }),
});

/** Null: it says something else. */
export function headOf(envelope: Envelope): Head | null {
  const read = statementSchema.safeParse(statementOf(envelope));
  if (!read.success) return null;
  const { subject, predicate } = read.data;
  return { database: subject[0].name.slice('record/'.length), root: subject[0].digest.sha256, ...predicate };
}
