import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { signed } from '../../../src/domain/proof/envelope.js';
import {
  ENTRIES,
  fileOfRun,
  HEAD,
  MANIFEST,
  manifestOf,
  SIGNATURE,
  statementOfExport,
  unprovedHistories,
  verifyExport,
} from '../../../src/domain/proof/export.js';
import type { Entry } from '../../../src/domain/proof/leaf.js';
import { SEGMENT } from '../../../src/domain/proof/segment.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { recordPayment, reversePayment } from '../../../src/store/facts/payments.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { entriesOf } from '../../../src/store/proof/export.js';
import { signHead } from '../../../src/store/proof/heads/heads.js';
import { keepRun } from '../../../src/store/proof/histories.js';
import { sizeOfRecord } from '../../../src/store/proof/tree.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const AT = Date.parse('2026-12-01T09:00:00+08:00');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const another = generateKeyPairSync('ed25519');
const db = freshDatabase();
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

async function write(at = AT): Promise<void> {
  await appendToRecord(db(), at);
  await signHead(db(), privateKey, at);
}

const RUN = fileOfRun('loan/L1', 'a');
const HISTORY = Buffer.from('{"events": [{"eventId": "1"}]}');

/** An export of the borrower's, as files. */
async function exported(borrower: string, given: readonly number[] = []): Promise<Map<string, Uint8Array>> {
  const { head, entries, earlier } = (await entriesOf(db(), borrower, given))!;
  const files = new Map<string, Uint8Array>([
    [HEAD, bytes(head)],
    [SEGMENT, bytes(earlier)],
    [ENTRIES, bytes(entries)],
    ['index.html', Buffer.from('<p>贷款</p>')],
    [RUN, HISTORY],
  ]);
  return sealedAnew(files, privateKey);
}

/** As whoever has a key would sign it, however it was changed. */
function sealedAnew(changed: ReadonlyMap<string, Uint8Array>, key: KeyObject): Map<string, Uint8Array> {
  const files = new Map([...changed].filter(([name]) => name !== MANIFEST && name !== SIGNATURE));
  const manifest = bytes(manifestOf({ loan: 'L1', borrower: 'B-L1', madeAt: 'now', madeBy: 'test' }, files));
  return files.set(MANIFEST, manifest).set(SIGNATURE, bytes(signed(statementOfExport(manifest), key)));
}

beforeEach(async () => {
  const loan = (name: string) => ({ loan: name, instalments: [{ dueOn: '2026-12-20', amount: 100_000 }] });
  await addLoans(db(), createSeal('ab'.repeat(32)), [loan('L1'), loan('L2'), loan('L3')], AT);
  await recordPayment(
    db(),
    { reference: 'P1', loan: 'L1', paidOn: '2026-12-01', amount: 5_000 },
    { actor: 'test', at: AT },
  );
  const moments = { startedAt: AT, closedAt: AT + 1, previous: null, next: null, events: 1 };
  const run = { workflow: 'loan/L1', run: 'a', type: 'loanLifecycle', status: 'COMPLETED', ...moments };
  await keepRun(db().pool, run, HISTORY);
  await write();
});

