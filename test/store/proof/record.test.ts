import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../src/domain/proof/envelope.js';
import { WRITTEN_ONCE } from '../../../src/domain/proof/leaf.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { checkRecord } from '../../../src/store/proof/check.js';
import type { Finding } from '../../../src/store/proof/finding.js';
import { signHead } from '../../../src/store/proof/heads/heads.js';
import { vouchForHeads, type Witness } from '../../../src/store/proof/heads/vouch.js';
import { recordedTables } from '../../../src/store/proof/recorded.js';
import { sizeOfRecord } from '../../../src/store/proof/tree.js';
import { freshDatabase } from '../../book/fresh-database.js';

const AT = Date.parse('2026-12-01T09:00:00+08:00');
const HOUR = 3_600_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const another = generateKeyPairSync('ed25519').privateKey;
const db = freshDatabase();

/** Tables that tell nothing of loans or persons, or are the record itself. */
const NOT_RECORDED = [
  '_prisma_migrations',
  'arrivals',
  'asked_once',
  'database_identity',
  'events',
  'failing',
  'feed_digests',
  'import_files',
  'imports',
  'leases',
  'next_steps',
  'nudges',
  'record_changes',
  'record_checks',
  'record_heads',
  'record_leaves',
  'record_stamps',
  'record_tiles',
  'record_witnesses',
  'recorded_tables',
  'sessions',
  'sign_in_tries',
  'unmade_letters',
  'webhook_deliveries',
];

interface Column {
  name: string;
  type: string;
  key: boolean;
}

const columnsOf = (table: string) =>
  rows<Column>(
    db().pool,
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, coalesce(a.attname = ANY (r.key), false) AS key
     FROM pg_attribute a JOIN recorded_tables r ON a.attrelid = r.tbl::regclass
     WHERE r.tbl = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum`,
    [table],
  );

/** Some value of a type, another for each `n`. */
function sample(type: string, n: number): string {
  if (type.endsWith('[]')) return `ARRAY[${sample(type.slice(0, -2), n)}]::${type}`;
  const values: Record<string, string> = {
    bigint: `${1000 + n}`,
    integer: `${1000 + n}`,
    numeric: `${n}.25`,
    boolean: `${n % 2 === 0}`,
    text: `'text ${n}'`,
    date: `'2026-11-01'::date + ${n}`,
    'timestamp with time zone': `'2026-11-01 08:00+08'::timestamptz + interval '${n} hours'`,
    jsonb: `'{"n": ${n}}'::jsonb`,
    uuid: `'00000000-0000-0000-0000-${String(n).padStart(12, '0')}'::uuid`,
    bytea: `'\\x${String(n).padStart(4, '0')}'::bytea`,
  };
  const value = values[type];
  if (value === undefined) throw new Error(`no sample of ${type}`);
  return value;
}

async function insert(table: string, n: number): Promise<void> {
  const columns = await columnsOf(table);
  const names = columns.map((it) => it.name).join(', ');
  await db().pool.query(
    `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE VALUES (${columns.map((it) => valueIn(it, n, columns)).join(', ')})`,
  );
}

/** A file has its own hash beside it. */
const valueIn = (it: Column, n: number, all: Column[]) =>
  it.name === 'sha256' && all.some((one) => one.name === 'bytes')
    ? `encode(sha256(${sample('bytea', n)}), 'hex')`
    : sample(it.type, n);

const isTold = (it: Column) =>
  !it.key && !/(_sealed|^bytes|^revision|^failures|^failed_at|^second_factor_step|^used_at|^of_branch)$/.test(it.name);

/** As who owns the database can: without a trigger. */
async function behindItsBack(table: string, statement: string): Promise<void> {
  await db().pool.query(
    `ALTER TABLE ${table} DISABLE TRIGGER ALL; ${statement}; ALTER TABLE ${table} ENABLE TRIGGER ALL`,
  );
}

const keep = (): Witness & { heads: Map<number, Envelope> } => {
  const heads = new Map<number, Envelope>();
  return {
    ...{ name: 'elsewhere', heads },
    numbers: async () => [...heads.keys()],
    read: async (number) => heads.get(number)!,
    keep: async (number, head) => void heads.set(number, head),
  };
};
let witness: ReturnType<typeof keep>;

async function write(at = AT): Promise<void> {
  await appendToRecord(db(), at);
  await signHead(db(), privateKey, at);
  await vouchForHeads(db(), { witnesses: [witness], authority: null }, at);
}
/** Without the runs of what has ended: here nothing has ever run (test/store/proof/missing-runs.test.ts). */
const check = async (): Promise<Finding[]> =>
  (await checkRecord(db(), [publicKey], { witnesses: [witness], authority: null })).findings.filter(
    (it) => it.what !== 'history',
  );
const places = async () => (await check()).map(({ what, where }) => `${what} ${where}`);

/** In each recorded table three rows; what holds them together is left out, since each is changed alone. */
beforeEach(async () => {
  const held = await rows<{ drop: string }>(
    db().pool,
    `SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname || ' CASCADE' AS drop FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c', 'u')
     UNION ALL
     SELECT 'DROP INDEX IF EXISTS ' || indexrelid::regclass FROM pg_index JOIN pg_class c ON c.oid = indrelid
     WHERE c.relnamespace = 'public'::regnamespace AND indisunique AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')`,
  );
  await db().pool.query(held.map((it) => it.drop).join(';'));
  for (const { table } of await recordedTables(db().pool)) for (const n of [1, 2, 3]) await insert(table, n);
  witness = keep();
  await write();
});

