import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { mobile, putLoans } from '../support/loans.js';

const NOON = momentAt('2026-03-02', '12:00');
const NOTICES = 200;
const APART_MS = 25;

it('a rehearsal goes on when timers fire while the workflow is at work on a nudge', async () => {
  const stage = await openStage(NOON, await bundleForRehearsal(), () => undefined);
  try {
    const { db, seal, messenger } = stage.dependencies;
    const loans = Array.from({ length: NOTICES }, (_, n) => ({
      loan: `L${n}`,
      contacts: [{ channel: 'sms' as const, address: mobile(n) }],
      instalments: [{ dueOn: '2026-03-05', amount: 1_000 + n }],
    }));
    await putLoans(db, seal, loans);
    await db.pool.query('UPDATE loans SET taken_in_at = $1', [new Date(NOON)]);
    // The dispatch waits a few milliseconds for each, again and again, in the time in which the words come.
    await db.pool.query(
      `WITH reserved AS (
         SELECT 'L' || n AS loan, $1::timestamptz + n * interval '${APART_MS} ms' AS at FROM generate_series(0, ${NOTICES - 1}) AS n
       ), entries AS (
         INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
         SELECT 'loan', loan, 'remind/sms', at, at, 'notice', 'P4.5', '', 0, 'current', 1, '{}' FROM reserved
       )
       INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
       SELECT loan, 'remind/sms', 'B-' || loan, 'sms', 'due-soon', 'service', 1, at, at + interval '1 day' FROM reserved`,
      [new Date(NOON + 5_000)],
    );
    for (const end = Date.now() + NOTICES * APART_MS + 5_000; Date.now() < end; ) {
      await messenger.nudge('dispatch', 'sms');
      await sleep(5 + Math.random() * 60);
    }
    await stage.passUntil(momentAt('2026-03-02', '18:00'));
    expect(await rows(db.pool, 'SELECT status, count(*)::int AS notices FROM notices GROUP BY 1')).toEqual([
      { status: 'sent', notices: NOTICES },
    ]);
  } finally {
    await stage.close();
  }
}, 120_000);
