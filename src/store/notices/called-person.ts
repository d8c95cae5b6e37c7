import { LAST_SIGNS, lastSigns } from '../../domain/contact/keys.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';

/** Who is called, what is to be said, and by what the borrower can show to be the one who listens. */
export interface CalledPerson {
  name: string;
  text: string;
  knownBy: 'identity' | 'phone';
  /** The last signs that are right, as they are pressed. */
  right: ReadonlySet<string>;
}

/** Null: nothing may be said, since name, words or what the borrower is known by are not there or cannot be opened. */
export async function calledPerson(sql: Sql, seal: Seal, messageId: string): Promise<CalledPerson | null> {
  const [call] = await rows<{
    notice: number;
    borrower: string;
    text: Buffer | null;
    name: Buffer | null;
    identity: Buffer | null;
  }>(
    sql,
    `SELECT n.notice_id AS notice, b.borrower_id AS borrower, n.text_sealed AS text, b.name_sealed AS name, b.identity_sealed AS identity
     FROM notices n JOIN borrowers b USING (borrower_id) WHERE n.message_id = $1 AND n.channel = 'voice'`,
    [messageId],
  );
  const text = call?.text && seal.tryOpen(call.text, 'notices.text_sealed', call.notice);
  const name = call?.name && seal.tryOpen(call.name, 'borrowers.name_sealed', call.borrower);
  if (!call || !text || !name) return null;
  const identity = call.identity && seal.tryOpen(call.identity, 'borrowers.identity_sealed', call.borrower);
  const known = identity ? [identity] : await ownNumbers(sql, seal, call.borrower);
  const right = new Set(known.map(lastSigns).filter((it) => it.length === LAST_SIGNS));
  return right.size === 0 ? null : { name, text, knownBy: identity ? 'identity' : 'phone', right };
}

async function ownNumbers(sql: Sql, seal: Seal, borrower: string): Promise<string[]> {
  const own = await rows<{ channel: string; address: Buffer; key: Buffer | null }>(
    sql,
    `SELECT channel, address_sealed AS address, address_key AS key FROM contacts
     WHERE borrower_id = $1 AND whose = 'self' AND channel IN ('sms', 'voice') AND address_sealed IS NOT NULL ORDER BY contact_id`,
    [borrower],
  );
  return own.flatMap(
    ({ channel, address, key }) =>
      seal.tryOpen(address, 'contacts.address_sealed', borrower, 'self', channel, key) ?? [],
  );
}
