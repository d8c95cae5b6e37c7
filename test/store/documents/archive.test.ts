import { expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { handOverArchive, noteLook, readAccessLog } from '../../../src/store/documents/archive.js';
import { enterCollateral } from '../../../src/store/loans/collateral.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { planReader } from '../../../src/store/loans/plans.js';
import { fileDocuments } from '../../../src/store/loans/standing.js';
import { addStaff } from '../../../src/store/staff/coming-and-going.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = (actor: string) => ({ actor, at: momentAt('2026-03-10', '10:00') });

/** Plan 04 wants three documents, each electronic and on paper; five of the six are filed. */
async function archive(): Promise<void> {
  await addLoans(db(), seal, [{ loan: 'L1', instalments: [{ dueOn: '2026-03-20', amount: 1_000 }] }], by('x').at);
  const person = { branch: null, name: null, email: null, supervisor: null, roles: ['account-manager' as const] };
  for (const staff of ['AM1', 'AM2']) await addStaff(db(), seal, { ...person, staff }, by('ops/x'));
  await db().pool.query(`UPDATE borrowers SET account_manager = 'AM1'`);
  const plan = await planReader(db().pool)('04-personal');
  const all = plan.archive!.documents.flatMap((it) => [`${it.document}/electronic`, `${it.document}/paper`]);
  const documents = all.filter((it) => it !== 'contract/paper');
  expect(documents).toHaveLength(5);
  await fileDocuments(db(), { loan: 'L1', documents }, by('AM1'));
}
const handOver = (explained: Record<string, string>) =>
  handOverArchive(db(), seal, planReader(db().pool), { from: 'AM1', to: 'AM2', explained }, by('ops/x'));

it('P2.12: each gap of a hand-over is explained and stands on the list, which is kept', async () => {
  await archive();
  await expect(handOver({})).rejects.toThrow('missing without an explanation: L1:contract/paper');
  await expect(handOver({ 'L1:contract/paper': 'x', 'L2:contract/paper': 'y' })).rejects.toThrow('not missing: L2:');
  const { csv, loans, gaps } = await handOver({ 'L1:contract/paper': '=with the court' });
  expect({ loans, gaps }).toEqual({ loans: 1, gaps: 1 });
  const lines = csv.trim().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe("B-L1,L1,contract,paper,missing,,,,'=with the court");
  expect(lines[1]).toMatch(/^B-L1,L1,[a-z-]+,(electronic|paper),filed,2026-03-10,AM1,,$/);
  const [kept] = await rows<{ list: Buffer; sha256: string }>(
    db().pool,
    'SELECT list_sealed AS list, sha256 FROM archive_handovers',
  );
  expect(seal.open(kept!.list, 'archive_handovers.list_sealed', kept!.sha256)).toBe(csv);
});

it('P4.10: every look stands in the access log with who and why, and only what is there can be looked at', async () => {
  await archive();
  await expect(noteLook(db(), { loan: 'L1', document: 'contract/paper', reason: 'audit' }, by('AU1'))).rejects.toThrow(
    /not in the archive/,
  );
  await noteLook(db(), { loan: 'L1', document: 'contract/electronic', reason: 'audit' }, by('AU1'));
  const log = await readAccessLog(db().pool, 'L1');
  expect(log.map((it) => [it.actor, it.what, it.detail.reason])).toEqual([
    ['AM1', 'documents filed', undefined],
    ['AU1', 'document read', 'audit'],
  ]);
});

it('P8.8: a document of a thing is filed with a loan that it secures, with no other', async () => {
  await archive();
  const file = (loan: string, thing: string) =>
    fileDocuments(db(), { loan, documents: [`valuation-report/paper/${thing}`], acceptWarnings: true }, by('AM1'));
  const thing = { collateral: 'C 1/a', borrower: 'B-L1', kind: '厂房', loans: ['L1'] };
  await enterCollateral(db(), thing, by('AM1'));
  await expect(file('L1', 'C2')).rejects.toThrow('collateral C2 does not secure loan L1');
  expect(await file('L1', 'C 1/a')).toBe(true);
  expect(await file('L1', 'C 1/a')).toBe(false);
  const [stored] = await readLoanFiles(db().pool, ['L1'], by('AM1').at);
  expect(stored!.file.documents).toContain('valuation-report/paper/C 1/a');
});
