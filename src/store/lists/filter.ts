import { maskName } from '../../domain/person/mask.js';
import type { Seal } from '../base/seal.js';
import { UNREADABLE } from '../people/persons.js';

/** What a list is narrowed by; left out: all. */
export interface Filter {
  plan?: string | undefined;
  branch?: string | undefined;
  /** The account manager's id. */
  manager?: string | undefined;
  stage?: string | undefined;
  /** One loan. */
  loan?: string | undefined;
  /** Left out: everybody's. */
  sight?: Sight | undefined;
}

/**
 * Whose borrowers somebody sees: everybody's, those of a branch, or his own, which are those he looks after and those about whom he has
 * something to do. `of`: the branch, or who it is.
 */
export type Sight = { scope: 'all'; of?: null } | { scope: 'branch' | 'own'; of: string };

/** Where it stands who a borrower is and of which branch. What has its `of_branch` is found by an index, whatever the list is sorted by. */
const BORROWER = { borrower: 'b.borrower_id', branch: 'b.branch' };
export const OF_LOAN = { borrower: 'l.borrower_id', branch: 'l.of_branch' };

/** Of a borrower `b`, or of whoever stands `at` another place: whether he is in sight; `of`: the parameter of that name, `$6`. */
export function inSight(scope: Sight['scope'], of: string, at = BORROWER): string {
  if (scope === 'all') return `${of}::text IS NULL`;
  if (scope === 'branch') return `${at.branch} = ${of}`;
  return `${at.borrower} IN (SELECT borrower_id FROM borrowers WHERE account_manager = ${of}
    UNION SELECT x.borrower_id FROM tasks m JOIN loans x USING (loan_id) WHERE m.owner = ${of} AND m.status = 'open')`;
}

/** Of a task `t` that is no loan's, of a unit or of a complaint: whether it is in sight. `of`: the parameter of that name. */
export function ofNoLoan(scope: Sight['scope'], of: string): string {
  if (scope === 'all') return `${of}::text IS NULL`;
  if (scope === 'branch') return `EXISTS (SELECT FROM staff s WHERE s.staff_id = t.owner AND s.branch = ${of})`;
  return `t.owner = ${of}`;
}

/** Of a loan `l` and its borrower `b`: whether a list has it. Its parameters are the first six. `ofLoan`: whether it is about one loan. `branch`: where the branch stands. */
export const inList = (scope: Sight['scope'], { ofLoan = 'l.loan_id = $5', branch = OF_LOAN.branch } = {}) =>
  `($1::text IS NULL OR l.plan = $1) AND ($2::text IS NULL OR ${branch} = $2)
  AND ($3::text IS NULL OR b.account_manager = $3) AND ($4::text IS NULL OR l.stage = $4) AND ($5::text IS NULL OR ${ofLoan})
  AND ${inSight(scope, '$6', { ...OF_LOAN, branch })}`;

export const parametersOf = ({ plan, branch, manager, stage, loan, sight }: Filter) =>
  [plan, branch, manager, stage, loan, sight?.of].map((it) => it ?? null);

/** A part of a list, by id: what comes after an id, and how many at most. */
export interface Page {
  /** Empty: from the first. */
  after: string;
  limit: number;
}

/** A borrower's name as a list shows it, masked; null: none is known, or it was erased. */
export function maskedName(seal: Seal, borrower: string, sealed: Buffer | null): string | null {
  if (sealed === null) return null;
  const name = seal.tryOpen(sealed, 'borrowers.name_sealed', borrower);
  return name === null ? UNREADABLE : maskName(name);
}
