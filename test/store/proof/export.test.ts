import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { signed } from '../../../src/domain/proof/envelope.js';
import {
  ENTRIES,
  HEAD,
  MANIFEST,
  manifestOf,
  SIGNATURE,
  statementOfExport,
  verifyExport,
} from '../../../src/domain/proof/export.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { recordPayment, reversePayment } from '../../../src/store/facts/payments.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { entriesOf } from '../../../src/store/proof/export.js';
import { signHead } from '../../../src/store/proof/heads.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const AT = Date.parse('2026-12-01T09:00:00+08:00');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const another = generateKeyPairSync('ed25519');
const db = freshDatabase();
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

async function write(): Promise<void> {
  await appendToRecord(db(), AT);
  await signHead(db(), privateKey, null, AT);
}

/** An export of the borrower's, as files. */
async function exported(borrower: string): Promise<Map<string, Uint8Array>> {
  const { head, entries } = (await entriesOf(db(), borrower))!;
  const files = new Map<string, Uint8Array>([
    [HEAD, bytes(head)],
    [ENTRIES, bytes(entries)],
    ['index.html', Buffer.from('<p>贷款</p>')],
  ]);
  const manifest = bytes(manifestOf({ loan: 'L1', borrower, madeAt: 'now', madeBy: 'test' }, files));
  files.set(MANIFEST, manifest);
  files.set(SIGNATURE, bytes(signed(statementOfExport(manifest), privateKey)));
  return files;
}

beforeEach(async () => {
  const loan = (name: string) => ({ loan: name, instalments: [{ dueOn: '2026-12-20', amount: 100_000 }] });
  await addLoans(db(), createSeal('ab'.repeat(32)), [loan('L1'), loan('L2'), loan('L3')], AT);
  await recordPayment(
    db(),
    { reference: 'P1', loan: 'L1', paidOn: '2026-12-01', amount: 5_000 },
    { actor: 'test', at: AT },
  );
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

  it('is not good where any byte of it is another, a file is missing, or one was added', async () => {
    const files = await exported('B-L1');
    fc.assert(
      fc.property(fc.constantFrom(...files.keys()), fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, by) => {
        const whole = files.get(name)!;
        const place = at % whole.length;
        const other = Buffer.from(whole);
        other[place] = other[place]! ^ by;
        expect(verifyExport(new Map(files).set(name, other), [publicKey]).faults, `${name} ${place}`).not.toEqual([]);
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
    const others = new Map([...changed].filter(([name]) => name !== MANIFEST && name !== SIGNATURE));
    const manifest = bytes(manifestOf({ loan: 'L1', borrower: 'B-L1', madeAt: 'now', madeBy: 'test' }, others));
    changed.set(MANIFEST, manifest);
    changed.set(SIGNATURE, bytes(signed(statementOfExport(manifest), another.privateKey)));
    expect(verifyExport(changed, [publicKey]).faults).toEqual([
      `${SIGNATURE}: is signed by no key that is trusted`,
      expect.stringMatching(/^payments \["P1", 1\]: is not as the record says/),
    ]);
    // Even who has the lender's key cannot put it into the record that was signed.
    changed.set(SIGNATURE, bytes(signed(statementOfExport(manifest), privateKey)));
    expect(verifyExport(changed, [publicKey]).faults).toHaveLength(1);
  });
});
