import type pg from 'pg';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';

/** What somebody asks for under a name that he gives it. */
export interface AskedOnce {
  actor: string;
  /** His own name for it. */
  key: string;
  /** The hash of all that is asked. */
  content: Buffer;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** So long a name is kept; afterwards it may stand for something else. */
const KEPT_MS = 24 * 3_600_000;
const FORGOTTEN_AT_ONCE = 100;

/**
 * Does `work` once, however often it is asked for by the same name: in one transaction with the answer, which is kept for a day. Who asks
 * at the same moment waits, and gets the same answer. What is refused leaves nothing, and may be asked again. `other`: by this name
 * something else was asked for.
 */
export async function doOnce(
  db: Database,
  seal: Seal,
  { actor, key, content }: AskedOnce,
  at: Moment,
  work: (client: pg.PoolClient) => Promise<Answer>,
): Promise<(Answer & { again: boolean }) | 'other'> {
  return transaction(db, async (client) => {
    const over = new Date(at - KEPT_MS);
    await client.query(
      `DELETE FROM asked_once WHERE ctid = ANY(ARRAY(SELECT ctid FROM asked_once WHERE asked_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`,
      [over, FORGOTTEN_AT_ONCE],
    );
    const begun = await client.query(
      `INSERT INTO asked_once (actor, key, content, asked_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (actor, key) DO UPDATE SET content = $3, asked_at = $4, answer_sealed = NULL WHERE asked_once.asked_at <= $5`,
      [actor, key, content, new Date(at), over],
    );
    if (!begun.rowCount) {
      const [known] = await rows<{ content: Buffer; answer: Buffer | null }>(
        client,
        'SELECT content, answer_sealed AS answer FROM asked_once WHERE actor = $1 AND key = $2',
        [actor, key],
      );
      if (!known!.content.equals(content)) return 'other';
      return {
        ...(JSON.parse(seal.open(known!.answer!, 'asked_once.answer_sealed', actor, key)) as Answer),
        again: true,
      };
    }
    const answer = await work(client);
    await client.query('UPDATE asked_once SET answer_sealed = $3 WHERE actor = $1 AND key = $2', [
      actor,
      key,
      seal.seal(JSON.stringify(answer), 'asked_once.answer_sealed', actor, key),
    ]);
    return { ...answer, again: false };
  });
}
