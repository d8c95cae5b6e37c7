import type { Language } from '../../domain/plan/template.js';
import { dayOf, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { noteFact } from '../facts/facts.js';
import { keyHash, newToken } from './tokens.js';

/** Somebody who acts under his or her own name. */
export interface Acting {
  staff: string;
  /** Of work, and of access. */
  roles: string[];
  /** Null: of all branches. */
  branch: string | null;
  /** Until the password that was given is changed, nothing else may be done. */
  mustChange: boolean;
  /** Null: nothing is chosen. */
  language: Language | null;
}

/** A working day, and an hour of doing nothing. */
const LASTS_MS = MS_A_DAY / 2;
const IDLE_MS = MS_A_DAY / 24;
/** A session's last use need not be known better. */
const SEEN_MS = 60_000;

/** Somebody has signed in, by a password of ours or, `byProvider`, with the lender's provider of identities. Answers the token. */
export async function beginSession(sql: Sql, staff: string, at: Moment, { byProvider = false } = {}): Promise<string> {
  const token = newToken('pls');
  await sql.query(
    'INSERT INTO sessions (token_hash, staff_id, began_at, seen_at, by_provider) VALUES ($1, $2, $3, $3, $4)',
    [keyHash(token), staff, new Date(at), byProvider],
  );
  await noteFact(sql, { actor: `staff/${staff}`, at }, 'signed in', `staff/${staff}`, byProvider ? { byProvider } : {});
  return token;
}

/** Whose session a token is; else why it is none that holds. `unseen`: it is only looked at, and ends as if it had not been used. */
export async function sessionOf(
  sql: Sql,
  token: string,
  at: Moment,
  { unseen = false } = {},
): Promise<Acting | { fault: string }> {
  const [known] = await rows<Acting & { seenAt: Moment; beganAt: Moment; ended: boolean; gone: boolean }>(
    sql,
    `SELECT u.staff_id AS staff, s.roles || u.access AS roles, s.branch, s.language, u.must_change AND NOT e.by_provider AS "mustChange", e.seen_at AS "seenAt", e.began_at AS "beganAt",
            e.ended_at IS NOT NULL AS ended, (u.disabled_at IS NOT NULL OR coalesce(s.left_on <= $2, false)) AS gone
     FROM sessions e JOIN users u USING (staff_id) JOIN staff s USING (staff_id) WHERE token_hash = $1`,
    [keyHash(token), dayOf(at)],
  );
  if (!known) return { fault: 'unknown' };
  const { seenAt, beganAt, ended, gone, ...acting } = known;
  if (ended) return { fault: 'ended' };
  if (gone) return { fault: 'disabled' };
  if (at >= beganAt + LASTS_MS || at >= seenAt + IDLE_MS) return { fault: 'expired' };
  if (!unseen && at > seenAt + SEEN_MS)
    await sql.query('UPDATE sessions SET seen_at = $2 WHERE token_hash = $1', [keyHash(token), new Date(at)]);
  return acting;
}

/** Ends a session; false: it had ended, or is none. */
export async function signOut(sql: Sql, token: string, at: Moment): Promise<boolean> {
  const ended = await sql.query('UPDATE sessions SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL', [
    keyHash(token),
    new Date(at),
  ]);
  return (ended.rowCount ?? 0) > 0;
}

/** Ends all sessions of a person, but for that of `but`. */
export async function endSessions(sql: Sql, staff: string, at: Moment, but?: string): Promise<void> {
  await sql.query('UPDATE sessions SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL AND token_hash <> $3', [
    staff,
    new Date(at),
    but === undefined ? Buffer.alloc(0) : keyHash(but),
  ]);
}
