/** Books of a day that arrive in a bucket: moto's server (PyPI), another program's S3, is the store. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Place } from '../../../src/book/arriving/arrived.js';
import { placeOf } from '../../../src/book/arriving/place.js';
import { takeArrived } from '../../../src/book/arriving/take-arrived.js';
import { feedPlace } from '../../../src/lender/feed-settings.js';
import { arrivals } from '../../../src/store/base/arrivals.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { startObjectStore } from '../../support/object-store.js';
import { freshDatabase } from '../fresh-database.js';

const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();
let place: () => Place;
let store: Awaited<ReturnType<typeof startObjectStore>>['store'];
let stop: (() => void) | undefined;

beforeAll(async () => {
  const started = await startObjectStore('books');
  ({ store, stop } = started);
  // As a worker's environment says it.
  place = () => placeOf(feedPlace({ POSTLOAN_FEED: 's3://books/from core', ...started.env })!);
});
afterAll(() => stop?.());

const LOANS =
  'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral\nL1,B1,04-personal,,2026-10-20,1000.00,,,,\n';
const INSTALMENTS = 'loan_id,seq,due_on,principal,interest,fee\nL1,1,2026-12-20,1000.00,60.00,0.00\n';
const NOW = Date.parse('2026-12-02T07:00:00+08:00');

const look = () => takeArrived(database(), seal, place(), { now: NOW, country: 'CN', step: () => undefined });
const keys = async () => (await store.listObjects('/', ''))!.map((it) => it.Key).sort();
const put = (key: string, text: string) => store.putObject(`from core/${key}`, text);
beforeEach(async () => {
  for (const key of await keys()) await store.deleteObject(key);
});

test('they are taken in when all of it is there, and moved', async () => {
  await store.putObject('others/loans.csv', 'not ours');
  await put('2026-12-01/loans.csv', LOANS);
  expect(await look()).toEqual({ taken: 0, refused: 0, waiting: 1 });
  await put('2026-12-01/instalments.csv', INSTALMENTS);
  await put('2026-12-01/READY', '');
  expect(await look()).toEqual({ taken: 1, refused: 0, waiting: 0 });
  expect(await keys()).toEqual([
    'from core/done/2026-12-01/READY',
    'from core/done/2026-12-01/instalments.csv',
    'from core/done/2026-12-01/loans.csv',
    'others/loans.csv',
  ]);
  expect(await rows(database().pool, 'SELECT loan_id FROM loans')).toEqual([{ loan_id: 'L1' }]);
});

test('what cannot be read is moved with its faults; names may be Chinese, and the same may come again', async () => {
  for (const n of [1, 2]) {
    await put('日终/loans.csv', LOANS.replace('loan_id', 'loan'));
    await put('日终/READY', '');
    expect(await look()).toEqual({ taken: 0, refused: 1, waiting: 0 });
    expect(await store.getObject(`from core/refused/日终${n === 1 ? '' : '-2'}/faults.txt`)).toMatch(/loans.csv/);
  }
});

test('killed in the middle of moving it goes on there', async () => {
  await put('1/loans.csv', LOANS);
  await put('1/instalments.csv', INSTALMENTS);
  await put('1/READY', '');
  const real = place();
  const ends = {
    ...real,
    putAway: async (book: Parameters<typeof real.putAway>[0]) => {
      await real.putAway({ ...book, files: book.files.slice(0, 1) }, 'done');
      throw new Error('killed');
    },
  };
  await expect(takeArrived(database(), seal, ends, { now: NOW, country: 'CN', step: () => undefined })).rejects.toThrow(
    'killed',
  );
  expect(await look()).toEqual({ taken: 0, refused: 0, waiting: 0 });
  expect((await keys()).every((it) => it.startsWith('from core/done/'))).toBe(true);
  expect(await arrivals(database().pool, 9)).toMatchObject([{ name: '1', state: 'taken', faults: 0 }]);
  expect(await rows(database().pool, 'SELECT changes FROM feeds')).toHaveLength(1);
});
