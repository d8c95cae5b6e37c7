import type { Role as Work } from '../domain/plan/roles.js';
import type { AccessRole } from '../store/access/users.js';
import type { Sight } from '../store/lists/filter.js';

/** A role of work or of access; `system`: a program, by its key. */
export type Role = Work | AccessRole | 'system';
/** Of whose borrowers: one's own, those of one's branch, or everybody's. Who is of no branch is of all. */
export type Scope = Sight['scope'];
type Who = Partial<Record<Role, Scope>>;

interface Row {
  /** Who may; `anybody`: without signing in. */
  who: Who | 'anybody';
  /** What of persons is shown: nothing that is theirs, masked, or in the clear for a reason, which is noted. */
  shows: 'nothing' | 'masked' | 'unmasked';
}

const BRANCH = {
  'collection-specialist': 'branch',
  'risk-manager': 'branch',
  'department-head': 'branch',
  'branch-president': 'branch',
} as const;
/** Who works with borrowers, and notes what they say and do. */
const WORK: Who = { 'account-manager': 'own', ...BRANCH, ops: 'all', system: 'all' };
/** Whoever has tasks. */
const DO: Who = { ...WORK, archivist: 'branch', 'industry-analyst': 'all' };
const READ: Who = { ...DO, auditor: 'all' };
/** Who approves: people, never a program. */
const DECIDE: Who = { 'risk-manager': 'branch', 'department-head': 'branch', 'branch-president': 'branch' };
/** Who sees in the clear, for a reason. */
const LOOK: Who = { 'account-manager': 'own', ...BRANCH, ops: 'all', auditor: 'all' };
/** Who writes plans: people. */
const AUTHOR: Who = { ...DECIDE, 'industry-analyst': 'all', ops: 'all' };
/** Who tries what a plan would do. */
const PLAN: Who = { ...AUTHOR, system: 'all' };
const BOOK: Who = { ops: 'all', system: 'all' };
const HEAD: Who = { 'department-head': 'branch', 'branch-president': 'branch', ops: 'all' };
const GIVE: Who = { administrator: 'all' };
const EVERYBODY: Who = { ...READ, administrator: 'all' };
/** A program has no session of its own. */
const { system: _, ...PEOPLE } = EVERYBODY;
/** Who reads papers: of those who do not see the whole book, each what was sent to him or her. */
const PAPERS_READ: Who = { ...READ, 'collection-specialist': 'own', archivist: 'own' };

const open: Row = { who: 'anybody', shows: 'nothing' };
const plain = (who: Who): Row => ({ who, shows: 'nothing' });
const masked = (who: Who): Row => ({ who, shows: 'masked' });
const inTheClear = (who: Who): Row => ({ who, shows: 'unmasked' });

