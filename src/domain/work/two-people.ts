import { formatMoney, type Minor, parseMoney } from '../money/money.js';
import type { CaseSpec } from '../plan/risk.js';
import { isRole, type Role, supervisorOf } from '../plan/roles.js';
import { word } from '../reason/vocabulary.js';
import { APPROVAL } from './cases.js';

/**
 * Nobody approves what he has proposed, recorded, or is judged by. An actor of the audit log is `staff/RM1`, who has signed in; `ops/NAME`, the
 * system's user who gives a command, and whose word for who he is nobody can test; `key/…`, a program; or another, which is the lender's own
 * word: a scenario, a book.
 */
export interface Approval {
  actor: string;
  /** Why the rule is broken, which is recorded; null: it is kept. */
  glass: string | null;
  /** Who proposed it, recorded it, or is judged by it. */
  before: readonly string[];
}

/** The person behind an actor: the same, whether signed in or by the system's name. */
export const personOf = (actor: string) => actor.replace(/^(staff|ops)\//, '');

/** Why somebody may not approve; null: he may. */
export function approvalFault({ actor, glass, before }: Approval): string | null {
  if (glass !== null) return null;
  const person = personOf(actor);
  if (before.some((it) => personOf(it) === person)) return `${person} has proposed this: another person must decide`;
  if (actor.startsWith('ops/'))
    return 'who approves signs in (`postloan login`), or says --break-glass and --why, which is recorded as that';
  return actor.startsWith('key/') ? 'a program approves nothing: a person signs in' : null;
}

/**
 * Work by which a person passes on what another has done, by kind. Everything else that is approved is a decision of its own: a case
 * (relief, disposal), a category. `of`: the kinds of work before it, for the same arrears; of a warning: its forms. `signs`: it approves,
 * so that whoever does it has signed in.
 */
export const PASSED_ON: Readonly<Record<string, { of: readonly string[]; signs: boolean }>> = {
  // P5.11: the risk manager reviews what the account manager has written.
  'warning-review': { of: [], signs: false },
  // P5.11: the department head approves major ones, once they are reviewed.
  'disposal-approval': { of: ['disposal-plan', 'disposal-review'], signs: true },
  // Bonus and deduction: nobody approves his own.
  'payment-approval': { of: [], signs: true },
};

/** Who has the review of a category. */
export const CATEGORY_REVIEWER = 'risk-manager' satisfies Role;

/** Work that signs: until it is done, what somebody proposed cannot begin. */
export const isApproval = (kind: string): boolean => kind === APPROVAL || PASSED_ON[kind]?.signs === true;

/** Why somebody may not do such work; null: he may, as who plays staff in a rehearsal. Where he only reviews, a system's user is nobody whom one could tell from another. */
export function passingFault(kind: string, it: Approval): string | null {
  if (!/^(staff|ops|key)\//.test(it.actor)) return null;
  if (PASSED_ON[kind]?.signs !== false) return approvalFault(it);
  const person = personOf(it.actor);
  if (it.glass !== null || !it.actor.startsWith('staff/') || !it.before.some((by) => personOf(by) === person))
    return null;
  return `${person} has written this: another person must review it`;
}

/** Whether a line of proposed sums (`AM01：…`) is about somebody: himself, his role, his branch. */
export const isJudgedIn = (
  line: string,
  { staff, roles, branch }: { staff: string; roles: readonly string[]; branch: string | null },
): boolean => [staff, ...roles, branch ?? ''].some((it) => it !== '' && line.startsWith(`${word(it)}：`));

/** What of a case that one approves has been done, and what it is about. */
export interface ToApprove {
  /** Whether a proposal is on file. */
  proposed: boolean;
  outstanding: Minor;
  /** How far the relief reaches, in days; null: it has no end. */
  days: number | null;
}

/**
 * The same of a case, by its plan: whose signature it wants, and what one person may do alone. The lender's own word says
 * that both were asked. `roles`: of the person who signs; null: the lender's word.
 */
export function caseApprovalFault(
  { proposed, outstanding, days }: ToApprove,
  { kind, approver, alone }: Pick<CaseSpec, 'kind' | 'approver' | 'alone'>,
  roles: readonly string[] | null,
): string | null {
  if (roles === null) return null;
  if (!isOrAbove(roles, approver)) return `${kind} is approved by the ${approver}, or who stands above`;
  if (proposed) return null;
  if (alone === undefined) return `${kind} has no proposal yet: its plan lets nobody grant it alone`;
  if (outstanding > parseMoney(alone.upTo)!)
    return `${kind} has no proposal yet: one person alone may grant it up to ${alone.upTo} outstanding, and this is ${formatMoney(outstanding)}`;
  if (days === null || days > alone.days)
    return `${kind} has no proposal yet: one person alone may grant it for ${alone.days} days at most`;
  return null;
}

/** The same of a category (S3): whoever has its review approves it, or who stands above; never another account manager. */
export const categoryApprovalFault = (roles: readonly string[] | null): string | null =>
  roles === null || isOrAbove(roles, CATEGORY_REVIEWER)
    ? null
    : `a category is approved by the ${CATEGORY_REVIEWER}, or who stands above`;

/** Whether a role is the one that is wanted, or one that its work goes up to. */
const isOrAbove = (roles: readonly string[], wanted: Role) =>
  roles.some((role) => isRole(role) && [0, 1, 2].some((steps) => supervisorOf(wanted, steps) === role));
