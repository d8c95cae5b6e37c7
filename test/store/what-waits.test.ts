import { describe, expect, it } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { leaveWake, markDelivered, waitingNudges } from '../../src/store/base/nudges.js';
import { createSeal } from '../../src/store/base/seal.js';
import { reserveLetter, unmadeLetters } from '../../src/store/documents/letters.js';
import { nextDue } from '../../src/store/notices/notices.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const noon = momentAt('2026-03-10', '12:00');
const INSTALMENTS = [{ dueOn: '2026-03-20', amount: 100_000 }];

describe('what waits', () => {
  it('a nudge, until it was told: then it is removed', async () => {
    await leaveWake(db().pool, 'sms');
    const [nudge] = await waitingNudges(db().pool, 0, 10);
    await markDelivered(db().pool, [nudge!.nudgeId]);
    expect(await rows(db().pool, 'SELECT FROM nudges')).toEqual([]);
  });

  it('a letter, until it is made or withdrawn', async () => {
    await addLoans(db(), seal, [{ loan: 'L1', instalments: INSTALMENTS }], noon);
    const letter = {
      kind: 'demand',
      loan: 'L1',
      task: null,
      report: null,
      unit: null,
      payment: null,
      rule: 'P1',
      why: { code: 'letter-made' } as const,
    };
    for (const [n, name] of ['A', 'B', 'C', 'D'].entries())
      await reserveLetter(db().pool, { ...letter, letter: name, at: noon + n });
    const contents =
      'INSERT INTO letter_contents (letter_id, written_at, figures, prefix, year, number, sha256, withdrawn)';
    await db().pool.query(`${contents} VALUES ('A', now(), '{}', NULL, NULL, NULL, NULL, 'it was paid')`);
    for (const [n, name] of ['B', 'C'].entries())
      await db().pool.query(`${contents} VALUES ($1, now(), '{}', 'X', 2026, $2, 'x', NULL)`, [name, n + 1]);
    const file = `INSERT INTO letter_files (letter_id, format, sha256, size, filed_at) VALUES ('B', $1, 'x', 1, now())`;
    for (const format of ['pdf', 'docx']) await db().pool.query(file, [format]);
    const waits = async (after: { letter: string; at: number } | null) =>
      (await unmadeLetters(db().pool, after, 10)).map((it) => it.letter);
    expect(await waits(null)).toEqual(['C', 'D']);
    expect(await waits({ letter: 'C', at: noon + 2 })).toEqual(['D']);
  });

  it('a notice, until its time; one that is paused until it is stale', async () => {
    const instalments = [{ dueOn: '2026-03-20', amount: 100_000 }];
    await addLoans(
      db(),
      seal,
      [
        { loan: 'L1', instalments },
        { loan: 'L2', plan: '09-consumer', instalments },
      ],
      noon,
    );
    const put = (loan: string, due: number) =>
      db().pool.query(
        `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
         SELECT loan_id, 'x', borrower_id, 'sms', 'due-today', 'service', $2, $3 FROM loans WHERE loan_id = $1`,
        [loan, new Date(due), new Date(due + 60_000)],
      );
    expect(await nextDue(db().pool, 'sms')).toBeNull();
    await put('L1', noon);
    await put('L2', noon + 10_000);
    expect(await nextDue(db().pool, 'sms')).toBe(noon);
    const pause = `INSERT INTO send_pauses (channel, plan, why, paused_at, paused_by) VALUES ($1, $2, 'x', now(), 'x')`;
    await db().pool.query(pause, ['sms', '04-personal']);
    expect(await nextDue(db().pool, 'sms')).toBe(noon + 10_000);
    await db().pool.query(pause, ['sms', null]);
    expect(await nextDue(db().pool, 'sms')).toBe(noon + 60_000);
  });
});