describe('an export', () => {
  it('has all of the borrower, nothing of another, and proves it without the database', async () => {
    const files = await exported('B-L1');
    const { faults, entries, head } = verifyExport(files, [publicKey]);
    expect(faults).toEqual([]);
    expect(head!.size).toBeGreaterThan(entries.length);
    const tables = entries.map((it) => it.table);
    expect(tables).toEqual(
      expect.arrayContaining(['audit_log', 'borrowers', 'instalments', 'loans', 'payments', 'plans']),
    );
    const text = Buffer.from(files.get(ENTRIES)!).toString();
    expect(text).toContain('"L1"');
    expect(text).not.toMatch(/"(L2|L3)"/);
  });

  it('says of what was changed each time that it was written', async () => {
    await reversePayment(db(), 'P1', { actor: 'test', at: AT });
    await write();
    const { entries, faults } = verifyExport(await exported('B-L1'), [publicKey]);
    expect(faults).toEqual([]);
    const payment = entries.find((it) => it.table === 'payments')!;
    expect(payment.leaves).toHaveLength(2);
    expect(payment.content).toMatchObject([{ reference: 'P1', reversed_on: '2026-12-01' }]);
  });

  it('shows that the record has only grown: by the last head of each month, the last before it, and one that its reader has', async () => {
    const days = [
      '2026-12-02',
      '2026-12-30',
      '2027-01-05',
      '2027-01-06',
      '2027-01-07',
      '2027-02-01',
      '2027-02-02',
      '2027-02-03',
    ];
    for (const [n, paidOn] of days.entries()) {
      const at = Date.parse(`${paidOn}T09:00:00+08:00`);
      await recordPayment(db(), { reference: `N${n}`, loan: 'L2', paidOn, amount: 100 }, { actor: 'test', at });
      await write(at);
    }
    const shown = (files: ReadonlyMap<string, Uint8Array>) => {
      const { faults, earlier } = verifyExport(files, [publicKey]);
      expect(faults).toEqual([]);
      return earlier!.map((it) => it.at.slice(0, 10));
    };
    expect(shown(await exported('B-L1'))).toEqual(['2026-12-30', '2027-01-07', '2027-02-02']);
    const { earlier } = verifyExport(await exported('B-L1', [await sizeOfRecord(db().pool)]), [publicKey]);
    const [first] = earlier!;
    const before = first!.size - 2;
    expect(shown(await exported('B-L1', [before]))).toEqual(['2026-12-02', '2026-12-30', '2027-01-07', '2027-02-02']);
  });

  it('is not good where any byte of it is another, a file is missing, or one was added', async () => {
    const files = await exported('B-L1');
    fc.assert(
      fc.property(fc.constantFrom(...files.keys()), fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, by) => {
        const whole = files.get(name)!;
        const place = at % whole.length;
        const other = Buffer.from(whole);
        other[place] = other[place]! ^ by;
        const { faults } = verifyExport(new Map(files).set(name, other), [publicKey]);
        expect(faults, `${name} ${place}`).not.toEqual([]);
        if (![MANIFEST, SIGNATURE].includes(name)) expect(faults.join(), `${name} ${place}`).toContain(`${name}: `);
      }),
      { numRuns: 300 },
    );
    for (const name of files.keys()) {
      const less = new Map(files);
      less.delete(name);
      expect(verifyExport(less, [publicKey]).faults).not.toEqual([]);
    }
    expect(verifyExport(new Map(files).set('more.json', bytes({})), [publicKey]).faults).toEqual([
      'more.json: was added',
    ]);
  });

  it('is not good where a thing was changed and all was signed anew with another key', async () => {
    const files = await exported('B-L1');
    const entries = Buffer.from(
      Buffer.from(files.get(ENTRIES)!).toString().replace('"amount":5000,"booking"', '"amount":6000,"booking"'),
    );
    const changed = new Map(files).set(ENTRIES, entries);
    const named = expect.stringMatching(/^payments \["P1", 1\]: is not as the record says/);
    expect(verifyExport(sealedAnew(changed, another.privateKey), [publicKey]).faults).toEqual([
      `${SIGNATURE}: is signed by no key that is trusted`,
      named,
    ]);
    // Even who has the lender's key cannot put it into the record that was signed.
    expect(verifyExport(sealedAnew(changed, privateKey), [publicKey]).faults).toEqual([named]);
  });

  it('files of one loan’s in another’s are named, even where the lender’s own key signs them', async () => {
    const [one, other] = [await exported('B-L1'), await exported('B-L2')];
    const mixed = (names: string[]) => new Map([...one, ...[...other].filter(([name]) => names.includes(name))]);
    const faults = (files: ReadonlyMap<string, Uint8Array>) => verifyExport(files, [publicKey]).faults;
    expect(faults(mixed([ENTRIES]))).toContain(`${ENTRIES}: was changed`);
    expect(faults(sealedAnew(mixed([ENTRIES]), privateKey))).toEqual([
      `${MANIFEST}: names loan L1 of borrower B-L1, which is not in the file`,
      `${RUN}: is of nothing that is in the file`,
    ]);
    const foreign = fileOfRun('loan/L2', 'b');
    expect(faults(sealedAnew(new Map(one).set(foreign, HISTORY), privateKey))).toEqual([
      `${foreign}: is of nothing that is in the file`,
    ]);
    // One that still ran is of the loan, and no entry holds it: it is said to be without proof.
    const running = fileOfRun('loan/L1', 'b');
    const files = sealedAnew(new Map(one).set(running, HISTORY), privateKey);
    const { entries, manifest } = verifyExport(files, [publicKey]);
    expect(faults(files)).toEqual([]);
    expect(unprovedHistories(entries, manifest!)).toEqual([running]);
  });

  it('an entry of the log that was written twice is named', async () => {
    const { pool } = db();
    await pool.query(
      `ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only; UPDATE audit_log SET actor = 'nobody' WHERE what = 'payment'`,
    );
    await write();
    expect(verifyExport(await exported('B-L1'), [publicKey]).faults).toEqual([
      expect.stringMatching(/^audit_log \[\d+\]: is written once, and the record has it 2 times$/),
    ]);
  });

  it('nor can a run of a history be changed or taken out, or an entry of the record be moved, by who has the lender’s key', async () => {
    const files = await exported('B-L1');
    const faults = (change: (all: Map<string, Uint8Array>) => unknown) => {
      const all = new Map(files);
      change(all);
      return verifyExport(sealedAnew(all, privateKey), [publicKey]).faults;
    };
    expect(faults(() => undefined)).toEqual([]);
    expect(faults((all) => all.set(RUN, Buffer.from('{"events": []}')))).toEqual([`${RUN}: is not as the record says`]);
    expect(faults((all) => all.delete(RUN))).toEqual([`${RUN}: is missing`]);
    const entries = JSON.parse(Buffer.from(files.get(ENTRIES)!).toString()) as Entry[];
    const moved = entries.with(0, { ...entries[0]!, leaves: entries[1]!.leaves });
    expect(faults((all) => all.set(ENTRIES, bytes(moved)))).toContain(
      `${entries[0]!.table} ${entries[0]!.key}: has an entry of ${entries[1]!.table} ${entries[1]!.key}`,
    );
    fc.assert(
      fc.property(fc.constantFrom(...entries), fc.integer({ min: 1, max: 90 }), (it, days) => {
        const earlier = ({ leaf, proof }: Entry['leaves'][number]) => ({
          leaf: { ...leaf, at: new Date(Date.parse(leaf.at) - days * 86_400_000).toISOString() },
          proof,
        });
        const dated = entries.map((one) => (one === it ? { ...it, leaves: it.leaves.map(earlier) } : one));
        expect(faults((all) => all.set(ENTRIES, bytes(dated))).join()).toContain(`${it.table} ${it.key}: `);
      }),
      { numRuns: 40 },
    );
  });
});
