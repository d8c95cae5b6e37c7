import type { Minor } from '../money/money.js';
import type { ChannelName } from '../plan/plan.js';
import type { CaseKind } from '../plan/risk.js';
import type { Day } from '../time/dates.js';

type None = Record<never, never>;
type Message = { template: string; channel: ChannelName };

/** What was last done about arrears: work of a kind that is still open after its day, or was done; a message; a fact, after which nobody was asked for anything. */
export type LastStep = { is: 'open' | 'done'; kind: string } | { is: 'message' | 'asked' };

/**
 * Each reason with the figures it was decided on; its words are in words.ts. Sums are in minor units. Nothing personal: reasons stand in
 * workflow histories. Nothing may be removed, since rows of the database hold these codes and figures.
 */
export interface FiguresOf {
  // what is owed
  overdue: { seq: number; dueOn: Day; amount: Minor };
  'nothing-overdue': None;
  'within-tolerance': { amount: Minor };
  /** A relief has moved what was due. */
  relieved: { kind: CaseKind; until: Day };
  'due-is-paid': { dueOn: Day };
  /** What a call was to remind of; `dueOn` null: its instalment is not in the schedule any more. */
  'reminded-is-paid': { dueOn: Day | null };
  'paid-in-full': None;
  due: { seqs: readonly number[]; dueOn: Day; amount: Minor };
  overpaid: { amount: Minor };
  'not-overpaid': None;
  residue: { amount: Minor; since: Day };
  'no-residue': None;

  // the ladder
  'in-stage': { stage: string; since: Day; amount: Minor };
  'passed-over': { stage: string; amount: Minor };
  /** So many days were reached at most: too few for the stage. */
  'at-most': { days: number };
  'taken-back': None;
  /** What had been done with a task of another loan, which needs it no more. */
  'goes-on': None;
  /** Of which days it is known whether they are working days. */
  'calendar-ends': { on: Day };
  /** The condition of a warning still holds. */
  'still-holds': None;
  /** It was closed while its condition held, which does so no more. */
  'holds-no-more': None;
  /** A case of this kind was approved and has taken the ladder's place. */
  'taken-over': { kind: CaseKind };
  /** A relief of this kind was refused. */
  'relief-refused': { kind: CaseKind };
  promised: { amount: Minor; on: Day };
  /** `nothingDue`: less came than was promised, and nothing that was due is unpaid. */
  'promise-judged': { amount: Minor; on: Day; paid: Minor; nothingDue: boolean };
  /** A relief of this kind ended, or its schedule was broken, with so much overdue. */
  'ran-out': { kind: CaseKind; until: Day; amount: Minor };
  /** A letter of this kind gave until then, with so much overdue now. */
  'demand-passed': { kind: string; until: Day; amount: Minor };
  /** Nothing was asked of anybody since; `last`: what it was that day, left out in what was written before it was kept. */
  silent: { since: Day; amount: Minor; last?: LastStep };
  /** A case that has taken the ladder's place has no step with a deadline ahead; `step`: the work that was due last and is not done. */
  'suit-silent': { kind: CaseKind; since: Day; amount: Minor; step?: string };
  /** People decided on the category. */
  decided: { category: string };
  /** A relief of the overdue loan is still observed. */
  observed: { kind: CaseKind };

  // conditions of a plan, and the tiers that rest on them
  /** Conditions that hold, and of each all that it names. */
  conditions: { all: readonly (readonly Reason[])[] };
  classified: { category: string };
  'days-past-due': { days: number };
  'amount-overdue': { amount: Minor };
  'instalments-overdue': { count: number };
  cause: { cause: string };
  /** News from outside; `on` null: the day is not said. */
  signal: { source: string; kind: string; on: Day | null };
  /** `of`: the thing whose value it is, by id and kind; left out: the borrower's. */
  indicator: { name: string; values: readonly { value: number; period: string }[]; of?: string };
  'no-case': { kinds: readonly CaseKind[] };
  /** It kept a term of law from running out. */
  'to-be-proved': { act: string; on: Day };
  /** People tried to reach the borrower, on so many days. */
  tried: { times: number; days: number };
  segment: None;
  'set-by-hand': { text: string };
  'never-spoke': { tier: string };
  calm: { tier: string; days: number };

