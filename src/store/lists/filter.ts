import { maskName } from '../../domain/person/mask.js';
import type { Seal } from '../base/seal.js';
import { UNREADABLE } from '../people/persons.js';

/** What a list is narrowed by; left out: all. */
export interface Filter {
  plan?: string;
  branch?: string;
  /** The account manager's id. */
  manager?: string;
  stage?: string;
  /** One loan. */
  loan?: string;
}

/** Of a loan `l` and its borrower `b`: whether a list has it. Its parameters are the first five. */
export const IN_LIST = `($1::text IS NULL OR l.plan = $1) AND ($2::text IS NULL OR b.branch = $2)
  AND ($3::text IS NULL OR b.account_manager = $3) AND ($4::text IS NULL OR l.stage = $4) AND ($5::text IS NULL OR l.loan_id = $5)`;

export const parametersOf = ({ plan, branch, manager, stage, loan }: Filter) =>
  [plan, branch, manager, stage, loan].map((it) => it ?? null);

/** A borrower's name as a list shows it, masked; null: none is known, or it was erased. */
export function maskedName(seal: Seal, borrower: string, sealed: Buffer | null): string | null {
  if (sealed === null) return null;
  const name = seal.tryOpen(sealed, 'borrowers.name_sealed', borrower);
  return name === null ? UNREADABLE : maskName(name);
}
