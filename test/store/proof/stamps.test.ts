import { generateKeyPairSync, type X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { stampOfExport } from '../../../src/cli/audit/file/stamp-of-export.js';
import { signatureOf, signed } from '../../../src/domain/proof/envelope.js';
import { HEAD, STAMP } from '../../../src/domain/proof/export.js';
import { headOf, statementOfHead } from '../../../src/domain/proof/head.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { checkRecord } from '../../../src/store/proof/check.js';
import { entriesOf } from '../../../src/store/proof/export.js';
import { headsOf, signHead } from '../../../src/store/proof/heads/heads.js';
import { stampedAt } from '../../../src/store/proof/heads/stamp.js';
import { stampAuthority } from '../../../src/store/proof/heads/stamp-authority.js';
import { vouchForHeads } from '../../../src/store/proof/heads/vouch.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { startTimeAuthority, type TimeAuthority } from '../../support/time-authority.js';

const AT = Date.parse('2026-12-01T09:00:00+08:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const db = freshDatabase();
let time: TimeAuthority;
let another: TimeAuthority;

beforeAll(async () => {
  [time, another] = await Promise.all([startTimeAuthority(), startTimeAuthority()]);
});
afterAll(() => Promise.all([time.stop(), another.stop()]));
beforeEach(() => {
  time.asked = 0;
});

/** An hour of the record: something happens, a head is signed and stamped. `at`: by the lender's clock. Answers what went wrong. */
async function hour(at: number, of = time): Promise<string[]> {
  await db().pool.query(
    `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($1, 'test', 'something', 'loan/L1', '{}')`,
    [new Date(at)],
  );
  await appendToRecord(db(), at);
  await signHead(db(), privateKey, at);
  return vouchForHeads(db(), { witnesses: [], authority: stampAuthority(of.url, [time.certificate]) }, at);
}

const check = async (certificates: X509Certificate[] = [time.certificate]) => {
  const authority = { ...stampAuthority(time.url, certificates) };
  const { findings, stamped } = await checkRecord(db(), [publicKey], { witnesses: [], authority });
  return { stamped, found: findings.map(({ what, where, says }) => `${what}: ${where}: ${says}`) };
};
const behindItsBack = (statement: string) =>
  db().pool.query(
    `ALTER TABLE record_stamps DISABLE TRIGGER ALL; ALTER TABLE record_heads DISABLE TRIGGER ALL; ${statement}`,
  );

async function threeHours(): Promise<void> {
  for (const n of [0, 1, 2]) {
    time.now = AT + n * HOUR;
    expect(await hour(AT + n * HOUR)).toEqual([]);
  }
}

it('each head is stamped once, and the next one has the stamp in it', async () => {
  await threeHours();
  expect(time.asked).toBe(3);
  expect(await check()).toEqual({ stamped: 3, found: [] });
  await vouchForHeads(db(), { witnesses: [], authority: stampAuthority(time.url, []) }, AT + 2 * HOUR);
  expect(time.asked).toBe(3);
  const said = (await headsOf(db().pool)).map((it) => headOf(it.envelope)?.stamp);
  expect(said).toEqual([undefined, expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

it('an authority that is away holds nothing up, and is asked again; a stamp that is a day late is not asked for', async () => {
  time.now = AT;
  const away = { ...time, url: 'http://127.0.0.1:1/' };
  expect(await hour(AT, away)).toEqual([expect.stringMatching(/^the authority of time: /)]);
  expect(await check()).toEqual({ stamped: 0, found: [] });
  const ask = (at: number) => vouchForHeads(db(), { witnesses: [], authority: stampAuthority(time.url, []) }, at);
  expect(await ask(AT + 2 * DAY)).toEqual([]);
  expect(time.asked).toBe(0);
  expect(await ask(AT + HOUR)).toEqual([]);
  expect(await check()).toEqual({ stamped: 1, found: [] });
  expect(await hour(AT + 2 * HOUR, away)).toHaveLength(1);
  expect(await hour(AT + 3 * HOUR)).toEqual([expect.stringContaining('stamped')]);
});

it('nothing is kept of an authority whose clock is wrong, or whom nobody trusts', async () => {
  another.now = AT;
  expect(await hour(AT, another)).toEqual([expect.stringContaining('of no authority that is trusted')]);
  time.now = AT - DAY;
  expect(await hour(AT)).toEqual([expect.stringContaining('and was stamped before')]);
  expect(await rows(db().pool, 'SELECT 1 FROM record_stamps')).toEqual([]);
});

it('a stamp that was changed, taken out, put in from elsewhere or swapped is named', async () => {
  await threeHours();
  await behindItsBack('DELETE FROM record_stamps WHERE head_id = 1');
  expect((await check()).found).toEqual([
    'stamp: head 1: it was stamped when the next head was signed, and the stamp is gone',
  ]);
  await behindItsBack(`INSERT INTO record_stamps SELECT 1, token FROM record_stamps WHERE head_id = 2`);
  expect((await check()).found).toEqual(['stamp: head 1: its stamp is not the one that the next head names']);
  // Of the last head no other tells: there the stamp itself does.
  await behindItsBack(
    `UPDATE record_stamps SET token = (SELECT token FROM record_stamps WHERE head_id = 2) WHERE head_id = 3`,
  );
  expect((await check()).found).toContain('stamp: head 3: its stamp is not good: it is of something else');
  await behindItsBack(`UPDATE record_stamps SET token = '\\x3000' WHERE head_id = 3`);
  expect((await check()).found).toContain('stamp: head 3: its stamp is not good: it is no time stamp');
});

it('no byte of a stamp can be changed so that it says another moment', async () => {
  time.now = AT;
  const data = Buffer.from('what was signed');
  const token = Buffer.from((await stampAuthority(time.url, [time.certificate]).stamp(data)).token);
  expect(await stampedAt(token, data, [time.certificate])).toBe(AT);
  await expect(stampedAt(token, Buffer.from('what was signes'), [time.certificate])).rejects.toThrow('something else');
  await expect(stampedAt(token, data, [another.certificate])).rejects.toThrow('no authority that is trusted');
  const other: number[] = [];
  for (let n = 0; n < token.length; n += 31) {
    const changed = Buffer.from(token);
    changed[n] = changed[n]! ^ 1;
    await stampedAt(changed, data, [time.certificate]).then(
      (at) => (at === AT ? undefined : other.push(n)),
      () => undefined,
    );
  }
  expect(other).toEqual([]);
});

it('an export says by whom and when its head was stamped, to who knows the authority', async () => {
  time.now = AT;
  await hour(AT);
  const { head, stamp } = (await entriesOf(db(), 'B1'))!;
  const said = headOf(head)!.at;
  const files = new Map<string, Uint8Array>([
    [HEAD, Buffer.from(JSON.stringify(head))],
    [STAMP, stamp!],
  ]);
  const without = new Map([...files].filter(([name]) => name !== STAMP));
  const shown = 'stamped at 2026-12-01T09:00:00+08:00';
  expect(await stampOfExport(files, said, [time.certificate])).toEqual({ shown, notShown: null, faults: [] });
  const toAll = { shown: null, notShown: expect.stringContaining('--tsa'), faults: [] };
  expect(await stampOfExport(files, said, [])).toEqual(toAll);
  const { faults } = await stampOfExport(files, said, [another.certificate]);
  expect(faults).toEqual(['head.tst: it is of no authority that is trusted']);
  expect((await stampOfExport(without, said, [time.certificate])).faults).toHaveLength(1);
  expect(await stampOfExport(without, said, [])).toMatchObject({ notShown: expect.any(String), faults: [] });
  expect((await stampOfExport(files, '2026-10-01T00:00:00Z', [])).faults).toHaveLength(1);
});

it('who may sign something else may not stamp', async () => {
  const codes = await startTimeAuthority(['1.3.6.1.5.5.7.3.3']);
  await expect(stampAuthority(codes.url, [codes.certificate]).stamp(Buffer.from('x'))).rejects.toThrow('may not stamp');
  await codes.stop();
});

it('a record that was written anew with the lender’s own key and dated back is betrayed by when it was stamped', async () => {
  await threeHours();
  const [, , last] = await headsOf(db().pool);
  const head = { ...headOf(last!.envelope)!, at: new Date(AT - 30 * DAY).toISOString() };
  const forged = signed(statementOfHead(head), privateKey);
  await behindItsBack(
    `DELETE FROM record_stamps; UPDATE record_heads SET envelope = '${JSON.stringify(forged)}' WHERE head_id = 3`,
  );
  time.now = AT + 3 * HOUR;
  const { token } = await stampAuthority(time.url, []).stamp(signatureOf(forged));
  await db().pool.query('INSERT INTO record_stamps VALUES (3, $1)', [token]);
  expect((await check()).found).toContainEqual(
    expect.stringMatching(/^stamp: head 3: it says that it is of 2026-11-01.*stamped only at 2026-12-01/),
  );
});
