import { beforeEach, describe, expect, it } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import { ALL_LETTERS } from '../../../src/domain/entry/ids.js';
import type { Reason } from '../../../src/domain/reason/reason.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { parsePeriod } from '../../../src/domain/time/period.js';
import { readLetters } from '../../../src/library/letter-files.js';
import { shippedPlans } from '../../../src/library/shipped-plans.js';
import { makeReport } from '../../../src/reports/deliver/make-report.js';
import { reserveUnitLetters } from '../../../src/reports/letters/letter-lists.js';
import { renderLetter } from '../../../src/reports/letters/letters.js';
import { makeLetter, readLetter } from '../../../src/reports/letters/make-letter.js';
import { PAPERS } from '../../../src/reports/papers/index.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { keepReceipt } from '../../../src/store/documents/letter-receipts.js';
import { listLetters, reservedLetter, reserveLetter, unmadeLetters } from '../../../src/store/documents/letters.js';
import { recordPayment, reversePayment } from '../../../src/store/facts/payments.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { writeSteps } from '../../../src/store/loans/steps/write-steps.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';
import { pdfLines, pdfWords } from '../../support/pdf-words.js';

const WHY: Reason = { code: 'asked-for', by: 'AM1' };

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const plans = await shippedPlans();
const letters = readLetters();
const lender = { name: '示例贷款公司', hotline: '400-000-0000', account: '中国某某银行 6222 0000 1111' };
const NAME = '龘㸃有限公司';
const source = (day: string, time = '10:00') => ({ actor: 'worker', at: momentAt(day, time) });
const office = () => ({ db: db(), seal, letters, lender });

/** What the loan's wake-up at a moment writes. */
async function wakeUp(loan: string, day: string, time = '12:00'): Promise<void> {
  const now = momentAt(day, time);
  const [stored] = await readLoanFiles(db().pool, [loan], now);
  const plan = plans.get(stored!.plan)!;
  const { steps, state } = agenda(stored!.file, plan, now);
  await writeSteps(db().pool, stored!, steps, state, plan.version, now);
}

const only = async () => {
  const all = await listLetters(db(), {});
  expect(all).toHaveLength(1);
  return all[0]!;
};
const make = async (letter: string, day: string) =>
  makeLetter(office(), (await reservedLetter(db().pool, letter))!, source(day));
const read = (letter: string, format: 'pdf' | 'docx' = 'pdf', day = '2026-04-01') =>
  readLetter({ db: db(), seal }, { letter, format, reason: 'a test' }, source(day));

/** 1060 a month: 1000 principal, 50 interest, 10 fee, from 2026-03-10 on, three times; by the plan with 催收通知书. */
async function putLoan(loan: string, plan = '07-monthly-team', name = NAME): Promise<void> {
  const instalments = ['2026-03-10', '2026-04-10', '2026-05-10'].map((dueOn) => ({ dueOn, amount: 100_000 }));
  await addLoans(db(), seal, [{ loan, plan, name, instalments }], momentAt('2026-03-01', '09:00'));
  await db().pool.query('UPDATE instalments SET interest = 5000, fee = 1000 WHERE loan_id = $1', [loan]);
}

