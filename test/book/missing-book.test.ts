/** While a book of a day is missing nobody is dunned: who paid is not known. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beforeEach, expect, it } from 'vitest';
import { type Dependencies, REAL_CLOCK } from '../../activities/dependencies.js';
import { feedActivities } from '../../activities/feed.js';
import { loanActivities } from '../../activities/loans.js';
import { noticeActivities } from '../../activities/sending/notices.js';
import { importDaily } from '../../src/book/daily/import-daily.js';
import { importBook } from '../../src/book/import-book.js';
import { readTemplates } from '../../src/channels/message/words.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { readRetention } from '../../src/library/retention.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { sharedLoanFiles } from '../../src/store/loans/files/shared-loan-files.js';
import { planReader } from '../../src/store/loans/plans.js';
import { waitNoMore } from '../../src/store/notices/book-age.js';
import { askToCall } from '../../src/store/notices/staff-calls.js';
import { CHINA } from '../support/contact-rules.js';
import { freshDatabase } from './fresh-database.js';

const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();
let db: Database;
let sent: string[];
let dependencies: Dependencies;
beforeEach(async () => {
  db = database();
  sent = [];
  dependencies = {
    ...{ db, seal, templates: await readTemplates(), rules: CHINA, retention: readRetention() },
    ...{ planOf: planReader(db.pool), clock: REAL_CLOCK, lender: { name: 'Example Bank', hotline: '400-000-0000' } },
    channels: {
      sms: {
        name: 'sms',
        carries: () => true,
        send: async ({ noticeId, to }) => {
          sent.push(to);
          return { status: 'sent', providerId: noticeId };
        },
        find: async () => ({ status: 'absent' }),
        close: async () => undefined,
      },
    },
    messenger: { nudge: async () => undefined, restart: async () => undefined, startReport: async () => undefined },
    mend: async () => ({ counted: {}, failed: [] }),
  };
});

const HEADS = {
  borrowers: 'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
  contacts: 'borrower_id,whose,channel,address,consent',
  loans: 'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
  instalments: 'loan_id,seq,due_on,principal,interest,fee',
  payments: 'reference,loan_id,paid_on,amount',
  staff: 'staff_id,name,roles,supervisor,branch,email',
};
/** On the 3rd L1 is overdue since a day, and L2 is due. */
const BOOK = {
  staff: ['AM1,n,account-manager,,BR1,'],
  borrowers: ['B1,person,n1,zh-CN,,,,BR1,AM1', 'B2,person,n2,zh-CN,,,,BR1,AM1'],
  contacts: ['B1,self,sms,+8613800000711,yes', 'B2,self,sms,+8613800000712,yes'],
  loans: ['L1,B1,04-personal,,2026-10-01,1000.00,,,,', 'L2,B2,09-consumer,,2026-10-01,1000.00,,,,'],
  instalments: ['L1,1,2026-12-02,1000.00,60.00,0.00', 'L2,1,2026-12-03,1000.00,60.00,0.00'],
};

function write(book: Partial<Record<keyof typeof HEADS, string[]>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-missing-'));
  for (const [file, lines] of Object.entries(book))
    writeFileSync(join(dir, `${file}.csv`), `${[HEADS[file as keyof typeof HEADS], ...lines].join('\n')}\n`);
  return dir;
}
const at = (day: string, time = '07:00') => momentAt(day, time);
const daily = (day: string, book: Parameters<typeof write>[0] = BOOK) =>
  importDaily(db, seal, write(book), { now: at(day), actor: 'core' });

/** A worker's morning: loans look, and what is due is sent. */
async function morning(day: string): Promise<void> {
  const { advanceLoan } = loanActivities(dependencies, sharedLoanFiles(db.pool));
  for (const loan of ['L1', 'L2']) await advanceLoan({ loan, now: at(day, '10:30') });
  await dispatch(at(day, '10:31'));
}
const dispatch = (now: number) =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    noticeActivities(dependencies).dispatchNotices,
    { channel: 'sms', now },
  );
const waiting = () =>
  rows(db.pool, `SELECT loan_id AS loan, reason FROM notices WHERE status = 'reserved' ORDER BY loan_id, notice_id`);
const tasks = () => rows(db.pool, `SELECT kind, role, status FROM tasks WHERE kind = 'book-missing'`);
const take = (day: string) => feedActivities(dependencies).takeBooks({ now: at(day, '09:00') });

it('what collects waits for it, reminders before the due day go on; as soon as it is there it is sent', async () => {
  await importBook(db, seal, write(BOOK), { now: at('2026-11-30'), actor: 'test' });
  await daily('2026-12-01');
  expect(await take('2026-12-02')).toEqual({ missing: 0 });
  expect(await tasks()).toEqual([]);
  // The book of Wednesday does not come.
  expect(await take('2026-12-03')).toEqual({ missing: 1 });
  await morning('2026-12-03');
  expect(await waiting()).toEqual([{ loan: 'L1', reason: 'no book of the day' }]);
  expect(sent).toEqual(['+8613800000712']);
  expect(await take('2026-12-03')).toEqual({ missing: 1 });
  expect(await tasks()).toEqual([{ kind: 'book-missing', role: 'department-head', status: 'open' }]);

  // It comes late, and says that L1 has paid nothing.
  await daily('2026-12-02', { ...BOOK, instalments: [...BOOK.instalments].reverse() });
  await dispatch(at('2026-12-03', '11:00'));
  expect(sent).toContain('+8613800000711');
  expect(await take('2026-12-03')).toEqual({ missing: 0 });
  expect(await tasks()).toEqual([{ kind: 'book-missing', role: 'department-head', status: 'cancelled' }]);
});

it('a lost book in between keeps it waiting until it comes, or somebody says that it does not', async () => {
  await importBook(db, seal, write(BOOK), { now: at('2026-11-30'), actor: 'test' });
  await daily('2026-12-01');
  await daily('2026-12-03');
  await morning('2026-12-03');
  expect(sent).not.toContain('+8613800000711');
  const why = 'the till of that day was closed';
  const say = (day: string) =>
    waitNoMore(db, { day, why, today: '2026-12-03' }, { actor: 'test', at: at('2026-12-03', '11:00') });
  await expect(say('2026-12-01')).rejects.toThrow('was taken in');
  await say('2026-12-02');
  await dispatch(at('2026-12-03', '11:00'));
  expect(sent).toContain('+8613800000711');
  expect(await take('2026-12-03')).toEqual({ missing: 0 });
});

it('nobody is called meanwhile either, and a lender may say that it does not matter', async () => {
  await importBook(db, seal, write(BOOK), { now: at('2026-11-30'), actor: 'test' });
  await daily('2026-12-01');
  await db.pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, opened_at, due_at, why, status) VALUES ('T', 'L1', 'call', 'account-manager', 'P9.1', $1, $1, '{"code":"sentence","text":"x"}', 'open')`,
    [new Date(at('2026-12-03'))],
  );
  const ask = (bookAge?: number | null) =>
    askToCall(db, { rules: CHINA, planOf: planReader(db.pool), ...(bookAge === undefined ? {} : { bookAge }) }, 'T', {
      actor: 'test',
      at: at('2026-12-03', '10:30'),
    });
  expect(await ask()).toMatchObject({ verdict: 'wait', reason: 'no book of the day' });
  expect(await ask(null)).toMatchObject({ verdict: 'go' });
});
