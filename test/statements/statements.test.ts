import { fileURLToPath } from 'node:url';
import pg from 'pg';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStages } from '../../src/book/staging.js';
import { layOut } from '../../src/reports/figures/lay-out.js';
import { collection } from '../../src/reports/figures/of-loans/collection.js';
import { writeStatement } from '../../src/store/loans/write-parts.js';
import { sealedTables } from '../../src/store/people/keys.js';
import { personTables } from '../../src/store/people/person-tables.js';
import { freshDatabase } from '../book/fresh-database.js';
import { isOurs, nodesOf, placeOf, readProgram } from './program.js';
import { mistakes, rowType, saysNothing } from './row-types.js';
import { Server } from './server.js';
import { Unknowable, Values } from './values.js';

/** Of these the texts are given, since no caller says them. */
const GIVEN: Record<string, () => string[]> = {
  'src/store/loans/write-steps.ts': () =>
    [
      [],
      ['notice'],
      ['task.open'],
      ['tier'],
      ['notice', 'task.open'],
      ['notice', 'tier'],
      ['notice', 'task.open', 'tier'],
    ].map((kinds) => writeStatement(new Set(kinds)).text),
};

/** Statements whose text nobody can tell before they run, each with its reason. It is better written otherwise than put here. */
const UNKNOWABLE: Record<string, string> = {
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
async function findings(files: ts.SourceFile[]): Promise<{ calls: number; wrong: string[]; unknowable: string[] }> {
  const values = new Values(program, {
    scopeOf: async (file, names) => (await import(`${file}?scope=${names.join(',')}`)).__scope,
    answers: { sealedTables: await sealedTables(client), personTables: await personTables(client) },
  });
  const server = new Server(client);
  const calls = files.flatMap((file) => nodesOf(file).filter((it) => isCallOfRows(it)));
  const wrong = new Set<string>();
  const unknowable = new Set<string>();
  for (const call of calls) {
    const [file] = placeOf(call).split(':');
    const row = rowType(checker, call);
    for (const text of await textsOf(values, call)) {
      if (text === null) unknowable.add(file!);
      else for (const it of await mistakesOf(server, row, text)) wrong.add(`${placeOf(call)} ${it}`);
    }
  }
  return { calls: calls.length, wrong: [...wrong], unknowable: [...unknowable] };
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
async function textsOf(values: Values, call: ts.CallExpression): Promise<(string | null)[]> {
  try {
    return (await values.of(call.arguments[1]!)).map(textOf);
  } catch (error) {
    if (!(error instanceof Unknowable)) throw error;
    const given = GIVEN[placeOf(call).split(':')[0]!];
    return given ? given() : saysNothing(checker, rowType(checker, call)) ? [] : [null];
  }
}

const textOf = (asked: unknown) => (typeof asked === 'string' ? asked : (asked as { text: string }).text);

function isCallOfRows(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'rows') return false;
  return (
    checker.getResolvedSignature(node)?.declaration?.getSourceFile().fileName.endsWith('/base/database.ts') === true
  );
}

describe('rows of the database', () => {
  it('are what the code says they are, in each text that a statement may have', async () => {
    const files = program.getSourceFiles().filter((it) => isOurs(it.fileName) && it.text.includes('rows'));
    const { calls, wrong, unknowable } = await findings(files);
    expect(wrong).toEqual([]);
    expect(unknowable).toEqual(Object.keys(UNKNOWABLE));
    expect(calls).toBeGreaterThan(200);
    // Not a minute on a free machine; the compiler is slow on one that has much to do.
  }, 240_000);

  it('that are said to be otherwise are found', async () => {
    const file = program.getSourceFile(LIES)!;
    const { wrong } = await findings([file]);
    const expected = [...file.text.matchAll(/^ +\/\/ (.*)$/gm)].map((it) => it[1]);
    expect(wrong.map((it) => it.replace(/^\S+ /, ''))).toEqual(expected);
  });
});