describe('P7.6: the notice that goes with the visit', () => {
  const LETTER = 'L1/2026-03-10/visit/visit/0/letter';
  beforeEach(async () => {
    await putLoan('L1');
    // 10 of fee, 50 of interest, 240 of principal.
    await recordPayment(
      db(),
      { loan: 'L1', reference: 'A', paidOn: '2026-03-12', amount: 30_000 },
      source('2026-03-12'),
    );
    await wakeUp('L1', '2026-03-18');
  });

  it('is reserved with the visit, in the same statement, and a second wake-up reserves nothing more', async () => {
    await wakeUp('L1', '2026-03-18', '13:00');
    const [task] = await rows(db().pool, `SELECT task_id FROM tasks WHERE kind = 'visit'`);
    expect(task).toEqual({ task_id: 'L1/2026-03-10/visit/visit/0' });
    expect(await only()).toMatchObject({
      letter: LETTER,
      kind: 'collection-notice',
      task: 'L1/2026-03-10/visit/visit/0',
      rule: 'P7.6',
      number: null,
      files: [],
    });
    const nudges = await rows(db().pool, `SELECT kind FROM nudges WHERE subject = $1`, [ALL_LETTERS]);
    expect(nudges).toEqual([{ kind: 'letters' }]);
  });

  it('says what is owed, worked out by hand, as of the day of the visit', async () => {
    // A payment that comes later is not in it, even when the letter is made later still.
    await recordPayment(
      db(),
      { loan: 'L1', reference: 'B', paidOn: '2026-03-20', amount: 10_000 },
      source('2026-03-20'),
    );
    expect(await make(LETTER, '2026-03-21')).toBe('made');
    const { number, figures } = await only();
    expect(number).toBe('催〔2026〕1号');
    expect(figures).toEqual({
      asOf: '2026-03-18',
      dpd: 8,
      category: 'special-mention',
      overdueSince: '2026-03-10',
      overdue: 76_000,
      principal: 76_000,
      interest: 0,
      fee: 0,
      balance: 276_000,
      maturesOn: '2026-05-10',
      maturing: { total: 106_000, principal: 100_000 },
    });
    const words = await pdfWords(await read(LETTER));
    for (const said of [
      `${NAME}：`,
      '催收通知书催〔2026〕1号',
      '最早未还款项到期日2026年3月10日',
      '逾期天数8天',
      '贷款余额（本金）2,760.00元',
      '逾期本金760.00元',
      '逾期利息0.00元',
      '应还合计760.00元',
      '计算截止日2026年3月18日',
      '请在2026年3月28日前',
      '中国某某银行622200001111',
      '400-000-0000',
      '签收人',
    ])
      expect(words).toContain(said);
  });

  it('is made once, with one number, by whoever makes it how often at the same time', async () => {
    await Promise.all(Array.from({ length: 4 }, () => make(LETTER, '2026-03-18')));
    const { number, files } = await only();
    expect(number).toBe('催〔2026〕1号');
    expect(files.map((it) => it.format)).toEqual(['docx', 'pdf']);
    const filed = await rows(db().pool, `SELECT what FROM audit_log WHERE what LIKE 'letter %' ORDER BY what`);
    expect(filed.map((it) => (it as { what: string }).what)).toEqual([
      'letter filed',
      'letter filed',
      'letter written',
    ]);
    expect(await unmadeLetters(db().pool, null, 10)).toEqual([]);
  });

  it('survives a death between its words and its files: the same figures, number and bytes as without it', async () => {
    await db().pool.query(
      'CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION $m$died$m$; END$$',
    );
    await db().pool.query('CREATE TRIGGER die BEFORE INSERT ON letter_files EXECUTE FUNCTION die()');
    await expect(make(LETTER, '2026-03-18')).rejects.toThrow('died');
    expect(await only()).toMatchObject({ number: '催〔2026〕1号', files: [] });
    expect(await unmadeLetters(db().pool, null, 10)).toHaveLength(1);
    await expect(read(LETTER)).rejects.toThrow(/not made yet/);
    const before = await rows(db().pool, 'SELECT sha256, figures FROM letter_contents');
    await recordPayment(
      db(),
      { loan: 'L1', reference: 'B', paidOn: '2026-03-18', amount: 10_000 },
      source('2026-03-25'),
    );
    await db().pool.query('DROP TRIGGER die ON letter_files');
    await make(LETTER, '2026-04-01');
    expect(await rows(db().pool, 'SELECT sha256, figures FROM letter_contents')).toEqual(before);
    const [{ sealed }] = (await rows(db().pool, 'SELECT content_sealed AS sealed FROM letter_contents')) as [
      { sealed: Buffer },
    ];
    for (const format of ['pdf', 'docx'] as const) {
      const again = await renderLetter(JSON.parse(seal.open(sealed, 'letter_contents.content_sealed', LETTER)), format);
      expect(Buffer.compare(again, await read(LETTER, format)), format).toBe(0);
    }
    expect(await pdfWords(await read(LETTER))).toContain('应还合计760.00元');
    expect(await unmadeLetters(db().pool, null, 10)).toEqual([]);
  });

  it('does not go out for what has been paid meanwhile, and takes no number', async () => {
    await recordPayment(
      db(),
      { loan: 'L1', reference: 'B', paidOn: '2026-03-18', amount: 76_000 },
      source('2026-03-18', '15:00'),
    );
    expect(await make(LETTER, '2026-03-18')).toBe('withdrawn');
    expect(await only()).toMatchObject({ number: null, withdrawn: 'nothing is overdue', files: [] });
    expect(await unmadeLetters(db().pool, null, 10)).toEqual([]);
    await expect(read(LETTER)).rejects.toThrow('was not made: nothing is overdue');
  });

  it('stands under seal, cannot be changed, and each look at it is in the audit log', async () => {
    await make(LETTER, '2026-03-18');
    const everything = await rows<{ all: string }>(
      db().pool,
      `SELECT c::text AS all FROM letter_contents c UNION ALL SELECT f::text FROM letter_files f UNION ALL SELECT l::text FROM letters l
       UNION ALL SELECT a::text FROM audit_log a UNION ALL SELECT n::text FROM nudges n`,
    );
    const text = everything.map((it) => it.all).join('\n');
    expect(text).toContain(LETTER);
    expect(text).not.toContain(NAME);
    expect(text).not.toContain(Buffer.from(NAME).toString('hex'));
    for (const change of [
      'UPDATE letters SET kind = kind',
      'UPDATE letter_contents SET number = 7',
      `UPDATE letter_files SET sha256 = ''`,
      'DELETE FROM letter_files',
      'TRUNCATE letters CASCADE',
    ])
      await expect(db().pool.query(change), change).rejects.toThrow('is append-only');
    await read(LETTER, 'docx');
    const looks = await rows(db().pool, `SELECT actor, subject, detail FROM audit_log WHERE what = 'letter read'`);
    expect(looks).toEqual([
      { actor: 'worker', subject: 'loan/L1', detail: { letter: LETTER, format: 'docx', reason: 'a test' } },
    ]);
    // What is personal may be taken out, and nothing else with it.
    await db().pool.query('UPDATE letter_files SET bytes_sealed = NULL');
    await expect(read(LETTER)).rejects.toThrow('was erased');
    expect((await only()).files).toHaveLength(2);
  });

  it('a file of other bytes than were sealed is not handed out', async () => {
    await make(LETTER, '2026-03-18');
    await db().pool.query('ALTER TABLE letter_files DISABLE TRIGGER letter_files_append_only');
    await db().pool.query('UPDATE letter_files SET bytes_sealed = $1', [
      seal.seal(Buffer.from('another').toString('base64'), 'letter_files.bytes_sealed', LETTER, 'pdf'),
    ]);
    await expect(read(LETTER)).rejects.toThrow('its hash differs');
  });

  it('what was signed for it is evidence of the visit; a letter that was not made cannot be signed for', async () => {
    const planOf = async () => plans.get('07-monthly-team')!;
    const signed = { letter: LETTER, files: [{ name: '回执.jpg', bytes: Buffer.from('signed') }], paper: true };
    await expect(keepReceipt(db(), seal, planOf, signed, source('2026-03-19'))).rejects.toThrow(/was not made/);
    await make(LETTER, '2026-03-18');
    expect(await keepReceipt(db(), seal, planOf, signed, source('2026-03-19'))).toEqual([]);
    await keepReceipt(db(), seal, planOf, signed, source('2026-03-19'));
    const kept = await rows(db().pool, 'SELECT task_id, letter_id FROM evidence');
    expect(kept).toEqual([{ task_id: 'L1/2026-03-10/visit/visit/0', letter_id: LETTER }]);
    expect((await only()).receipts).toHaveLength(1);
  });
});

