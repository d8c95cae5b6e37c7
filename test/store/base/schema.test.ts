import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { differences } from '../../support/schema-engine.js';

const SCHEMA = readFileSync(projectPath('prisma/schema.prisma'), 'utf8');
const db = freshDatabase();

const versionOf = (name: string) =>
  (JSON.parse(readFileSync(projectPath(`node_modules/${name}/package.json`), 'utf8')) as { version: string }).version;

it('the engine that compares is that of the installed Prisma', () => {
  expect(versionOf('@prisma/schema-engine-wasm')).toBe(versionOf('@prisma/engines-version'));
});

describe('schema.prisma says what the migrations make', () => {
  it('of tables, columns, types, defaults, keys and plain indexes', async () => {
    expect(await differences(db().pool, SCHEMA)).toMatch(/^\s*(-- This is an empty migration\.)?\s*$/);
  });

  it('and what is changed by hand is found, of each kind', async () => {
    for (const [change] of BY_HAND) await db().pool.query(change);
    const found = await differences(db().pool, SCHEMA);
    for (const [, mended] of BY_HAND) expect(found).toContain(mended);
  });

  it('and what it cannot say is recorded: checks, partial indexes and those of expressions, triggers', async () => {
    const beyond = await rows<{ line: string }>(db().pool, BEYOND);
    const lines = beyond.map((it) => `${it.line}\n`).sort();
    await expect(lines.join('')).toMatchFileSnapshot(projectPath('prisma/beyond-schema.txt'));
  });
});

/** What is done to the database, and the words by which it would be mended. */
const BY_HAND = [
  ['ALTER TABLE answers ALTER kind TYPE varchar(20)', 'ALTER COLUMN "kind" SET DATA TYPE TEXT'],
  ['ALTER TABLE tasks ALTER rule DROP NOT NULL', 'ALTER COLUMN "rule" SET NOT NULL'],
  ['ALTER TABLE cases ALTER decided_at SET NOT NULL', 'ALTER COLUMN "decided_at" DROP NOT NULL'],
  [`ALTER TABLE staff ALTER branch SET DEFAULT ''`, 'ALTER COLUMN "branch" DROP DEFAULT'],
  ['ALTER TABLE loans ALTER revision SET DEFAULT 1', 'ALTER COLUMN "revision" SET DEFAULT 0'],
  ['ALTER TABLE leases ADD more text', 'DROP COLUMN "more"'],
  ['ALTER TABLE holds DROP until_at', 'ADD COLUMN     "until_at" TIMESTAMPTZ(6)'],
  ['CREATE TABLE more (id text PRIMARY KEY)', 'DROP TABLE "more"'],
  ['CREATE INDEX more_of_holds ON holds (reason)', 'DROP INDEX "more_of_holds"'],
  ['DROP INDEX payments_loan', 'CREATE INDEX "payments_loan"'],
  ['ALTER TABLE inbox DROP CONSTRAINT inbox_sender_fact_id_key', 'CREATE UNIQUE INDEX "inbox_sender_fact_id_key"'],
  ['ALTER TABLE promises DROP CONSTRAINT promises_loan_id_fkey', 'ADD CONSTRAINT "promises_loan_id_fkey"'],
  [
    `ALTER TABLE causes DROP CONSTRAINT causes_loan_id_fkey,
     ADD CONSTRAINT causes_loan_id_fkey FOREIGN KEY (loan_id) REFERENCES loans ON DELETE CASCADE`,
    'ADD CONSTRAINT "causes_loan_id_fkey" FOREIGN KEY ("loan_id") REFERENCES "loans"("loan_id") ON DELETE NO ACTION',
  ],
] as const;

/** One line each, with the table in front. */
const BEYOND = `
  SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('p', 'u', 'f', 'n')
  UNION ALL
  SELECT indrelid::regclass || ': ' || pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid
  WHERE relnamespace = 'public'::regnamespace AND (indpred IS NOT NULL OR indexprs IS NOT NULL)
  UNION ALL
  SELECT tgrelid::regclass || ': ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`;
