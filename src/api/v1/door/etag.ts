import { createHash } from 'node:crypto';
import { z } from 'zod';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { Refused } from './problem.js';

/** What two people may change at once: each state of it has a tag of its own. */
const STATE = {
  loan: 'SELECT revision::text AS state FROM loans WHERE loan_id = $1',
  borrower: `SELECT concat_ws('|', class, size, industry, branch, account_manager, language, credit_limit, profile_since) AS state
    FROM borrowers WHERE borrower_id = $1`,
  task: `SELECT concat_ws('|', status, owner, due_at) AS state FROM tasks WHERE task_id = $1`,
} as const;
type Kind = keyof typeof STATE;

export const matchHeaders = {
  'if-match': z
    .string()
    .max(100)
    .optional()
    .describe('the ETag of what it is about, so that nobody else’s news is overlooked'),
};

/** Null: it is not there. */
export async function etagOf(sql: Sql, kind: Kind, id: string, { hold = false } = {}): Promise<string | null> {
  const [known] = await rows<{ state: string }>(sql, `${STATE[kind]}${hold ? ' FOR UPDATE' : ''}`, [id]);
  return known ? `"${createHash('sha256').update(known.state).digest('base64url').slice(0, 22)}"` : null;
}

/** Nothing else changes it until the transaction ends. @throws Refused when it has changed since it was looked at; `seen`: its tag then, left out: whatever it is */
export async function refuseOvertaken(sql: Sql, kind: Kind, id: string, seen: string | undefined): Promise<void> {
  if (seen === undefined || seen === '*') return;
  const now = await etagOf(sql, kind, id, { hold: true });
  const tags = seen.split(',').map((it) => it.trim());
  if (now !== null && !tags.includes(now))
    throw new Refused(412, `the ${kind} has changed since you looked at it: look again`, 'if-match');
}
