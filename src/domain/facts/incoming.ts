import { z } from 'zod';
import { inJson, saidId, saidWord } from '../entry/said-schemas.js';
import { withNumberOf } from '../person/contact.js';
import { HOME } from '../person/phone-number.js';
import { FACTS, type Fact, type FactKind, factsBy } from './facts.js';

/**
 * A fact as another system of the lender sends it: its id there, and one of these, in the words of a scenario's events. Messages
 * never repeat what was sent: it may be personal.
 */
const SCHEMAS = new Map(factsBy('intake').map((kind): [FactKind, z.ZodType] => [kind, FACTS[kind].said(inJson)]));

/** A fact that can be taken, under the sender's own id; `sent` is what came, `{ id, payment: … }`. */
export type Incoming = Fact & { id: string; sent: Record<string, unknown> };

/** Reads one fact. `spare`: its id when it names none. `country`: of phone numbers without a country code. A fault is where it is and what is wrong, without what was sent. */
export function readIncoming(
  sent: unknown,
  spare: string,
  country: string = HOME,
): Incoming | { id: string | null; fault: string } {
  const object = z.record(z.string(), z.unknown()).safeParse(sent);
  if (!object.success) return { id: null, fault: 'not an object' };
  const { id: own = spare, ...rest } = object.data;
  const known = saidId.safeParse(own);
  if (!known.success) return { id: null, fault: `id: ${known.error.issues[0]!.message}` };
  const keys = Object.keys(rest);
  const [kind] = keys as FactKind[];
  const schema = kind && SCHEMAS.get(kind);
  if (!schema || keys.length !== 1)
    return { id: known.data, fault: `besides an id there must be exactly one of ${[...SCHEMAS.keys()].join(', ')}` };
  const content = schema.safeParse(withNumberOf(country, rest[kind]));
  if (content.success) {
    const sent = { id: known.data, [kind]: rest[kind] };
    return { id: known.data, kind, said: content.data, sent } as Incoming;
  }
  const { path, message, code } = content.error.issues[0]!;
  // This one of zod's messages repeats what was sent.
  const fault = code === 'unrecognized_keys' ? 'has keys that are not known' : message;
  return { id: known.data, fault: `${[kind, ...path.map(String)].join('.')}: ${fault}` };
}

/** Whether a sender may send a fact: it is allowed whole kinds, or single signals and indicators, `signal:litigation`. */
export function mayTell(allowed: readonly string[], fact: Fact): boolean {
  if (allowed.includes(fact.kind)) return true;
  if (fact.kind === 'signal') return allowed.includes(`signal:${fact.said.kind}`);
  return fact.kind === 'indicator' && allowed.includes(`indicator:${fact.said.name}`);
}

/** Whether a word names such an allowance. */
export function isAllowance(said: string): boolean {
  const [kind, one] = said.split(':');
  if (one === undefined) return SCHEMAS.has(kind as FactKind);
  return (kind === 'signal' || kind === 'indicator') && saidWord.safeParse(one).success;
}