describe('numbers', () => {
  it('are one after the other without a gap for letters made at once, by year, and none is lost to one that cannot be made', async () => {
    const loans = Array.from({ length: 12 }, (_, n) => `L${n}`);
    for (const loan of loans) await putLoan(loan);
    const about = {
      task: null,
      report: null,
      unit: null,
      payment: null,
      rule: 'P7.6',
      why: WHY,
      kind: 'collection-notice',
    };
    const reserve = (letter: string, loan: string, day: string) =>
      reserveLetter(db().pool, { ...about, letter, loan, at: momentAt(day, '10:00') });
    for (const loan of loans) await reserve(`${loan}/x`, loan, '2026-03-20');
    await reserve('L0/next-year', 'L0', '2027-01-02');
    await db().pool.query(`UPDATE borrowers SET name_sealed = 'x' WHERE borrower_id = 'B-L5'`);
    await Promise.allSettled([
      ...loans.map((loan) => make(`${loan}/x`, '2026-03-20')),
      make('L0/next-year', '2027-01-02'),
    ]);
    const numbers = (await listLetters(db(), {})).flatMap((it) => it.number ?? []);
    expect(numbers.sort()).toEqual(
      [...Array.from({ length: 11 }, (_, n) => `催〔2026〕${n + 1}号`), '催〔2027〕1号'].sort(),
    );
    expect((await unmadeLetters(db().pool, null, 10)).map((it) => it.letter)).toEqual(['L5/x']);
    await db().pool.query(`UPDATE borrowers SET name_sealed = $1 WHERE borrower_id = 'B-L5'`, [
      seal.seal(NAME, 'borrowers.name_sealed', 'B-L5'),
    ]);
    await make('L5/x', '2026-03-21');
    expect((await listLetters(db(), { loan: 'L5' }))[0]!.number).toBe('催〔2026〕12号');
  });
});