it('every table stands in the record, or is one that tells nothing', async () => {
  const tables = await rows<{ name: string }>(
    db().pool,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const recorded = (await recordedTables(db().pool)).map((it) => it.table);
  expect(tables.map((it) => it.name).sort()).toEqual([...recorded, ...NOT_RECORDED].sort());
});

describe('a row that is changed behind the record’s back', () => {
  const tablesOf = async (what: Finding['what']) =>
    (await check())
      // That a file is another than its hash says is said besides.
      .filter((it) => it.what !== 'file')
      .map((it) => (it.what === what ? it.where.replace(/ .*/, '') : `${it.what} ${it.where}`))
      .sort();

  it('is found, whichever column of whichever table it is', async () => {
    const tables = await Promise.all(
      (await recordedTables(db().pool)).map(async ({ table }) => {
        const columns = await columnsOf(table);
        return { table, columns, key: columns.find((it) => it.key)!, told: columns.filter(isTold) };
      }),
    );
    // One column of every table at once.
    for (let n = 0; tables.some(({ told }) => told[n]); n++) {
      const set = async (to: number) => {
        for (const { table, columns, key, told } of tables) {
          const column = told[n];
          if (!column) continue;
          const value = `${column.name} = ${valueIn(column, to, columns)}`;
          await behindItsBack(table, `UPDATE ${table} SET ${value} WHERE ${key.name} = ${sample(key.type, 2)}`);
        }
      };
      await set(7);
      expect(await tablesOf('changed')).toEqual(tables.filter(({ told }) => told[n]).map((it) => it.table));
      await set(2);
    }
    expect(await check()).toEqual([]);
  });

  it('and so is one that is removed, or added', async () => {
    const tables = await recordedTables(db().pool);
    for (const { table } of tables) {
      const key = (await columnsOf(table)).find((it) => it.key)!;
      await behindItsBack(table, `DELETE FROM ${table} WHERE ${key.name} = ${sample(key.type, 2)}`);
    }
    expect(await tablesOf('missing')).toEqual(tables.map((it) => it.table));
    for (const { table } of tables) {
      await db().pool.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
      for (const n of [2, 9]) await insert(table, n);
      await db().pool.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
    }
    expect(await tablesOf('added')).toEqual(tables.map((it) => it.table));
  });

  it('and so is a file that is another than its hash says, which stands in the record', async () => {
    await behindItsBack('report_files', `UPDATE report_files SET bytes = '\\x99' WHERE report_id = 1002`);
    await behindItsBack('histories', `UPDATE histories SET bytes = '\\x99' WHERE run_id = 'text 2'`);
    expect(await places()).toEqual(['file histories ["text 2", "text 2"]', 'file report_files [1002, "text 2"]']);
  });

  it('and several at once, of whichever kinds, are each named', async () => {
    const tables = await recordedTables(db().pool);
    const keys = new Map(
      await Promise.all(
        tables.map(async ({ table }) => [table, (await columnsOf(table)).find((it) => it.key)!] as const),
      ),
    );
    const kinds = fc.array(fc.constantFrom('none', 'missing', 'added', 'renamed'), {
      minLength: keys.size,
      maxLength: keys.size,
    });
    // One draw a run: what was done is not undone.
    const property = fc.asyncProperty(kinds, async (how) => {
      const expected: string[] = [];
      for (const [n, [table, key]] of [...keys].entries()) {
        const of = (it: number) => `${key.name} = ${sample(key.type, it)}`;
        // A number that the database gives is never another.
        const kind = how[n] === 'renamed' && key.type === 'bigint' ? 'missing' : how[n];
        if (kind === 'missing') await behindItsBack(table, `DELETE FROM ${table} WHERE ${of(2)}`);
        if (kind === 'renamed') await behindItsBack(table, `UPDATE ${table} SET ${of(8)} WHERE ${of(2)}`);
        if (kind === 'added') {
          await db().pool.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
          await insert(table, 9);
          await db().pool.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
        }
        if (kind === 'missing' || kind === 'renamed') expected.push(`missing ${table}`);
        if (kind === 'added' || kind === 'renamed') expected.push(`added ${table}`);
      }
      const found = (await check()).filter((it) => it.what !== 'file');
      expect(found.map((it) => `${it.what} ${it.where.replace(/ .*/, '')}`).sort()).toEqual(expected.sort());
    });
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  });

  it('and two that change places, in whichever table', async () => {
    const swapped: string[] = [];
    for (const { table } of await recordedTables(db().pool)) {
      const columns = await columnsOf(table);
      const key = columns.find((it) => it.key)!;
      const told = columns.filter((it) => isTold(it) && it.type !== 'boolean').map((it) => it.name);
      if (told.length === 0) continue;
      const [one, other] = [sample(key.type, 1), sample(key.type, 2)];
      await behindItsBack(
        table,
        `UPDATE ${table} a SET ${told.map((it) => `${it} = b.${it}`).join(', ')}
         FROM ${table} b WHERE (a.${key.name}, b.${key.name}) IN ((${one}, ${other}), (${other}, ${one}))`,
      );
      swapped.push(table, table);
    }
    expect(swapped.length).toBeGreaterThan(60);
    expect(await tablesOf('changed')).toEqual(swapped);
  });
});

describe('the record itself', () => {
  const AS_OWNER = {
    'a leaf that is changed': `UPDATE record_leaves SET digest = '\\x00' WHERE position = 17`,
    'a leaf that is dated back': `UPDATE record_leaves SET at = at - interval '1 day' WHERE position = 17`,
    'two leaves that change places': `UPDATE record_leaves a SET tbl = b.tbl, key = b.key, digest = b.digest
       FROM record_leaves b WHERE (a.position, b.position) IN ((17, 18), (18, 17))`,
    'a leaf that is gone': 'DELETE FROM record_leaves WHERE position = 17',
    'leaves cut off at the end': 'DELETE FROM record_leaves WHERE position > 20',
    'a head that is gone': 'DELETE FROM record_heads WHERE head_id = 1',
    'a head that is dated back': `UPDATE record_heads SET envelope = jsonb_set(envelope, '{payload}', to_jsonb(
       replace(encode(replace(convert_from(decode(envelope->>'payload', 'base64'), 'UTF8'), '2026-12-01', '2026-11-01')::bytea, 'base64'), E'\\n', '')))
       WHERE head_id = 1`,
  };
  beforeEach(async () => {
    await db().pool.query(`INSERT INTO holds (loan_id, from_at, reason) VALUES ('L9', now(), 'later')`);
    await write(AT + HOUR / 2);
  });

  for (const [what, statement] of Object.entries(AS_OWNER))
    it(`${what} is found`, async () => {
      expect(await check()).toEqual([]);
      await behindItsBack(statement.includes('record_heads') ? 'record_heads' : 'record_leaves', statement);
      expect(await check()).not.toEqual([]);
    });

  it('cut off and signed anew with another key is found by the key, and by the witness', async () => {
    const { pool } = db();
    await behindItsBack('holds', `DELETE FROM holds WHERE loan_id = 'L9'`);
    await behindItsBack('record_heads', 'DELETE FROM record_heads WHERE head_id > 1');
    await behindItsBack(
      'record_leaves',
      `DELETE FROM record_leaves WHERE tbl = 'holds' AND position = (SELECT max(position) FROM record_leaves)`,
    );
    // Without a witness an end that is cut off whole leaves no trace: this is what it is for.
    expect(
      (await checkRecord(db(), [publicKey], { witnesses: [], authority: null })).findings.filter(
        (it) => it.what !== 'history',
      ),
    ).toEqual([]);
    expect(await places()).toEqual(['witness head 2']);
    await pool.query(`INSERT INTO holds (loan_id, from_at, reason) VALUES ('L8', now(), 'instead')`);
    await appendToRecord(db(), AT + HOUR / 2);
    await signHead(db(), another, AT + HOUR / 2);
    expect(await places()).toEqual(['key head 2', 'witness head 2']);
  });

  it('cut off and signed anew with the lender’s own key is found by the witness', async () => {
    await behindItsBack('holds', `DELETE FROM holds WHERE loan_id = 'L9'`);
    await behindItsBack('record_heads', 'DELETE FROM record_heads WHERE head_id > 1');
    await behindItsBack(
      'record_leaves',
      `DELETE FROM record_leaves WHERE tbl = 'holds' AND position = (SELECT max(position) FROM record_leaves)`,
    );
    await db().pool.query(`INSERT INTO holds (loan_id, from_at, reason) VALUES ('L8', now(), 'instead')`);
    await appendToRecord(db(), AT + HOUR / 2);
    await signHead(db(), privateKey, AT + HOUR / 2);
    expect(await places()).toEqual(['witness head 2']);
  });

  it('a witness that was set back, emptied, or has another’s head is named', async () => {
    expect(await check()).toEqual([]);
    const [first, second] = [witness.heads.get(1)!, witness.heads.get(2)!];
    witness.heads.delete(2);
    expect(await check()).toMatchObject([
      { what: 'witness', where: 'head 2', says: expect.stringContaining('set back') },
    ]);
    witness.heads.set(2, first);
    expect(await check()).toMatchObject([{ what: 'witness', where: 'head 2', says: 'the witness has another' }]);
    witness.heads.set(2, second).delete(1);
    expect(await places()).toEqual(['witness head 1']);
    witness.heads.clear();
    expect(await places()).toEqual(['witness elsewhere']);
    // A copy that somebody took earlier was never told of the later ones.
    const older = { ...keep(), name: 'a copy', heads: new Map([[1, first]]) };
    const copy = { ...older, numbers: async () => [1], read: async () => first };
    const { findings } = await checkRecord(db(), [publicKey], { witnesses: [copy], authority: null });
    expect(findings.filter((it) => it.what === 'witness')).toEqual([]);
  });

  it('a row that is written once, and was changed with the triggers that tell left on, is named', async () => {
    const { pool } = db();
    const once = await rows<{ table: string }>(
      pool,
      `SELECT r.tbl AS table FROM recorded_tables r WHERE EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE t.tgrelid = r.tbl::regclass AND p.proname = 'refuse_change' AND t.tgname LIKE '%_append_only') ORDER BY 1`,
    );
    // Whatever the database keeps from being changed is one of those that the record must have once.
    expect(once.map((it) => it.table)).toEqual([...WRITTEN_ONCE].sort());
    for (const { table } of once) {
      const columns = await columnsOf(table);
      const key = columns.find((it) => it.key)!;
      const column = columns.find(isTold)!;
      await pool.query(
        `ALTER TABLE ${table} DISABLE TRIGGER ${table}_append_only;
         UPDATE ${table} SET ${column.name} = ${valueIn(column, 7, columns)} WHERE ${key.name} = ${sample(key.type, 2)};
         ALTER TABLE ${table} ENABLE TRIGGER ${table}_append_only`,
      );
    }
    await write(AT + HOUR);
    const found = (await check()).filter((it) => it.what !== 'file');
    expect(found.map((it) => `${it.what} ${it.where.replace(/ .*/, '')}`)).toEqual(
      once.map(({ table }) => `rewritten ${table}`),
    );
  });

  it('a number that is given again, after its row was taken out and the sequence set back, is named', async () => {
    const { pool } = db();
    await behindItsBack('audit_log', 'DELETE FROM audit_log WHERE audit_id = 1003');
    await pool.query(`ALTER TABLE audit_log ALTER COLUMN audit_id RESTART WITH 1003`);
    await pool.query(
      `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES (now(), 'ops/x', 'hold', 'loan/L1', '{}')`,
    );
    await write(AT + HOUR);
    expect(await places()).toEqual(['rewritten audit_log [1003]']);
  });

  it('that is no longer told of changes is found', async () => {
    await db().pool.query('ALTER TABLE payments DISABLE TRIGGER record_new');
    expect(await places()).toEqual(['trigger payments']);
  });

  it('of which a table was taken from what is compared, or a column from what is told, is found', async () => {
    const { pool } = db();
    await pool.query(`UPDATE recorded_tables SET volatile = volatile || ARRAY['amount'] WHERE tbl = 'promises'`);
    await behindItsBack('promises', `UPDATE promises SET amount = amount + 1`);
    expect(new Set((await places()).map((it) => it.replace(/ \[.*/, '')))).toEqual(new Set(['changed promises']));
    await pool.query(`DELETE FROM recorded_tables WHERE tbl = 'promises'`);
    expect(await places()).toEqual(['trigger promises']);
  });
});

describe('what is done as it should be', () => {
  it('stands in the record once for each state, whatever else was written', async () => {
    const { pool } = db();
    const before = await sizeOfRecord(pool);
    await pool.query(`UPDATE loans SET revision = revision + 1`);
    await pool.query(`UPDATE holds SET reason = reason`);
    await write(AT + 1000);
    expect(await sizeOfRecord(pool)).toBe(before);
    await pool.query(`UPDATE holds SET reason = 'a dispute' WHERE hold_id = 1001`);
    await pool.query(`UPDATE holds SET reason = 'another dispute' WHERE hold_id = 1001`);
    await pool.query(`DELETE FROM holds WHERE hold_id = 1002`);
    expect(await check()).toEqual([]);
    await write(AT + 2000);
    expect(await sizeOfRecord(pool)).toBe(before + 2);
    expect(await check()).toEqual([]);
  });

  it('personal data that are erased, or sealed anew, leave the record whole', async () => {
    const { pool } = db();
    await pool.query(`UPDATE borrowers SET name_sealed = '\\x07', identity_sealed = NULL, identity_key = NULL`);
    await write(AT + 1000);
    expect(await check()).toEqual([]);
  });

  it('a column that comes later, empty, changes nothing', async () => {
    await db().pool.query('ALTER TABLE holds ADD more text');
    expect(await check()).toEqual([]);
  });
});
