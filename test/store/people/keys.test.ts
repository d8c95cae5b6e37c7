import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importBook } from '../../../src/book/import-book.js';
import { soughtForm } from '../../../src/domain/entry/said.js';
import { type Database, rows } from '../../../src/store/base/connection/database.js';
import { createSeal, keyOfSealed, type Seal } from '../../../src/store/base/seal.js';
import { ROW_OF } from '../../../src/store/base/sealed-columns.js';
import { addresseesOf, recordAnswer } from '../../../src/store/notices/answers.js';
import { keysInUse, rotateKeys, sealedTables } from '../../../src/store/people/keys.js';
import { forgetKey, openSeal } from '../../../src/store/people/seal-keys.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { mobile } from '../../support/loans.js';
import { sealedBefore } from '../../support/sealed-before.js';

const database = freshDatabase();
const secret = (n: number) => Buffer.alloc(32, n).toString('base64');
const old = createSeal(secret(1));
const both = createSeal(`2:${secret(2)}`, `1:${secret(1)}`);
const fresh = createSeal(`2:${secret(2)}`);
const source = { actor: 'test', at: Date.parse('2026-03-02T10:00:00+08:00') };

/** Borrowers B-L001 and so on with a number each, sealed by `seal`. */
async function putPeople(db: Database, seal: Seal, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, n) => `B-L${String(n + 1).padStart(3, '0')}`);
  const name = (n: number) => `Borrower of L${n + 1}`;
  const hashes = (text: (n: number) => string) => ids.map((_, n) => seal.hash(text(n)));
  await db.pool.query(
    `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key)
     SELECT id, 'person', 'en', sealed, key FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS p (id, sealed, key)`,
    [ids, ids.map((id, n) => seal.seal(name(n), 'borrowers.name_sealed', id)), hashes((n) => soughtForm(name(n)))],
  );
  await db.pool.query(
    `INSERT INTO contacts (borrower_id, whose, channel, consent_given, consent, address_sealed, address_key)
     SELECT id, 'self', 'sms', true, true, sealed, key FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS p (id, sealed, key)`,
    [
      ids,
      ids.map((id, n) => seal.seal(mobile(n), 'contacts.address_sealed', id, 'self', 'sms', seal.hash(mobile(n)))),
      hashes(mobile),
    ],
  );
}

const states = async (db: Database, seal: Seal) => [
  ...new Set((await keysInUse(db.pool, seal)).map((it) => `${it.key} ${it.state}`)),
];

/** Every name and address opened by a seal, and whether its keyed hash is that seal's. */
async function people(db: Database, seal: Seal) {
  const found = await rows<{ text: Buffer; key: Buffer; borrower: string; named: boolean }>(
    db.pool,
    `SELECT name_sealed AS text, name_key AS key, borrower_id AS borrower, true AS named FROM borrowers
     UNION ALL SELECT address_sealed, address_key, borrower_id, false FROM contacts`,
  );
  return found.map(({ text, key, borrower, named }) => {
    const opened = named
      ? seal.open(text, 'borrowers.name_sealed', borrower)
      : seal.open(text, 'contacts.address_sealed', borrower, 'self', 'sms', key);
    expect(key).toEqual(seal.hash(named ? soughtForm(opened) : opened));
    return opened;
  });
}

describe('keys in the settings', () => {
  it('the current one seals, the others open; a key without an id is number 1, as in databases of before', () => {
    const place = ['borrowers.name_sealed', 'B1'] as const;
    expect(keyOfSealed(old.seal('王', ...place))).toEqual({ key: 1, bound: true });
    expect(both.open(old.seal('王', ...place), ...place)).toBe('王');
    expect(keyOfSealed(both.seal('王', ...place)).key).toBe(2);
    expect(fresh.open(both.seal('王', ...place), ...place)).toBe('王');
    expect(() => fresh.open(old.seal('王', ...place), ...place)).toThrow('sealed with key 1, which is not configured');
    expect(both.hashes('王')).toEqual([fresh.hash('王'), old.hash('王')]);
  });

  it.each([
    ['short', '', 'POSTLOAN_KEY: a key must be 32 bytes'],
    [`300:${secret(1)}`, '', 'POSTLOAN_KEY: the id of a key must be 1 to 255'],
    [`0:${secret(1)}`, '', 'POSTLOAN_KEY: the id of a key must be 1 to 255'],
    [secret(2), `1:${secret(1)}`, 'two keys of the same id'],
    [secret(2), '3:abc', 'POSTLOAN_KEYS_OTHER: a key must be 32 bytes'],
  ])('what is malformed is named, and its value is not: %s %s', (current, others, message) => {
    expect(() => createSeal(current, others)).toThrow(message);
    expect(() => createSeal(current, others)).not.toThrow('abc');
  });
});

