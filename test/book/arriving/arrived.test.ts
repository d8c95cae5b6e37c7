/** Books of a day that arrive in a folder. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Arrived } from '../../../src/book/arriving/arrived.js';
import { folderPlace } from '../../../src/book/arriving/folder.js';
import { takeArrived } from '../../../src/book/arriving/take-arrived.js';
import { arrivals } from '../../../src/store/base/arrivals.js';
import { type Database, rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { freshDatabase } from '../fresh-database.js';

const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();
const NOW = Date.parse('2026-12-02T07:00:00+08:00');
let db: Database;
let root: string;
beforeEach(() => {
  db = database();
  root = mkdtempSync(join(tmpdir(), 'postloan-arriving-'));
});

const LOAN = {
  loans: `loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral
L1,B1,04-personal,,2026-10-20,1000.00,,,,
`,
  instalments: `loan_id,seq,due_on,principal,interest,fee
L1,1,2026-12-20,1000.00,60.00,0.00
`,
};
const payments = (...lines: string[]) => `reference,loan_id,paid_on,amount\n${lines.map((it) => `${it}\n`).join('')}`;
const manifest = (day: string, number: number, ...files: string[]) =>
  `file,rows,sum,day,sequence\n${files.map((it) => `${it},,,${day},${number}\n`).join('')}`;

function put(name: string, files: Record<string, string>, ready = true): void {
  mkdirSync(join(root, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
  if (ready) writeFileSync(join(root, name, 'READY'), '');
}
const look = () => takeArrived(db, seal, folderPlace(root), { now: NOW, country: 'CN', step: () => undefined });
const known = async () => (await arrivals(db.pool, 9)).map(({ name, state, putAway }) => ({ name, state, putAway }));
const count = async (table: string) =>
  (await rows<{ count: number }>(db.pool, `SELECT count(*)::int AS count FROM ${table}`))[0]!.count;

describe('books in a folder', () => {
  it('are taken in the order of their names, and put away', async () => {
    put('2026-12-01', {
      'payments.csv': payments('P1,L1,2026-12-01,100.00'),
      'manifest.csv': manifest('2026-12-01', 2, 'payments.csv'),
    });
    put('2026-11-30', {
      'loans.csv': LOAN.loans,
      'instalments.csv': LOAN.instalments,
      'manifest.csv': manifest('2026-11-30', 1, 'loans.csv'),
    });
    expect(await look()).toEqual({ taken: 2, refused: 0, waiting: 0 });
    expect(readdirSync(root)).toEqual(['done']);
    expect(readdirSync(join(root, 'done'))).toEqual(['2026-11-30', '2026-12-01']);
    expect(await count('payments')).toBe(1);
    expect(await known()).toEqual(
      expect.arrayContaining([{ name: '2026-12-01', state: 'taken', putAway: 'done/2026-12-01' }]),
    );
    expect(await look()).toEqual({ taken: 0, refused: 0, waiting: 0 });
  });

  it('that are half there are left alone, and so is the next', async () => {
    put('1', { ...named(LOAN) }, false);
    put('2', { 'payments.csv': payments() });
    expect(await look()).toEqual({ taken: 0, refused: 0, waiting: 1 });
    expect(readdirSync(root)).toEqual(['1', '2']);
    expect((await arrivals(db.pool, 9))[0]).toMatchObject({ name: '1', state: 'waits', waitsFor: /written/ });
    writeFileSync(join(root, '1', 'READY'), '');
    expect(await look()).toEqual({ taken: 2, refused: 0, waiting: 0 });
  });

  it('that cannot be read are refused whole, with their faults beside them, and are somebody’s work', async () => {
    put('bad', { ...named(LOAN), 'manifest.csv': 'file,rows,sum,day,sequence\nloans.csv,7,,2026-12-01,1\n' });
    expect(await look()).toEqual({ taken: 0, refused: 1, waiting: 0 });
    expect(readFileSync(join(root, 'refused/bad/faults.txt'), 'utf8')).toMatch(/1 rows, the manifest says 7/);
    expect(await count('loans')).toBe(0);
    expect(await rows(db.pool, 'SELECT kind, role, status FROM tasks')).toEqual([
      { kind: 'feed-refused', role: 'department-head', status: 'open' },
    ]);
  });

  it('of which something is refused are done, with it beside them', async () => {
    put('some', { ...named(LOAN), 'payments.csv': payments('P1,L1,2026-12-01,1O0.00') });
    expect(await look()).toEqual({ taken: 1, refused: 0, waiting: 0 });
    const lines = readFileSync(join(root, 'done/some/refused.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((it) => JSON.parse(it))).toEqual([
      expect.objectContaining({ file: 'payments.csv', line: 2, loan: 'L1' }),
    ]);
  });

  it('may be the files in the folder itself, and come again every day', async () => {
    const book = (n: number) =>
      Object.entries({ ...named(LOAN), 'payments.csv': payments(`P${n},L1,2026-12-01,1.00`), READY: '' });
    for (const n of [1, 2]) {
      for (const [file, text] of book(n)) writeFileSync(join(root, file), text);
      expect(await look()).toEqual({ taken: 1, refused: 0, waiting: 0 });
    }
    expect(readdirSync(root)).toEqual(['done']);
    expect(readdirSync(join(root, 'done'))).toEqual(['book', 'book-2']);
    expect(await count('payments')).toBe(2);
  });

  it('are written as the format beside them says, for all of them', async () => {
    writeFileSync(join(root, 'format.yaml'), 'separator: ";"\ndates: DD.MM.YYYY\ndecimal: ","\n');
    put('a', named(LOAN));
    put('b', { 'payments.csv': 'reference;loan_id;paid_on;amount\nP1;L1;01.12.2026;100,00\n' });
    rmSync(join(root, 'a', 'instalments.csv'));
    writeFileSync(
      join(root, 'a', 'instalments.csv'),
      'loan_id;seq;due_on;principal;interest;fee\nL1;1;20.12.2026;1000,00;60,00;0,00\n',
    );
    writeFileSync(
      join(root, 'a', 'loans.csv'),
      LOAN.loans.replaceAll(',', ';').replace('2026-10-20', '20.10.2026').replace('1000.00', '1000,00'),
    );
    expect(await look()).toEqual({ taken: 2, refused: 0, waiting: 0 });
    expect(await rows(db.pool, 'SELECT amount::int FROM payments')).toEqual([{ amount: 10_000 }]);
    expect(readdirSync(root)).toEqual(['done', 'format.yaml']);
  });

  it('that were read before the worker ended are put away at the next look, and not read again', async () => {
    put('1', named(LOAN));
    const place = folderPlace(root);
    const ends = { ...place, putAway: () => Promise.reject(new Error('killed')) };
    await expect(takeArrived(db, seal, ends, { now: NOW, country: 'CN', step: () => undefined })).rejects.toThrow(
      'killed',
    );
    expect(await known()).toEqual([{ name: '1', state: 'taken', putAway: null }]);
    expect(await look()).toEqual({ taken: 0, refused: 0, waiting: 0 });
    expect(await known()).toEqual([{ name: '1', state: 'taken', putAway: 'done/1' }]);
    expect(await count('feeds')).toBe(1);
  });

  it('to which more came while they were read are read once more', async () => {
    put('1', named(LOAN));
    const place = folderPlace(root);
    const late = {
      ...place,
      fetch: async (it: Arrived) => {
        const fetched = await place.fetch(it);
        return {
          ...fetched,
          remove: async () => writeFileSync(join(root, '1', 'payments.csv'), payments('P1,L1,2026-12-01,100.00')),
        };
      },
    };
    expect(await takeArrived(db, seal, late, { now: NOW, country: 'CN', step: () => undefined })).toEqual({
      taken: 0,
      refused: 0,
      waiting: 1,
    });
    expect(await count('payments')).toBe(0);
    expect(await look()).toEqual({ taken: 1, refused: 0, waiting: 0 });
    expect(await count('payments')).toBe(1);
  });

  it('a folder that is not there is said', async () => {
    await expect(
      takeArrived(db, seal, folderPlace(join(root, 'none')), { now: NOW, country: 'CN', step: () => undefined }),
    ).rejects.toThrow(/POSTLOAN_FEED/);
  });
});

const named = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${name}.csv`, text]));
