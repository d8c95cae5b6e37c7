import { afterAll, beforeAll, expect, it } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { readLetter } from '../../src/reports/letters/make-letter.js';
import { type ListedLetter, listLetters } from '../../src/store/documents/letters.js';
import { recordSignal } from '../../src/store/work/warnings.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import { addLoans } from '../support/loans.js';
import { pdfWords } from '../support/pdf-words.js';
import { until } from '../support/until.js';

const NOON = momentAt('2026-11-25', '12:00');
const nameOf = (loan: string) => `借款人甲${loan}`;
let stage: RehearsalStage;

beforeAll(async () => {
  stage = await openStage(NOON, await bundleForRehearsal(), () => undefined);
}, 120_000);
afterAll(() => stage?.close());

it('P2.10: the handling form is a document at once; P2.8: each unit with loans that mature gets its notice, once', async () => {
  const { db, seal, messenger } = stage.dependencies;
  const matures = (loan: string, borrower: string) => ({
    loan,
    borrower,
    name: nameOf(loan),
    plan: '02-rural-bank-zones',
    instalments: [{ dueOn: '2026-12-15', amount: 500_000 }],
  });
  await addLoans(db, seal, [matures('M1', 'B1'), matures('M2', 'B2'), matures('M3', 'B3')], NOON);
  await db.pool.query(`UPDATE borrowers SET branch = CASE borrower_id WHEN 'B3' THEN '城东支行' ELSE '城西支行' END`);
  // Before the day of which the paper is.
  await db.pool.query(`UPDATE loans SET disbursed_on = '2026-01-05'`);
  await recordSignal(
    db,
    { borrower: 'B1', source: 'credit-registry', kind: 'litigation' },
    { actor: 'test', at: NOON },
  );
  await deliverNudges(db, messenger);
  for (const times of [1, 2]) {
    const handle = await stage.client.workflow.start('duty', {
      workflowId: `duty/x/${times}`,
      taskQueue: TASK_QUEUE,
      args: [{ plan: '02-rural-bank-zones', duty: 'next-maturities', asOf: '2026-11-01', schemaVersion: 1 }],
    });
    await until('the duty is opened', async () => (await handle.describe()).status.name === 'COMPLETED');
  }
  const made = async (kind: string) => (await listLetters(db, { kind })).filter((it) => it.files.length === 2);
  const units = async () => (await made('maturity-notice')).filter((it) => it.loan === null);
  await until('the form is made', async () => (await made('warning-form')).length === 1, 120_000);
  await until('the units have their letters', async () => (await units()).length === 2, 120_000);

  const read = async ({ letter }: ListedLetter) =>
    pdfWords(await readLetter({ db, seal }, { letter, format: 'pdf', reason: null }, { actor: 'test', at: NOON }));
  const form = await read((await made('warning-form'))[0]!);
  for (const said of [
    '风险预警信号处理表预警〔2026〕1号',
    `借款人${nameOf('M1')}`,
    '城西支行：',
    '涉诉（P2.10）',
    '征信系统',
    '主管行长决定',
  ])
    expect(form).toContain(said);
  const letters = await units();
  expect(letters.map((it) => it.unit).sort()).toEqual(['城东支行', '城西支行']);
  const west = await read(letters.find((it) => it.unit === '城西支行')!);
  for (const said of ['提示函提〔2026〕', '城西支行：', '到期贷款共2笔', nameOf('M1'), nameOf('M2'), '10,000.00'])
    expect(west).toContain(said);
  expect(west).not.toContain(nameOf('M3'));
}, 300_000);
