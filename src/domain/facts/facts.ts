import type { z } from 'zod';
import type { Moment } from '../time/dates.js';
import { balance } from './account/balance.js';
import { collateral, discharge, valuation } from './account/collateral.js';
import { loan } from './account/loan.js';
import { payment, refund } from './account/payment.js';
import { rate } from './account/rate.js';
import { reversal } from './account/reversal.js';
import { schedule } from './account/schedule.js';
import { terms } from './account/terms.js';
import { borrower, name } from './persons/borrower.js';
import { consent, contact, retire } from './persons/contact.js';
import { newBorrower } from './persons/new-borrower.js';
import { optOut } from './persons/opt-out.js';
import { absent, back, left, staff } from './persons/staff.js';
import { staffEmail } from './persons/staff-email.js';
import { staffFigure } from './persons/staff-figure.js';
import { cause } from './risk/cause.js';
import { classify } from './risk/classification.js';
import { indicator } from './risk/indicator.js';
import { judge } from './risk/judgement.js';
import { measure } from './risk/measure.js';
import { signal } from './risk/signal.js';
import { tier } from './risk/tier.js';
import { accept, complaint, solve, survey } from './work/complaint.js';
import { decide } from './work/decision.js';
import { filed, look } from './work/filed-document.js';
import { hold, release } from './work/hold.js';
import { openCase } from './work/open-case.js';
import { promise } from './work/promise.js';

/** Every kind of fact. All doors (intake, scenarios, commands, pages) read facts by this table. */
export const FACTS = {
  payment,
  reversal,
  refund,
  signal,
  indicator,
  balance,
  rate,
  collateral,
  valuation,
  discharge,
  look,
  filed,
  hold,
  release,
  complaint,
  accept,
  solve,
  survey,
  cause,
  openCase,
  decide,
  promise,
  optOut,
  loan,
  newBorrower,
  borrower,
  name,
  contact,
  consent,
  retire,
  terms,
  schedule,
  tier,
  classify,
  judge,
  measure,
  staff,
  absent,
  back,
  left,
  staffEmail,
  staffFigure,
};

export type FactKind = keyof typeof FACTS;

/** The kinds that come in by a door. */
export const factsBy = (door: 'intake' | 'scenario'): FactKind[] =>
  (Object.keys(FACTS) as FactKind[]).filter((kind) => FACTS[kind].doors.includes(door));

/** What is said of a fact of a kind. */
export type Said<K extends FactKind> = z.output<ReturnType<(typeof FACTS)[K]['said']>>;
/** The same once it is heard. */
export type Heard<K extends FactKind> = ReturnType<(typeof FACTS)[K]['heard']>;

export type Fact<K extends FactKind = FactKind> = { [Each in K]: { kind: Each; said: Said<Each> } }[K];

/** A fact that was said at a moment, by whom, as it stands from then on. */
export const heardOf = <K extends FactKind>({ kind, said }: Fact<K>, at: Moment, by: string): Heard<K> =>
  FACTS[kind].heard(said as never, at, by) as Heard<K>;

/** Whom a fact is about, as the audit log names it; a reversal names only the payment. */
export const aboutOf = (fact: Fact): string => FACTS[fact.kind].about(fact.said as never);