describe('a value is bound to its row and column', () => {
  it('moved to another row or column it does not open', async () => {
    const db = database();
    await putPeople(db, old, 2);
    await db.pool.query(
      `UPDATE borrowers a SET name_sealed = b.name_sealed FROM borrowers b WHERE a.borrower_id <> b.borrower_id`,
    );
    await expect(people(db, old)).rejects.toThrow(
      'not opened by key 1: sealed with another, changed, or of another row',
    );
    const sealed = old.seal('words', 'answers.text_sealed', 'A1');
    expect(old.tryOpen(sealed, 'answers.text_sealed', 'A2')).toBeNull();
    expect(old.tryOpen(sealed, 'complaints.text_sealed', 'A1')).toBeNull();
    expect(old.tryOpen(sealed, 'answers.text_sealed', 'A1')).toBe('words');
  });

  it('every sealed column has a row of its own that names it, and may be emptied', async () => {
    const db = database();
    const tables = await sealedTables(db.pool);
    expect(tables.map((it) => it.table)).toEqual(Object.keys(ROW_OF).sort());
    const named = Object.entries(ROW_OF).flatMap(([table, columns]) => columns.map((it) => `${table}.${it}`));
    const known = await rows<{ column: string; sealed: boolean; nullable: boolean }>(
      db.pool,
      `SELECT table_name || '.' || column_name AS column, column_name LIKE '%\\_sealed' AS sealed, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = current_schema()`,
    );
    for (const it of named) expect(known.map(({ column }) => column)).toContain(it);
    expect(known.filter((it) => it.sealed && !it.nullable)).toEqual([]);
  });

  it('what was sealed before opens, and `keys rotate` binds it, under the same key', async () => {
    const db = database();
    await putPeople(db, old, 3);
    const before = sealedBefore(secret(1), 'Borrower of L1');
    await db.pool.query(`UPDATE borrowers SET name_sealed = $1 WHERE borrower_id = 'B-L001'`, [before]);
    await db.pool.query('UPDATE contacts SET address_sealed = $1 WHERE address_key = $2', [
      sealedBefore(secret(1), mobile(1)),
      old.hash(mobile(1)),
    ]);
    expect(await states(db, old)).toEqual(['1 current', '1 unbound']);
    const opened = await people(db, old);
    expect(await rotateKeys(db, old, source)).toBe(2);
    expect(await states(db, old)).toEqual(['1 current']);
    expect((await people(db, old)).sort()).toEqual(opened.sort());
    expect(await rotateKeys(db, old, source)).toBe(0);
  });
});

describe('a key is known again', () => {
  const settings = (key: string, others = '') => ({ POSTLOAN_KEY: key, POSTLOAN_KEYS_OTHER: others });

  it('a well-formed but wrong key is refused, under its id or among the others', async () => {
    const db = database();
    await openSeal(db.pool, settings(secret(1)));
    await openSeal(db.pool, settings(secret(1)));
    await expect(openSeal(db.pool, settings(secret(7)))).rejects.toThrow(
      'POSTLOAN_KEY: key 1 is not the key 1 that this database is sealed with',
    );
    await expect(openSeal(db.pool, settings(`2:${secret(2)}`, `1:${secret(7)}`))).rejects.toThrow(
      'POSTLOAN_KEYS_OTHER: key 1',
    );
    const seal = await openSeal(db.pool, settings(`2:${secret(2)}`, secret(1)));
    expect(seal.keyIds).toEqual([2, 1]);
    await expect(openSeal(db.pool, settings(`2:${secret(3)}`, secret(1)))).rejects.toThrow('POSTLOAN_KEY: key 2');
  });

  it('so it is where values were sealed before anybody kept a check, and a value that was changed condemns no key', async () => {
    const db = database();
    await putPeople(db, old, 2);
    await expect(openSeal(db.pool, settings(secret(7)))).rejects.toThrow('key 1 is not the key 1');
    await db.pool.query(`UPDATE borrowers SET name_sealed = '\\x0001' || name_sealed WHERE borrower_id = 'B-L001'`);
    expect((await openSeal(db.pool, settings(secret(1)))).current).toBe(1);
    await expect(openSeal(db.pool, settings(secret(7)))).rejects.toThrow('key 1 is not the key 1');
  });

  it('one that was set by mistake is forgotten while nothing is sealed with it', async () => {
    const db = database();
    await openSeal(db.pool, settings(secret(7)));
    expect(await forgetKey(db, 1, source)).toBe(true);
    const seal = await openSeal(db.pool, settings(secret(1)));
    await putPeople(db, seal, 1);
    await expect(forgetKey(db, 1, source)).rejects.toThrow('2 values are sealed with key 1');
  });
});

