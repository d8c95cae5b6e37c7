/** A witness in an S3-compatible store. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Envelope } from '../../../src/domain/proof/envelope.js';
import { auditSettings } from '../../../src/lender/audit-settings.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { noteFindings } from '../../../src/store/proof/break-task.js';
import { checkRecord } from '../../../src/store/proof/check.js';
import { signHead } from '../../../src/store/proof/heads/heads.js';
import { vouchForHeads } from '../../../src/store/proof/heads/vouch.js';
import { vouchersAt } from '../../../src/store/proof/heads/vouchers.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { startObjectStore } from '../../support/object-store.js';

const AT = Date.parse('2026-12-01T09:00:00+08:00');
const HOUR = 3_600_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const db = freshDatabase();
let there: Awaited<ReturnType<typeof startObjectStore>>;

beforeAll(async () => {
  there = await startObjectStore('witness');
});
afterAll(() => there?.stop());

/** A folder and a bucket, as a worker's environment says them. */
const vouchers = (folder: string) =>
  vouchersAt(auditSettings({ AUDIT_WITNESS: `${folder}, s3://witness/heads of us`, ...there.env }));

it('keeps each head once, next to a folder; one that has another is a break, which is work of auditors', async () => {
  const of = vouchers(mkdtempSync(join(tmpdir(), 'witness-')));
  const hour = async (n: number) => {
    const at = AT + n * HOUR;
    await db().pool.query(
      `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($1, 'test', 'something', 'loan/L1', '{}')`,
      [new Date(at)],
    );
    await appendToRecord(db(), at);
    await signHead(db(), privateKey, at);
    return vouchForHeads(db(), of, at);
  };
  const check = () => checkRecord(db(), [publicKey], of);
  expect([await hour(0), await hour(1), await hour(2)]).toEqual([[], [], []]);
  const keys = (await there.store.listObjects('/', ''))!.map((it) => it.Key).sort();
  expect(keys).toEqual([1, 2, 3].map((n) => `heads of us/head-0000000${n}.json`));
  expect((await check()).findings).toEqual([]);

  // Nothing is written over: neither by this program, nor by another that asks as it does.
  const [, bucket] = of.witnesses;
  const first = await bucket!.read(1);
  const other: Envelope = { ...first, payload: Buffer.from('{}').toString('base64') };
  await bucket!.keep(1, first);
  await expect(bucket!.keep(1, other)).rejects.toThrow('it has another head 1');
  expect(await bucket!.read(1)).toEqual(first);

  // Whoever reaches the store, and it alone.
  await there.store.putObject('heads of us/head-00000002.json', JSON.stringify(other));
  const checked = await check();
  expect(checked.findings.map(({ what, where, says }) => `${what} ${where}: ${says}`)).toEqual([
    'witness head 2: the witness has another',
  ]);
  await noteFindings(db(), checked, AT + 3 * HOUR, AT + 3 * HOUR);
  expect(await rows(db().pool, `SELECT because->>'first' AS first FROM tasks WHERE kind = 'record-broken'`)).toEqual([
    { first: 'head 2' },
  ]);

  await there.store.deleteObject('heads of us/head-00000002.json');
  expect((await check()).findings.map((it) => it.says)).toEqual(['the witness has those after it, and not this']);
});

it('a bucket that cannot be reached holds nothing up, and is a finding of the check', async () => {
  const of = vouchersAt(auditSettings({ AUDIT_WITNESS: 's3://nowhere/', ...there.env }));
  await appendToRecord(db(), AT);
  await signHead(db(), privateKey, AT);
  expect(await vouchForHeads(db(), of, AT)).toEqual([expect.stringMatching(/^the witness http.*nowhere/)]);
  expect((await checkRecord(db(), [publicKey], of)).findings).toMatchObject([
    { what: 'witness', says: expect.stringContaining('it could not be asked') },
  ]);
});
