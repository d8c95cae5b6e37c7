import { timingSafeEqual } from 'node:crypto';
import type { Moment } from '../../domain/time/dates.js';
import { type Begin, type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { keyHash, newToken } from './tokens.js';

export interface ListedKey {
  /** By which it is named and known again: the beginning of the key. */
  prefix: string;
  name: string;
  scopes: string[];
  endsAt: Moment;
  /** To the hour; null: never. */
  usedAt: Moment | null;
  revoked: boolean;
}

const PREFIX = 12;
/** Of a key it is enough to know the hour of its last use. */
const USED_MS = 3_600_000;

const COLUMNS = `prefix, name, scopes, ends_at AS "endsAt", used_at AS "usedAt", revoked_at IS NOT NULL AS revoked`;

export const listKeys = (sql: Sql): Promise<ListedKey[]> =>
  rows(sql, `SELECT ${COLUMNS} FROM api_keys ORDER BY made_at, prefix`);

/** A key for a program. Answers the key, which is shown once. */
export async function addKey(
  db: Begin,
  { name, scopes, endsAt }: { name: string; scopes: readonly string[]; endsAt: Moment },
  source: Source,
): Promise<string> {
  if (endsAt <= source.at) throw new FactRefused('a key ends on a day to come', 'endsAt');
  const key = newToken('plk');
  const prefix = key.slice(0, PREFIX);
  await transaction(db, async (client) => {
    await client.query(
      'INSERT INTO api_keys (prefix, name, secret_hash, scopes, made_at, made_by, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [prefix, name, keyHash(key), scopes, new Date(source.at), source.actor, new Date(endsAt)],
    );
    await noteFact(client, source, 'key added', `key/${prefix}`, { name, scopes, endsAt });
  });
  return key;
}

/** False: it was revoked already. @throws FactRefused for a key that is not there */
export async function revokeKey(db: Database, prefix: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<{ revoked: boolean }>(
      client,
      'SELECT revoked_at IS NOT NULL AS revoked FROM api_keys WHERE prefix = $1 FOR UPDATE',
      [prefix],
    );
    if (!known) throw new FactRefused(`no key ${prefix}`, 'prefix');
    if (known.revoked) return false;
    await client.query('UPDATE api_keys SET revoked_at = $2 WHERE prefix = $1', [prefix, new Date(source.at)]);
    await noteFact(client, source, 'key revoked', `key/${prefix}`, {});
    return true;
  });
}

/** Which key it is that was shown; else why it is none that holds. */
export async function keyOf(sql: Sql, key: string, at: Moment): Promise<ListedKey | { fault: string }> {
  const [known] = await rows<ListedKey & { hash: Buffer }>(
    sql,
    `SELECT ${COLUMNS}, secret_hash AS hash FROM api_keys WHERE prefix = $1`,
    [key.slice(0, PREFIX)],
  );
  if (!known || !timingSafeEqual(known.hash, keyHash(key))) return { fault: 'unknown' };
  const { hash: _, ...it } = known;
  if (it.revoked) return { fault: 'revoked' };
  if (at >= it.endsAt) return { fault: 'expired' };
  if (it.usedAt === null || at > it.usedAt + USED_MS)
    await sql.query('UPDATE api_keys SET used_at = $2 WHERE prefix = $1', [it.prefix, new Date(at)]);
  return it;
}