describe('rotation', () => {
  it('seals every column anew, its hashes too; then the old key is needed no more', async () => {
    const db = database();
    await putPeople(db, old, 700);
    const answer = { channel: 'sms', borrower: 'B-L001', loan: null, kind: 'opt-out' as const };
    await recordAnswer(db, old, { ...answer, id: 'A1', cameBy: 'A1', text: '不要再发' }, source);
    const before = (await people(db, old)).sort();
    expect(await states(db, both)).toEqual(['1 other']);
    // Looked up by the keyed hash of either key, before and after.
    expect(await addresseesOf(db.pool, both, 'sms', mobile(7))).toEqual([{ borrower: 'B-L008', own: true }]);

    const shown: [number, number][] = [];
    expect(await rotateKeys(db, both, source, (...it) => shown.push(it))).toBe(1_401);
    expect(shown.length).toBeGreaterThan(2);
    expect(shown.at(-1)).toEqual([1_401, 1_401]);
    expect(await states(db, fresh)).toEqual(['2 current']);
    expect((await people(db, fresh)).sort()).toEqual(before);
    expect(await addresseesOf(db.pool, fresh, 'sms', mobile(7))).toEqual([{ borrower: 'B-L008', own: true }]);
    expect(await rotateKeys(db, both, source)).toBe(0);
    const noted = await rows(db.pool, `SELECT detail FROM audit_log WHERE what = 'keys rotated'`);
    expect(noted).toEqual([{ detail: { to: 2, rows: { answers: 1, borrowers: 700, contacts: 700 } } }]);
  });

  it('broken off, it goes on where it was', async () => {
    const db = database();
    await putPeople(db, old, 700);
    const stop = () => {
      throw new Error('stopped');
    };
    await expect(rotateKeys(db, both, source, stop)).rejects.toThrow('stopped');
    expect(await states(db, both)).toEqual(['1 other', '2 current']);
    // Nothing is lost meanwhile: both keys open all, each hash is of its own key.
    expect(await addresseesOf(db.pool, both, 'sms', mobile(7))).toEqual([{ borrower: 'B-L008', own: true }]);
    const rest = await rotateKeys(db, both, source);
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(1_400);
    expect(await people(db, fresh)).toHaveLength(1_400);
  });

  it('what is written meanwhile, with the old key or the new one, is neither lost nor left behind', async () => {
    const db = database();
    await putPeople(db, old, 700);
    const written = new Map<string, string>();
    const write = async () => {
      for (let n = 0; n < 300; n++) {
        const borrower = `B-L${String(((n * 37) % 700) + 1).padStart(3, '0')}`;
        const seal = n % 2 === 0 ? old : both;
        const name = `written ${n}`;
        await db.pool.query('UPDATE borrowers SET name_sealed = $2, name_key = $3 WHERE borrower_id = $1', [
          borrower,
          seal.seal(name, 'borrowers.name_sealed', borrower),
          seal.hash(soughtForm(name)),
        ]);
        written.set(borrower, name);
      }
    };
    const writer = write();
    await rotateKeys(db, both, source);
    await writer;
    // The writer may have been the last, with the old key.
    await rotateKeys(db, both, source);
    expect(written.size).toBeGreaterThan(20);
    expect(await people(db, fresh)).toHaveLength(1_400);
    for (const [borrower, name] of written) {
      const found = await rows(db.pool, 'SELECT borrower_id FROM borrowers WHERE name_key = $1', [
        fresh.hash(soughtForm(name)),
      ]);
      expect(found).toEqual([{ borrower_id: borrower }]);
    }
  });

  it('a row that is held is passed over, not waited for, and comes in the end', async () => {
    const db = database();
    await putPeople(db, old, 3);
    const holder = await db.pool.connect();
    await holder.query(`BEGIN; UPDATE borrowers SET branch = 'x' WHERE borrower_id = 'B-L002'`);
    let passed = 0;
    const rotating = rotateKeys(db, both, source, (done) => {
      passed = done;
    });
    await expect.poll(() => passed).toBe(2);
    await holder.query('COMMIT');
    holder.release();
    expect(await rotating).toBe(6);
    const [row] = await rows<{ branch: string }>(db.pool, `SELECT branch FROM borrowers WHERE borrower_id = 'B-L002'`);
    expect(row!.branch).toBe('x');
  });

  it('a key that is not there, and a wrong one under the right id, are told apart and change nothing', async () => {
    const db = database();
    await putPeople(db, old, 2);
    expect(await states(db, fresh)).toEqual(['1 unknown']);
    expect(await rotateKeys(db, fresh, source)).toBe(0);
    const wrong = createSeal(`2:${secret(2)}`, `1:${secret(9)}`);
    expect(await states(db, wrong)).toEqual(['1 wrong']);
    await expect(rotateKeys(db, wrong, source)).rejects.toThrow(
      /borrowers\.name_sealed: a value under key 1 is not opened/,
    );
    expect(await people(db, old)).toHaveLength(4);
  });

  it('of rows that cannot be changed only what is sealed is, and only by this', async () => {
    const db = database();
    await putPeople(db, both, 1);
    await db.pool.query(
      `CREATE TRIGGER answers_append_only BEFORE UPDATE OR DELETE ON answers FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    );
    await db.pool.query(
      `INSERT INTO answers (answer_id, came_by, borrower_id, kind, channel, at, text_sealed) VALUES ('A1', 'A1', 'B-L001', 'opt-out', 'sms', now(), $1)`,
      [old.seal('words', 'answers.text_sealed', 'A1')],
    );
    expect(await rotateKeys(db, both, source)).toBe(1);
    const [row] = await rows<{ text: Buffer }>(db.pool, 'SELECT text_sealed AS text FROM answers');
    expect(fresh.open(row!.text, 'answers.text_sealed', 'A1')).toBe('words');
    const reseal = (sql: string) => db.pool.query(`BEGIN; SET LOCAL postloan.reseal = 'on'; ${sql}; COMMIT`);
    for (const refused of [
      `UPDATE answers SET text_sealed = '\\x00'`,
      `BEGIN; SET LOCAL postloan.reseal = 'on'; UPDATE answers SET kind = 'now', text_sealed = '\\x00'; COMMIT`,
      `BEGIN; SET LOCAL postloan.reseal = 'on'; UPDATE answers SET kind = kind; COMMIT`,
      `BEGIN; SET LOCAL postloan.reseal = 'on'; DELETE FROM answers; COMMIT`,
    ]) {
      const client = await db.pool.connect();
      await expect(client.query(refused), refused).rejects.toThrow('answers is append-only');
      await client.query('ROLLBACK');
      client.release();
    }
    await reseal(`UPDATE answers SET text_sealed = '\\x00'`);
  });

  it('a book is not taken in meanwhile: it would find nobody it knows', async () => {
    const db = database();
    const dir = mkdtempSync(join(tmpdir(), 'postloan-keys-'));
    try {
      writeFileSync(
        join(dir, 'loans.csv'),
        'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral\nL1,B1,04-personal,,2026-01-01,100.00,,,CNY,\n',
      );
      writeFileSync(
        join(dir, 'instalments.csv'),
        'loan_id,seq,due_on,principal,interest,fee\nL1,1,2026-04-01,100.00,0.00,0.00\n',
      );
      const take = (seal: Seal) => importBook(db, seal, dir, { now: source.at, actor: 'test' });
      expect(await take(old)).toMatchObject({ ok: true });
      const refused = { ok: false, problems: [expect.stringContaining('run `postloan keys rotate` first')] };
      expect(await take(both)).toMatchObject(refused);
      await rotateKeys(db, both, source);
      expect(await take(both)).toMatchObject({ ok: true, touched: 0 });
      expect(await take(old)).toMatchObject(refused);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