/** Who may do what: a row for each route under /api/v1. A route without one stops the start (v1/guard.ts). */
export const ACCESS: Record<string, Row> = {
  'GET /health': open,
  'GET /openapi.json': open,
  'GET /reference': open,
  'GET /reference.js': open,
  'POST /session': open,
  'GET /sign-on': open,
  'GET /sign-on/begin': open,
  'GET /sign-on/return': open,
  'GET /lender': plain(EVERYBODY),
  'GET /session': plain(EVERYBODY),
  'DELETE /session': plain(PEOPLE),
  'PUT /session/language': plain(PEOPLE),
  'POST /session/password': plain(PEOPLE),
  'GET /session/device-keys': plain(PEOPLE),
  'POST /session/second-factor': plain(PEOPLE),
  'PUT /session/second-factor': plain(PEOPLE),

  'GET /borrowers': masked(READ),
  'GET /borrowers/:borrower': masked(READ),
  'POST /borrowers/:borrower/look': inTheClear(LOOK),
  'POST /borrower-changes': plain(HEAD),
  'POST /contacts': plain(WORK),
  'POST /contact-retirements': plain(WORK),
  'POST /opt-outs': plain(WORK),

  'GET /loans': masked(READ),
  'GET /loans/:loan': masked(READ),
  'GET /loans/:loan/schedule': plain(READ),
  'GET /loans/:loan/standing': plain(READ),
  'GET /loans/:loan/diary': plain(READ),
  'GET /loans/:loan/next': plain(READ),
  'GET /loans/:loan/payments': plain(READ),
  'GET /loans/:loan/notices': plain(READ),
  'GET /loans/:loan/papers': plain(READ),
  'POST /loans/:loan/relief-ahead': plain(WORK),
  'POST /loans/:loan/notices/:notice/look': inTheClear(LOOK),
  'POST /loans/:loan/retrigger': plain(HEAD),
  'POST /loans/:loan/restart': plain(HEAD),

  'GET /tasks': masked(READ),
  'GET /tasks/:task': masked(READ),
  'POST /tasks/:task/done': plain(DO),
  'GET /tasks/:task/evidence': masked(READ),
  'POST /tasks/:task/evidence': plain(DO),
  'POST /tasks/:task/evidence/:evidence/look': inTheClear(LOOK),
  'POST /tasks/:task/owner': plain(HEAD),
  'POST /tasks/:task/call': plain(WORK),
  'POST /tasks/:task/call-ended': plain(WORK),
  'POST /tasks/:task/callee': inTheClear(WORK),
  'GET /rests': masked(READ),

  'POST /payments': plain(BOOK),
  'POST /payments/batch': plain(BOOK),
  'POST /reversals': plain(BOOK),
  'POST /refunds': plain(BOOK),
  'POST /balances': plain(BOOK),
  'POST /rates': plain(BOOK),
  'POST /holds': plain(WORK),
  'POST /hold-previews': plain(WORK),
  'POST /releases': plain(HEAD),
  'POST /signals': plain(WORK),
  'POST /indicators': plain(WORK),
  'POST /causes': plain(WORK),
  'POST /documents': plain({ ...WORK, archivist: 'branch' }),
  'POST /document-looks': plain({ ...WORK, archivist: 'branch' }),
  'POST /classifications': plain({ 'account-manager': 'own', ...DECIDE }),
  'POST /tiers': plain(DECIDE),

  'GET /promises': masked(READ),
  'POST /promises': plain(WORK),
  'GET /complaints': masked(READ),
  'POST /complaints': plain(WORK),
  'POST /complaint-acceptances': plain(WORK),
  'POST /complaint-solutions': plain(WORK),
  'POST /complaint-surveys': plain(WORK),
  'GET /warnings': masked(READ),
  'POST /warning-judgements': plain(DECIDE),
  'POST /measures': plain(WORK),
  'GET /cases': masked(READ),
  'GET /cases/:case': masked(READ),
  'POST /cases': plain(WORK),
  'POST /decisions': plain(DECIDE),

  'GET /words': plain(EVERYBODY),
  'GET /plans': plain(EVERYBODY),
  'GET /plans/:plan': plain(EVERYBODY),
  'GET /plans/:plan/year': plain(EVERYBODY),
  'GET /plans/:plan/diff': plain(EVERYBODY),
  'POST /plans/:plan/diff': plain(PLAN),
  'POST /plan-checks': plain(PLAN),
  'GET /plans/:plan/text': plain(EVERYBODY),
  'GET /plan-proposals': plain(EVERYBODY),
  'GET /plan-proposals/:proposal': plain(EVERYBODY),
  'POST /plan-proposals': plain(AUTHOR),
  'POST /plan-proposals/:proposal/publication': plain(DECIDE),
  'POST /plan-proposals/:proposal/refusal': plain(AUTHOR),
  'GET /workload': plain({ ...DECIDE, ops: 'all', auditor: 'all', system: 'all' }),
  'GET /portfolio': plain({ ...DECIDE, 'industry-analyst': 'all', ops: 'all', auditor: 'all', system: 'all' }),
  'GET /reports': plain(PAPERS_READ),
  'GET /reports/:report': plain(PAPERS_READ),
  'GET /reports/:report/paper': masked(PAPERS_READ),
  'POST /reports/:report/look': inTheClear(LOOK),
  'GET /reports/:report/figures': plain(PAPERS_READ),
  'GET /reports/:report/lines': masked(PAPERS_READ),
  'GET /reports/:report/portfolio': plain(PAPERS_READ),
  'GET /reports/:report/files/:format': masked(PAPERS_READ),

  'GET /templates': plain(EVERYBODY),
  'GET /templates/:template': plain(EVERYBODY),
  'GET /letters': plain(READ),
  'GET /letters/:letter': plain(READ),
  'POST /letters/:letter/look': inTheClear(LOOK),
  'GET /archive': plain(READ),
  'POST /archive/look': inTheClear({ ...LOOK, archivist: 'branch' }),
  'GET /archive/looks': plain({ ...DECIDE, archivist: 'branch', ops: 'all', auditor: 'all' }),

  'GET /staff': plain(EVERYBODY),
  'POST /staff': plain({ ...BOOK, ...GIVE }),
  'POST /absences': plain(HEAD),
  'POST /returns': plain(HEAD),
  'POST /leavings': plain({ ...BOOK, ...GIVE }),
  'POST /task-hand-overs': plain(HEAD),
  'POST /borrower-hand-overs': plain(HEAD),
  'GET /users': plain(GIVE),
  'POST /users': plain(GIVE),
  'POST /users/:staff/reset': plain(GIVE),
  'POST /users/:staff/disable': plain(GIVE),
  'PUT /users/:staff/sign-on': plain(GIVE),
  'GET /keys': plain(GIVE),
  'POST /keys': plain(GIVE),
  'DELETE /keys/:prefix': plain(GIVE),

  'GET /events': plain(READ),
  'GET /operations': plain({ ops: 'all', auditor: 'all' }),
  'GET /metrics': plain({ ops: 'all', auditor: 'all', system: 'all' }),
  'POST /sending/pauses': plain({ ops: 'all' }),
  'POST /sending/resumptions': plain({ ops: 'all' }),
  // What is wrong with a book quotes it: of those alone who may send one.
  'GET /imports': plain(BOOK),
  'GET /imports/:import': plain(BOOK),
  'POST /imports': plain(BOOK),
  'GET /schedules': plain({ ops: 'all', auditor: 'all' }),
  'POST /schedules/:schedule/change': plain({ ops: 'all' }),
  'POST /schedules/:schedule/backfill': plain({ ops: 'all' }),
  'GET /troubles': plain({ ops: 'all', auditor: 'all' }),
  'POST /reconciliations': plain({ ops: 'all' }),
  'GET /drift': plain({ ops: 'all', auditor: 'all' }),
  'POST /batch-previews': masked(HEAD),
  'GET /batches': plain({ ...HEAD, auditor: 'all' }),
  'POST /batches': plain(HEAD),
  'GET /batches/:batch': plain({ ...HEAD, auditor: 'all' }),
  'GET /batches/:batch/loans': plain({ ...HEAD, auditor: 'all' }),
  'POST /batches/:batch/change': plain(HEAD),
  'GET /webhooks': plain({ ops: 'all', auditor: 'all' }),
  'POST /webhooks': plain({ ops: 'all' }),
  'DELETE /webhooks/:webhook': plain({ ops: 'all' }),
  'POST /webhooks/:webhook/secret': plain({ ops: 'all' }),
  'GET /webhooks/:webhook/deliveries': plain({ ops: 'all', auditor: 'all' }),
  'POST /webhooks/:webhook/deliveries': plain({ ops: 'all' }),

  'GET /audit': plain({ auditor: 'all', ops: 'all' }),
  'GET /audit/check': plain({ auditor: 'all', ops: 'all' }),
  'GET /audit/contacts/:notice': plain({ auditor: 'all', ops: 'all' }),
  'GET /audit/questions/:question': plain({ auditor: 'all', ops: 'all' }),
};

/** What a route is of, for the scopes of keys: `loans:read`, `payments:write`. */
export const keyScopeOf = (method: string, path: string): string =>
  `${path.split('/')[1]}:${method === 'GET' ? 'read' : 'write'}`;

/** Every scope that a key may have. */
export const KEY_SCOPES: readonly string[] = [
  ...new Set(
    Object.entries(ACCESS).flatMap(([route, { who }]) => {
      const [method = '', path = ''] = route.split(' ');
      return who !== 'anybody' && who.system !== undefined ? [keyScopeOf(method, path)] : [];
    }),
  ),
].sort();

const WIDTH: readonly Scope[] = ['own', 'branch', 'all'];

/** How far somebody with these roles may; null: not at all. The widest of them counts. */
export function scopeOf(who: Who, roles: readonly string[]): Scope | null {
  const scopes = roles.flatMap((role) => who[role as Role] ?? []);
  return WIDTH.findLast((it) => scopes.includes(it)) ?? null;
}

/** The routes that somebody with these roles may ask. */
export const rightsOf = (roles: readonly string[]): string[] =>
  Object.entries(ACCESS).flatMap(([route, { who }]) =>
    who === 'anybody' || scopeOf(who, roles) !== null ? [route] : [],
  );
