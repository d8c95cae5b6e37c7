import { afterEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, openPool, rows } from '../../src/store/base/connection/database.js';
import { isDirect } from '../../src/store/base/connection/session.js';
import { writeStatement } from '../../src/store/loans/steps/write-parts.js';
import { freshDatabase } from '../book/fresh-database.js';

const fresh = freshDatabase();
let db: Database | undefined;
afterEach(async () => {
  await db?.close();
});

/** What the one connection keeps, after it was asked twice. */
async function kept(prepared: 'yes' | 'no' | 'auto') {
  db = openDatabase(fresh().pool.options.connectionString!, 1, { prepared });
  for (const n of [1, 2])
    expect(await rows(db.pool, { name: 'a sum', text: 'SELECT $1::int + 1 AS sum' }, [n])).toEqual([{ sum: n + 1 }]);
  return rows(db.pool, 'SELECT name FROM pg_prepared_statements');
}

describe('statements that are asked again and again', () => {
  it('are kept by a connection to the server itself, and by any if it is said so', async () => {
    expect(await kept('auto')).toEqual([{ name: 'a sum' }]);
    await db!.close();
    expect(await kept('yes')).toEqual([{ name: 'a sum' }]);
  });

  it('are not kept where it is said so', async () => {
    expect(await kept('no')).toEqual([]);
  });

  it('are planned once by a connection that asks little else, from the first time on', async () => {
    const { pool, close } = openPool(fresh().pool.options.connectionString!, 1, { prepared: 'auto', alike: true });
    try {
      await rows(pool, { name: 'a sum', text: 'SELECT $1::int + 1 AS sum' }, [1]);
      const kept = 'SELECT generic_plans, custom_plans FROM pg_prepared_statements';
      expect(await rows(pool, kept)).toEqual([{ generic_plans: 1, custom_plans: 0 }]);
    } finally {
      await close();
    }
  });

  it('a pooler is known by a process that is not the one that answers', async () => {
    const client = await fresh().pool.connect();
    try {
      expect(await isDirect(client, 30_000)).toBe(true);
      Object.assign(client, { processID: 1 });
      expect(await isDirect(client, 30_000)).toBe(false);
    } finally {
      client.release(true);
    }
  });
});

describe('the statement of a wake-up', () => {
  it('has only the parts that its steps need, in eight forms at most', () => {
    const kinds = [
      'stage',
      'notice',
      'task.open',
      'task.cancel',
      'overpaid',
      'letter',
      'warning.open',
      'case.open',
      'tier',
      'close',
    ];
    const all = new Map<string, string>();
    for (let n = 0; n < 2 ** kinds.length; n++) {
      const { name, text } = writeStatement(new Set(kinds.filter((_, at) => n & (1 << at))));
      expect(all.get(name) ?? text).toBe(text);
      all.set(name, text);
    }
    expect(all.size).toBe(8);
    const quiet = writeStatement(new Set(['stage', 'classify'])).text;
    expect(quiet).toContain('INSERT INTO diary');
    expect(quiet).not.toMatch(/notices|tasks|letters|warnings|cases|nudges/);
    expect(writeStatement(new Set(['notice'])).text).not.toMatch(/tasks|letters|warnings|cases|nudges/);
  });

  it('can be carried out in each form', async () => {
    const values = ['nobody', 0, 'current', null, null, 'normal', null, '[]', new Date(), 1, null, null, null];
    for (let n = 0; n < 8; n++) {
      const kinds = new Set(['notice', 'task.open', 'close'].filter((_, at) => n & (1 << at)));
      expect(await rows(fresh().pool, writeStatement(kinds), values)).toEqual([{ written: 0, told: [] }]);
      const asleep = [...values, new Date(), 'due-soon'];
      expect(await rows(fresh().pool, writeStatement(kinds, true), asleep)).toEqual([{ written: 0, told: [] }]);
    }
  });
});
