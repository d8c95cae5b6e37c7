import { z } from 'zod';
import { isRate } from '../care/rates.js';
import {
  saidDay,
  saidFigure,
  saidId,
  saidLine,
  saidMoment,
  saidMoney,
  saidPeriod,
  saidSum,
  saidWord,
} from '../entry/said-schemas.js';

/**
 * A fact as another system of the lender sends it: its id there, and one of these, in the words of a scenario's events. Messages
 * never repeat what was sent: it may be personal.
 */
const text = saidLine.refine((it) => it !== '', 'must not be empty');
/** Of the archive: `contract/paper`. */
const filed = z
  .string()
  .regex(/^[a-z0-9-]{1,60}\/(electronic|paper)$/, 'a document and its form, such as contract/electronic');
const annualRate = z.string().refine(isRate, 'must be per cent a year, from "0" to "100", such as "4.35"');

/** By kind. What is left out, or null, is not known. */
const INCOMING = {
  payment: z.strictObject({
    loan: saidId,
    reference: saidId,
    amount: saidSum,
    paidOn: saidDay.optional(),
  }),
  reversal: z.strictObject({ reference: saidId }),
  refund: z.strictObject({ loan: saidId, reference: saidId, amount: saidSum, paidOn: saidDay.optional() }),
  signal: z.strictObject({
    borrower: saidId,
    kind: saidWord,
    source: saidWord.optional(),
    /** Anything that helps who handles the warning: sealed with the fact, shown by `intake show`. */
    facts: z.record(saidWord, z.union([text, z.number(), z.boolean()])).optional(),
  }),
  indicator: z.strictObject({
    borrower: saidId,
    name: saidWord,
    period: saidPeriod,
    value: saidFigure,
  }),
  balance: z.strictObject({ loan: saidId, amount: saidMoney }),
  rate: z.strictObject({ loan: saidId, annualRate, from: saidDay }),
  look: z.strictObject({
    loan: saidId,
    document: filed,
    by: saidId,
    reason: text,
    /** As it was said. */
    at: z
      .string()
      .refine((it) => saidMoment.safeParse(it).success, 'not a moment, such as 2026-11-01T08:00:00+08:00')
      .optional(),
  }),
  filed: z.strictObject({ loan: saidId, documents: z.array(filed).min(1).max(50) }),
};

const INCOMING_KINDS = Object.keys(INCOMING) as IncomingKind[];
type IncomingKind = keyof typeof INCOMING;
type Content = { [Kind in IncomingKind]: { kind: Kind; said: z.output<(typeof INCOMING)[Kind]> } }[IncomingKind];

/** A fact that can be taken, under the sender's own id; `sent` is what came, `{ id, payment: … }`. */
export type Incoming = Content & { id: string; sent: Record<string, unknown> };

/** Reads one fact. `spare`: its id when it names none. A fault is where it is and what is wrong, without what was sent. */
export function readIncoming(sent: unknown, spare: string): Incoming | { id: string | null; fault: string } {
  const object = z.record(z.string(), z.unknown()).safeParse(sent);
  if (!object.success) return { id: null, fault: 'not an object' };
  const { id: own = spare, ...rest } = object.data;
  const known = saidId.safeParse(own);
  if (!known.success) return { id: null, fault: `id: ${known.error.issues[0]!.message}` };
  const keys = Object.keys(rest);
  const kind = INCOMING_KINDS.find((it) => it === keys[0]);
  if (kind === undefined || keys.length !== 1)
    return { id: known.data, fault: `besides an id there must be exactly one of ${INCOMING_KINDS.join(', ')}` };
  const content = INCOMING[kind].safeParse(rest[kind]);
  if (content.success) {
    const sent = { id: known.data, [kind]: rest[kind] };
    return { id: known.data, kind, said: content.data, sent } as Incoming;
  }
  const { path, message, code } = content.error.issues[0]!;
  // This one of zod's messages repeats what was sent.
  const fault = code === 'unrecognized_keys' ? 'has keys that are not known' : message;
  return { id: known.data, fault: `${[kind, ...path.map(String)].join('.')}: ${fault}` };
}

/** What a sender may send: kinds, and of signals and indicators single ones, `signal:litigation`. */
export function mayTell(allowed: readonly string[], fact: Content): boolean {
  if (allowed.includes(fact.kind)) return true;
  if (fact.kind === 'signal') return allowed.includes(`signal:${fact.said.kind}`);
  return fact.kind === 'indicator' && allowed.includes(`indicator:${fact.said.name}`);
}

/** Whether something is such a kind. */
export function isAllowance(said: string): boolean {
  const [kind, one] = said.split(':');
  if (one === undefined) return INCOMING_KINDS.some((it) => it === kind);
  return (kind === 'signal' || kind === 'indicator') && saidWord.safeParse(one).success;
}

/** Whom a fact is about, as the audit log names it; a reversal names only the payment. */
export function subjectOf({ said }: Content): string {
  if ('loan' in said) return `loan/${said.loan}`;
  if ('borrower' in said) return `borrower/${said.borrower}`;
  return `payment/${said.reference}`;
}