describe('other letters of a loan', () => {
  it('P4.5: the lawyer gets a draft with the facts, and what no book knows left for the hand', async () => {
    await putLoan('L1', '04-personal');
    for (const day of ['2026-03-26', '2026-04-10']) await wakeUp('L1', day);
    const [lawyer] = await listLetters(db(), { kind: 'lawyer-letter' });
    await make(lawyer!.letter, '2026-04-10');
    const pdf = await read(lawyer!.letter);
    // Room for the hand is not broken in two by the end of a line.
    const rooms = (await pdfLines(pdf)).flatMap((line) => line.match(/_+/g) ?? []);
    expect(new Set(rooms.map((it) => it.length))).toEqual(new Set([16]));
    const words = await pdfWords(pdf);
    for (const said of [
      '律师函律函〔2026〕1号',
      '_律师事务所接受示例贷款公司',
      `借款人${NAME}`,
      '已逾期31天',
      '合计1,060.00元',
      '2026年4月25日前',
    ])
      expect(words).toContain(said);
  });

  it('P2.1: each manager gets a letter of his own with goal, period and status; signed, it is in the archive', async () => {
    await putLoan('L1', '02-rural-bank-zones');
    await db().pool.query(
      `INSERT INTO staff (staff_id, roles, name_sealed) VALUES ('AM1', '{account-manager}', $1), ('RM1', '{risk-manager}', $2)`,
      [seal.seal('王客户', 'staff.name_sealed', 'AM1'), seal.seal('李风险', 'staff.name_sealed', 'RM1')],
    );
    await db().pool.query(`UPDATE borrowers SET account_manager = 'AM1'`);
    await wakeUp('L1', '2026-03-02');
    const found = await listLetters(db(), { kind: 'duty-letter' });
    const said: string[] = [];
    for (const { letter } of found) {
      await make(letter, '2026-03-02');
      said.push(await pdfWords(await read(letter)));
    }
    expect(said.map((it) => /由(.*)负责下列/.exec(it)![1]).sort()).toEqual(['客户经理王客户', '风险经理李风险']);
    for (const it of said)
      for (const part of ['一、管户目标', '责任期限2026年3月2日至2026年12月31日', '签订状态', '责任人（签名）'])
        expect(it).toContain(part);
    const planOf = async () => plans.get('02-rural-bank-zones')!;
    const signed = { letter: found[0]!.letter, files: [{ name: 'x.pdf', bytes: Buffer.from('signed') }], paper: true };
    expect(await keepReceipt(db(), seal, planOf, signed, source('2026-03-05'))).toEqual([
      'duty-letter/electronic',
      'duty-letter/paper',
    ]);
    const [stored] = await readLoanFiles(db().pool, ['L1'], momentAt('2026-03-05', '12:00'));
    expect([...stored!.file.documents].sort()).toEqual(['duty-letter/electronic', 'duty-letter/paper']);
  });

  it('a receipt says what a payment paid; a payment that was reversed has none', async () => {
    await putLoan('L1');
    const pay = (reference: string, amount: number, day: string) =>
      recordPayment(db(), { loan: 'L1', reference, paidOn: day, amount }, source(day));
    await pay('A', 30_000, '2026-03-12');
    await pay('B', 80_000, '2026-03-15');
    await pay('C', 100, '2026-03-16');
    await reversePayment(db(), 'C', source('2026-03-17'));
    const about = { loan: 'L1', task: null, report: null, unit: null, rule: 'S4', why: WHY, kind: 'payment-receipt' };
    for (const payment of ['B', 'C'])
      await reserveLetter(db().pool, {
        ...about,
        letter: `L1/${payment}`,
        payment,
        at: momentAt('2026-03-18', '10:00'),
      });
    expect(await make('L1/B', '2026-03-18')).toBe('made');
    expect(await make('L1/C', '2026-03-18')).toBe('withdrawn');
    const words = await pdfWords(await read('L1/B'));
    // A left 760 of the first instalment; B pays them, then the fee and 30 of the interest of the next one.
    for (const said of [
      '还款流水号B',
      '还款金额800.00元',
      '本金760.00元',
      '利息30.00元',
      '费用10.00元',
      '多付0.00元',
      '还款后贷款本金余额2,000.00元',
    ])
      expect(words).toContain(said);
  });
});