  // care
  /** `tier`, `because` null: it does not hang on any. */
  check: {
    title: string;
    period: string;
    tier: string | null;
    because: Reason | null;
    /** The thing it is about, by id and kind, and the loans that it secures; left out: it is about a loan or a borrower. */
    of?: { collateral: string; loans: readonly string[] };
  };
  matures: { on: Day };
  'paid-well': { days: number };
  'not-archived': { documents: readonly string[] };
  /** `before` null: not known. */
  rate: { from: Day; rate: string; before: string | null };
  'whom-to-turn-to': { source: string; kind: string; on: Day };
  'nobody-calls': None;

  // terms of law
  'term-ends': { clock: string; from: Day; since: string; endsOn: Day };
  'term-kept': None;

  // cases
  'decided-unproposed': None;
  /** A person opened the case, with a reason in words. */
  'opened-by': { by: string; text: string };
  'case-decided': { kind: CaseKind; until: Day | null };
  'case-step': { title: string };
  'case-ended': { outcome: CaseOutcome };

  // complaints
  complaint: None;
  'not-accepted': None;
  accepted: None;
  /** `assumed`: the calendar did not cover the days of the time limit. */
  unsolved: { assumed: boolean };
  solved: None;
  surveyed: None;

  // what borrowers say
  reply: { channel: string };
  'asks-for-relief': None;
  complains: None;
  'will-pay': None;
  'asks-for-a-call': None;

  // work of units
  duty: { title: string; period: string };
  'target-missed': { title: string; period: string; bound: string; value: string | null };
  'score-too-low': { unit: string; period: string; points: number | null; below: number };
  'sums-proposed': { period: string; version: number };
  superseded: { version: number };
  'facts-refused': { sender: string };
  'feed-refused': { day: Day; rows: number; loans: number };
  'feed-taken': { day: Day };
  /** A book that could not be read, by its name where it arrived. */
  'book-unread': { book: string; faults: number };
  /** `before` null: none came since. */
  'book-missing': { after: Day; before: Day | null };
  'payments-unmatched': { day: Day; payments: number };
  /** `first`: a table and a key, as `audit check` names it. */
  'record-broken': { findings: number; first: string };
  paper: { plan: string; asOf: Day; version: number };

  // letters
  'letter-lacks': { letter: string; field: string };
  /** Each with its code point. */
  'no-font': { signs: readonly string[] };
  'tried-for-hours': None;
  'letter-made': None;
  'letter-withdrawn': None;

  // messages that did not go, or did not arrive
  'no-way': { template: string; because: Reason };
  'not-reached': Message & { because: Reason };
  'no-channel-reached': { template: string };
  undelivered: { providerCode: string | null };
  'outcome-unknown': None;
  'too-late': { template: string };
  'too-many': { template: string };
  blocked: Message & { providerCode: string };
  'once-more': Message & { providerCode: string };

  // as they stand on a notice and in the timeline; a notice that is tried again may have the provider's code instead
  restricted: None;
  paid: None;
  'no consent': None;
  hold: None;
  stale: None;
  'quiet hours': None;
  cap: None;
  'facts missing': None;
  'unread answer': None;
  gathering: None;
  'no book of the day': None;
  joined: None;
  refused: None;
  'channel not configured': None;
  'no words': None;
  'provider is down': None;
  paused: None;
  'name or address cannot be opened': None;
  'not at the provider': None;
  'outcome cannot be known': None;
  delivered: None;

  // why a loan is left out of a batch
  'no such step': None;
  'still waits': None;
  'still open': None;
  'held already': None;
  'not held': None;

  // what people ask for
  'asked-for': { by: string };
  'asked-again': { by: string; text: string };

  /** A sentence of before reasons were data; nothing new is said so. */
  sentence: { text: string };
}

export type ReasonCode = keyof FiguresOf;

/** Why something was decided: a code with its figures. Its words are made where it is shown. */
export type Reason<C extends ReasonCode = ReasonCode> = { [K in C]: { code: K } & FiguresOf[K] }[C];

export type CaseOutcome = 'rejected' | 'undone' | 'carried out' | 'run out' | 'loan closed' | 'overtaken';
