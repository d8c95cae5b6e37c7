import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { unzipped } from '../../../src/cli/audit/file/zip.js';
import { crossFaults } from '../../../src/domain/proof/cross.js';
import { historiesAgainstDiary } from '../../../src/domain/proof/cross-histories.js';
import { verifyExport } from '../../../src/domain/proof/export.js';
import { reckonFigures } from '../../../src/domain/proof/figures.js';
import type { Entry } from '../../../src/domain/proof/leaf.js';

/** An export as an auditor may have it: one that was good stays good with every later version. Made of a rehearsal of plan 04; never made anew. */
const folder = fileURLToPath(new URL('golden/', import.meta.url));
const key = createPublicKey(readFileSync(`${folder}lender.pem`));
let files: Map<string, Uint8Array>;
let entries: Entry[];

beforeAll(async () => {
  files = await unzipped(`${folder}export-1.zip`);
  entries = verifyExport(files, [key]).entries;
});

const ALL = '2099-01-01T00:00:00Z';
type Row = Record<string, unknown>;
/** The rows of a table anew, as who may write the record, and sign it, would have them. */
const changed = (table: string, change: (row: Row) => Row[]): Entry[] =>
  entries.map((it) => (it.table === table ? { ...it, content: (it.content as Row[]).flatMap(change) } : it));
const faultsOf = (them: Entry[]) => [
  ...crossFaults(them),
  ...reckonFigures(them).faults,
  ...historiesAgainstDiary(files, them, ALL).faults,
];

it('an export of an earlier version verifies, its things fit together, and its figures are those of its facts', () => {
  expect(verifyExport(files, [key]).faults).toEqual([]);
  expect(faultsOf(entries)).toEqual([]);
  const { same, left } = reckonFigures(entries);
  expect(left).toBe(0);
  expect(same).toBeGreaterThan(15);
  expect(historiesAgainstDiary(files, entries, ALL).compared).toBeGreaterThan(8);
});

it('a decision to write to the borrower or to open work cannot be taken out, whoever signs', () => {
  const decided = entries.filter((it) => it.table === 'diary').flatMap((it) => it.content as Row[]);
  const told = decided.filter(
    (it) => it.kind === 'loan' && it.plan_version && ['notice', 'task.open'].includes(String(it.what)),
  );
  expect(told.length).toBeGreaterThan(5);
  for (const { entry } of told)
    expect(faultsOf(changed('diary', (it) => (it.entry === entry ? [] : [it]))), String(entry)).not.toEqual([]);
});

it('nor can a message, a piece of work or the plan be taken out', () => {
  for (const table of ['notices', 'tasks', 'plans']) {
    const rows = entries.filter((it) => it.table === table);
    expect(rows.length, table).toBeGreaterThan(0);
    expect(faultsOf(entries.filter((it) => it.table !== table)), table).not.toEqual([]);
  }
});

it('figures of a decision cannot be others, nor can the facts that they rest on', () => {
  const decided = entries
    .filter((it) => it.table === 'diary')
    .flatMap((it) => it.content as Row[])
    .filter((it) => it.kind === 'loan' && it.plan_version);
  expect(decided.length).toBeGreaterThan(0);
  fc.assert(
    fc.property(fc.constantFrom(...decided), fc.integer({ min: 1, max: 999 }), ({ entry }, more) => {
      const other = changed('diary', (it) => [it.entry === entry ? { ...it, dpd: Number(it.dpd) + more } : it]);
      expect(reckonFigures(other).faults).toHaveLength(1);
    }),
    { numRuns: 50 },
  );
  const dearer = changed('instalments', (it) => [{ ...it, principal: Number(it.principal) + 100_000 }]);
  expect(reckonFigures(dearer).faults).not.toEqual([]);
});
