import type pg from 'pg';
import { againPrefix, sendAgain } from '../../domain/contact/send-again.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { leaveNudge } from '../facts/facts.js';
import { writeFallbackTask, writeForNotice } from './fallback-tasks.js';
import { decideAlone } from './notices.js';

/** Reserves one more try of a notice that was not delivered; when it would be stale by then, a person calls. */
export async function writeAgain(client: pg.PoolClient, noticeId: number, code: string, now: Moment): Promise<void> {
  for (const one of await saidWith(client, noticeId)) await writeOneAgain(client, one, code, now);
}

/** The notice, and those of other loans that were said in its message. */
async function saidWith(sql: Sql, noticeId: number): Promise<number[]> {
  const joined = await rows<{ id: number }>(
    sql,
    'SELECT notice_id AS id FROM notices WHERE joined_to = $1 ORDER BY notice_id',
    [noticeId],
  );
  return [noticeId, ...joined.map((it) => it.id)];
}

async function writeOneAgain(client: pg.PoolClient, noticeId: number, code: string, now: Moment): Promise<void> {
  let loan = '';
  await writeForNotice(client, noticeId, now, (notice) => {
    const step = sendAgain(notice, code, now);
    if (step !== null) loan = notice.loan;
    return step;
  });
  const vain = { how: 'undelivered', because: { code: 'undelivered', providerCode: code } } as const;
  if (loan === '') {
    await decideAlone(client);
    await writeFallbackTask(client, noticeId, vain, now);
  }
  // The loan's wake-up wakes the channel, which may be waiting for something later.
  else await leaveNudge(client, 'loan', loan, 'notice once more');
}

/** The message has arrived after all: a try that has not gone out is dropped. */
export async function dropAgain(sql: Sql, noticeId: number, now: Moment): Promise<void> {
  for (const one of await saidWith(sql, noticeId)) {
    const [notice] = await rows<{ loan: string; entry: string }>(
      sql,
      'SELECT loan_id AS loan, entry FROM notices WHERE notice_id = $1',
      [one],
    );
    await sql.query(
      `UPDATE notices SET status = 'suppressed', reason = 'delivered', settled_at = $3
       WHERE loan_id = $1 AND starts_with(entry, $2) AND status = 'reserved' AND attempts = 0`,
      [notice!.loan, againPrefix(notice!.entry), new Date(now)],
    );
  }
}
