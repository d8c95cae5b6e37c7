import { z } from 'zod';
import { isDay, parseMoment } from './dates.js';
import { parseAmount } from './money.js';
import { parsePeriod } from './period.js';
import { isRate } from './rates.js';

/**
 * A fact as another system of the lender sends it: its id there, and one of these, in the words of a scenario's events. Messages
 * never repeat what was sent: it may be personal.
 */
const id = z
  .string()
  .regex(/^[^\p{Cc}]{1,100}$/u, 'must be 1 to 100 signs')
  .refine((it) => it.trim() === it, 'must not begin or end with a space');
const word = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be a word such as new-overdue');
const day = z.string().refine(isDay, 'not a date, such as 2026-11-01');
const money = z.string().transform((said, context) => {
  const minor = parseAmount(said);
  if (minor !== null) return minor;
  context.addIssue('not an amount of money, such as "1060.00"');
  return z.NEVER;
});
const text = z.string().regex(/^[^\p{Cc}]{1,200}$/u, 'must be 1 to 200 signs');
/** Of the archive: `contract/paper`. */
const filed = z
  .string()
  .regex(/^[a-z0-9-]{1,60}\/(electronic|paper)$/, 'a document and its form, such as contract/electronic');
const annualRate = z.string().refine(isRate, 'must be per cent a year, from "0" to "100", such as "4.35"');

/** By kind. What is left out, or null, is not known. */
const INCOMING = {
  payment: z.strictObject({
    loan: id,
    reference: id,
    amount: money.refine((it) => it > 0, 'must be more than nothing'),
    paidOn: day.optional(),
  }),
  reversal: z.strictObject({ reference: id }),
  signal: z.strictObject({
    borrower: id,
    kind: word,
    source: word.optional(),
    /** Anything that helps who handles the warning: sealed with the fact, shown by `intake show`. */
    facts: z.record(word, z.union([text, z.number(), z.boolean()])).optional(),
  }),
  indicator: z.strictObject({
    borrower: id,
    name: word,
    period: z.string().refine((it) => parsePeriod(it) !== null, 'not a period, such as 2026-Q3 or 2026-09'),
    value: z.number().min(-1e15).max(1e15),
  }),
  balance: z.strictObject({ loan: id, amount: money }),
  rate: z.strictObject({ loan: id, annualRate, from: day }),
  look: z.strictObject({
    loan: id,
    document: filed,
    by: id,
    reason: text,
    at: z
      .string()
      .refine((it) => parseMoment(it) !== null, 'not a moment, such as 2026-11-01T08:00:00+08:00')
      .optional(),
  }),
  filed: z.strictObject({ loan: id, documents: z.array(filed).min(1).max(50) }),
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
  const known = id.safeParse(own);
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
  return (kind === 'signal' || kind === 'indicator') && word.safeParse(one).success;
}

/** Whom a fact is about, as the audit log names it; a reversal names only the payment. */
export function subjectOf({ said }: Content): string {
  if ('loan' in said) return `loan/${said.loan}`;
  if ('borrower' in said) return `borrower/${said.borrower}`;
  return `payment/${said.reference}`;
}
