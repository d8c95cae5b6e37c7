import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStages } from '../../src/book/staging.js';
import { layOut } from '../../src/reports/figures/lay-out.js';
import { collection } from '../../src/reports/figures/of-loans/collection.js';
import { writeStatement } from '../../src/store/loans/steps/write-parts.js';
import { sealedTables } from '../../src/store/people/keys.js';
import { personTables } from '../../src/store/people/person-tables.js';
import { freshDatabase } from '../book/fresh-database.js';
import { isOurs, placeOf, readProgram } from './program.js';
import { type Asked, askedIn, mistakes, saysNothing } from './row-types.js';
import { Server } from './server.js';
import { Unknowable, Values } from './values.js';

/** Of these the texts are given, since no caller says them. */
const GIVEN: Record<string, () => string[]> = {
  'src/store/loans/steps/write-steps.ts': () =>
    [
      [],
      ['notice'],
      ['task.open'],
      ['tier'],
      ['notice', 'task.open'],
      ['notice', 'tier'],
      ['notice', 'task.open', 'tier'],
    ].flatMap((kinds) => [false, true].map((next) => writeStatement(new Set(kinds), next).text)),
};

/** Statements whose text nobody can tell before they run, each with its reason. It is better written otherwise than put here. */
const UNKNOWABLE: Record<string, string> = {
  'src/store/proof/recorded.ts': 'asks any table that stands in the record, by the columns that it has',
  'src/store/proof/changed-files.ts': 'as recorded.ts',
  'src/reports/figures/of-work/care.ts': 'has a part for each document that a plan asks for',
};

const LIES = fileURLToPath(new URL('lies.ts', import.meta.url));
const program = readProgram([LIES]);
const checker = program.getTypeChecker();
const db = freshDatabase();
let client: pg.Client;

beforeEach(async () => {
  client = new pg.Client(db().pool.options.connectionString);
  await client.connect();
  // What is laid out for a book that comes in, and for figures, lasts as long as its transaction.
  await client.query('BEGIN');
  await createStages(client as unknown as pg.PoolClient);
  const scope = { plan: '04-personal', currency: 'CNY', from: '2026-01-01', asOf: '2026-01-31' };
  await layOut(client, scope);
  await collection(client, scope);
});
afterEach(() => client.end());

/** What is wrong, by the call; of an unknowable text its file. */
async function findings(files: ts.SourceFile[]): Promise<{ asked: number; wrong: string[]; unknowable: string[] }> {
  const values = new Values(program, {
    scopeOf: async (file, names) => (await import(`${file}?scope=${names.join(',')}`)).__scope,
    answers: { sealedTables: await sealedTables(client), personTables: await personTables(client) },
  });
  const server = new Server(client);
  const asked = files.flatMap((file) => askedIn(checker, file));
  const wrong = new Set<string>();
  const unknowable = new Set<string>();
  for (const it of asked) {
    for (const text of await textsOf(values, it)) {
      if (text === null) unknowable.add(fileOf(it));
      else for (const what of await mistakesOf(server, it.row, text)) wrong.add(`${placeOf(it.call)} ${what}`);
    }
  }
  return { asked: asked.length, wrong: [...wrong], unknowable: [...unknowable] };
}

async function mistakesOf(server: Server, row: ts.Type, text: string): Promise<string[]> {
  await client.query('SAVEPOINT before');
  try {
    return mistakes(checker, row, await server.columns(text));
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT before');
    return [(error as Error).message];
  }
}

/** Null: only known when it runs, and what comes is said to be something. */
async function textsOf(values: Values, asked: Asked): Promise<(string | null)[]> {
  try {
    return (await values.of(asked.text)).map((it) => (typeof it === 'string' ? it : (it as { text: string }).text));
  } catch (error) {
    if (!(error instanceof Unknowable)) throw error;
    const given = GIVEN[fileOf(asked)];
    return given ? given() : saysNothing(checker, asked.row) ? [] : [null];
  }
}

const fileOf = ({ call }: Asked) => placeOf(call).split(':')[0]!;

describe('rows of the database', () => {
  it('are what the code says they are, in each text that a statement may have', async () => {
    const files = program.getSourceFiles().filter((it) => isOurs(it.fileName) && /\brows\b/.test(it.text));
    const { asked, wrong, unknowable } = await findings(files);
    expect(wrong).toEqual([]);
    expect(unknowable).toEqual(Object.keys(UNKNOWABLE));
    expect(asked).toBeGreaterThan(200);
    // Some 15 s of CPU, mostly the compiler: more than a minute where others work too.
  }, 240_000);

  it('that are said to be otherwise are found', async () => {
    const file = program.getSourceFile(LIES)!;
    const { wrong } = await findings([file]);
    const expected = [...file.text.matchAll(/^ +\/\/ (.*)$/gm)].map((it) => it[1]);
    expect(wrong.map((it) => it.replace(/^\S+ /, ''))).toEqual(expected);
  });
});
