import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { unzipped } from '../../../src/cli/audit/file/zip.js';
import { crossFaults } from '../../../src/domain/proof/cross.js';
import { recomputeDecisions } from '../../../src/domain/proof/decisions.js';
import { ENTRIES } from '../../../src/domain/proof/export.js';
import type { Entry } from '../../../src/domain/proof/leaf.js';
import type { Row } from '../../../src/domain/proof/rows.js';
import { chinaCalendar } from '../../../src/library/calendar.js';
import { underLaw } from '../../../src/library/law.js';

let entries: Entry[];
beforeAll(async () => {
  const files = await unzipped(fileURLToPath(new URL('./golden/export-1.zip', import.meta.url)));
  entries = JSON.parse(Buffer.from(files.get(ENTRIES)!).toString('utf8')) as Entry[];
});

const UNTIL = Date.parse('2027-04-30T10:00:00+08:00');
const anew = (them: readonly Entry[], until: number | null = UNTIL) =>
  recomputeDecisions(them, underLaw, chinaCalendar(), until);
/** The rows of a table anew, as who may write the record, and sign it, would have them. */
const changed = (table: string, change: (row: Row) => Row[]): Entry[] =>
  entries.map((it) => (it.table === table ? { ...it, content: (it.content as Row[]).flatMap(change) } : it));
const decided = () =>
  entries
    .filter((it) => it.table === 'diary')
    .flatMap((it) => it.content as Row[])
    .filter((it) => it.kind === 'loan' && it.plan_version && !String(it.entry).startsWith('warning/'));

it('the rules take each decision again, reason, figures, day and all, from the facts as they had come in by then', () => {
  expect(anew(entries)).toEqual({ same: 11, followed: 9, left: 0, faults: [] });
  expect(decided()).toHaveLength(11);
});

it('one that is taken out is named, whoever signs', () => {
  for (const { entry } of decided()) {
    const them = changed('diary', (it) => (it.entry === entry ? [] : [it]));
    // That a warning stands there which nothing opened is said by what must fit together.
    const faults = [...anew(them).faults, ...crossFaults(them)];
    expect(faults, String(entry)).toContainEqual(
      expect.stringMatching(/the plan asked for it .* and it is not there$|nothing in the diary opened it$/),
    );
    expect(faults.join('\n')).toContain(String(entry).replace('care/warning/', ''));
  }
});

it('one that was made up is named, and one that is moved, or has another reason, row or figure', () => {
  const [first] = decided();
  const made = { ...first, entry: 'care/offer/made-up', acted_at: '2027-01-20T01:24:00+00:00', what: 'offer' };
  const more = [...entries, { table: 'diary', key: '[]', content: [made], leaves: [] }];
  expect(anew(more).faults).toEqual([
    'diary L3 care/offer/made-up: by the facts in this file the rules did not ask for it at 2027-01-20T09:24:00+08:00',
  ]);
  const others: Record<string, (value: unknown) => unknown> = {
    at: (it) => new Date(Date.parse(String(it)) - 3_600_000).toISOString(),
    rule: () => 'P4.99',
    because: (it) => ({ ...(it as Row), code: 'overdue' }),
    dpd: (it) => Number(it) + 1,
    stage: () => 'legal',
  };
  fc.assert(
    fc.property(fc.constantFrom(...decided()), fc.constantFrom(...Object.keys(others)), ({ entry }, column) => {
      const other = changed('diary', (it) => [
        it.entry === entry ? { ...it, [column]: others[column]!(it[column]) } : it,
      ]);
      expect(anew(other).faults.join('\n'), `${column} of ${entry}`).toContain(`diary L3 ${entry}: `);
    }),
    { numRuns: 15 },
  );
});

it('nor can a fact be taken out on which they rest', () => {
  for (const table of ['payments', 'signals']) expect(anew(changed(table, () => [])).faults, table).not.toEqual([]);
});

it('a payment that came in while the reminder was being decided counts either way; one of minutes before does not', () => {
  const told = (at: string) =>
    changed('payments', (it) => [it.reference === 'P4' ? { ...it, paid_on: '2026-12-17', recorded_at: at } : it]);
  // The reminder was decided at 01:24:00.285.
  for (const at of ['2026-12-17T01:24:00.265Z', '2026-12-17T01:24:00.305Z'])
    expect(anew(told(at)).faults, at).toEqual([]);
  expect(anew(told('2026-12-17T01:20:00Z')).faults).toEqual([
    expect.stringMatching(/^diary L3 remind\/2\/due-soon\/sms: by the facts in this file the rules did not ask for it/),
  ]);
});

it('what hangs on things of which only the present state is in the file is left, and counted', () => {
  const silent = changed('contacts', (it) => [{ ...it, consent: false }]).map((it) =>
    it.table === 'contacts' ? { ...it, leaves: [it.leaves[0]!, it.leaves[0]!] } : it,
  );
  const { faults, left } = anew(silent);
  expect(faults).toEqual([]);
  expect(left).toBeGreaterThan(0);
});