describe('P2.8: the letter to a unit', () => {
  it('says what falls due there next month, once, from the frozen figures of the paper', async () => {
    const plan = plans.get('02-rural-bank-zones')!;
    for (const [loan, branch] of [
      ['M1', '城西支行'],
      ['M2', '城西支行'],
      ['M3', '城东支行'],
    ]) {
      await putLoan(loan!, plan.plan, `借款人${loan}`);
      await db().pool.query('UPDATE borrowers SET branch = $2 WHERE borrower_id = $1', [`B-${loan}`, branch]);
    }
    await db().pool.query(`UPDATE loans SET disbursed_on = '2026-01-05'`);
    const asked = { plan: plan.plan, kind: PAPERS.get('next-maturities')!, period: parsePeriod('2026-04')! };
    const { report } = await makeReport(db(), { ...asked, asOf: '2026-04-01' }, source('2026-04-01').at);
    const reserve = () => reserveUnitLetters(db(), plan, report, source('2026-04-01').at);
    expect((await reserve()).map((it) => it.subject)).toEqual([ALL_LETTERS]);
    expect(await reserve()).toEqual([]);
    const units = await listLetters(db(), { kind: 'maturity-notice' });
    expect(units.map((it) => it.letter)).toEqual([
      '02-rural-bank-zones/next-maturities/2026-04/CNY/城东支行',
      '02-rural-bank-zones/next-maturities/2026-04/CNY/城西支行',
    ]);
    for (const { letter } of units) expect(await make(letter, '2026-04-01')).toBe('made');
    const west = await pdfWords(await read(units.find((it) => it.unit === '城西支行')!.letter));
    for (const said of [
      '提示函提〔2026〕',
      '城西支行：',
      '你单位2026年5月到期贷款共2笔，未还本金2,000.00元，预计到期应付利息120.00元，合计2,120.00元',
      '借款人M1',
      '借款人M2',
      '2026年4月11日前反馈',
      '三、既不能收回又不符合条件的',
    ])
      expect(west).toContain(said);
    expect(west).not.toContain('借款人M3');
  });
});
