import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { planSchema } from '../../src/domain/plan/plan.js';
import type { Segment } from '../../src/domain/plan/segment.js';
import { belongsTo } from '../../src/domain/scene/segment.js';
import { inOneMoment, measure } from '../../src/reports/figures/index.js';
import { inSegment, saidInBook } from '../../src/reports/figures/segment-sql.js';
import { rows } from '../../src/store/base/connection/database.js';
import { freshDatabase } from '../book/fresh-database.js';
import { file, other, PLAN } from '../domain/build.js';
import { deployPlan } from '../support/duties.js';
import { at, putSmallBook } from './small-book.js';

const database = freshDatabase();
const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };
const sql = (text: string, ...values: unknown[]) => database().pool.query(text, values);

/** The visits of T2 are checks; everybody needs a contract on paper and electronically, those of 1,000 or more a valuation. */
const plan = planSchema.parse({
  ...PLAN,
  plan: '04-personal',
  version: 99,
  checks: [
    {
      id: 'visits',
      rule: 'P4.5',
      every: 'month',
      covers: 'follow-up',
      task: { kind: 'visit', role: 'account-manager', dueDays: 3 },
    },
    { id: 'screening', rule: 'P4.4', every: 'month', task: { kind: 'screening', role: 'risk-manager', dueDays: 3 } },
  ],
  archive: {
    rule: 'P4.10',
    openOn: 21,
    documents: [
      { document: 'contract', title: '合同' },
      { document: 'valuation', title: '评估报告', paper: false, for: { principalAtLeast: '1000' } },
    ],
  },
});

describe('what is done while nothing is wrong', () => {
  beforeEach(async () => {
    await putSmallBook(database());
    await deployPlan(database(), plan);
  });
  const care = async () => await measure(database(), MARCH, ['care', 'tasks']);
  const filed = (loan: string, document: string, form: string, when = '2026-02-01') =>
    sql(
      'INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by) VALUES ($1, $2, $3, $4, $5)',
      ...[loan, document, form, at(when), 'AR01'],
    );

  let n = 0;
  const task = (loan: string, kind: string, [opened, due, ended]: string[], status = 'done', row?: string) =>
    sql(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, status, ended_at)
       VALUES ($1, $2, $3, 'account-manager', $4, '', $5, $6, $7, $8)`,
      ...[`${kind}${n++}`, loan, kind, row ?? (kind === 'visit' ? 'P4.5' : 'P4.4')],
      ...[at(opened!), at(due!), ended === undefined ? 'open' : status, ended === undefined ? null : at(ended)],
    );
  const takenIn = (when: string, ...loans: string[]) =>
    sql('UPDATE loans SET taken_in_at = $1 WHERE loan_id = ANY($2)', at(when), loans);
  const coverage = async () => {
    const { values } = (await care()).care;
    return [values['follow-up-coverage'], values['screening-coverage']];
  };

  it('P7.1: B2 was visited in March, two days late; B1 had to be, and was not; B3 came in during March', async () => {
    await takenIn('2026-02-28', 'L1', 'L2', 'L4', 'L5', 'L6');
    await takenIn('2026-03-05', 'L3');
    expect(await coverage()).toEqual([1 / 2, 0]);
    expect((await care()).tasks.values['check-coverage']).toBe(1); // the one visit that was due was done
  });

  it('P7.1: who came in during the period is covered in it by a task, or is not in the denominator', async () => {
    await takenIn('2026-03-05', 'L1', 'L2', 'L3', 'L4');
    expect(await coverage()).toEqual([1, null]); // B2 alone had a visit; nobody was to be screened
    await task('L3', 'visit', ['2026-03-05', '2026-03-31']);
    expect(await coverage()).toEqual([1 / 2, null]);
    await task('L3', 'screening', ['2026-03-05', '2026-04-05']); // not due yet
    expect(await coverage()).toEqual([1 / 2, null]);
  });

  it('P1.9: a desk screening is no visit, and a visit of another row no follow-up', async () => {
    await takenIn('2026-02-28', 'L1', 'L2', 'L4');
    await task('L1', 'screening', ['2026-03-01', '2026-03-10', '2026-03-09']);
    await task('L1', 'visit', ['2026-03-01', '2026-03-10', '2026-03-09'], 'done', 'P4.6');
    expect(await coverage()).toEqual([1 / 2, 1 / 2]);
  });

  it('all that was due in the period must be done, before its end; what was cancelled was not due', async () => {
    await takenIn('2026-02-28', 'L1');
    const screened = async () => (await coverage())[1];
    await task('L1', 'screening', ['2026-03-01', '2026-03-10', '2026-03-09']);
    expect(await screened()).toBe(1);
    await task('L1', 'screening', ['2026-03-16', '2026-03-25', '2026-03-20'], 'cancelled');
    expect(await screened()).toBe(1);
    await task('L1', 'screening', ['2026-03-16', '2026-03-25', '2026-04-01 00:00']);
    expect(await screened()).toBe(0);
    // Of another period, and of a borrower of whom nothing else is asked.
    await task('L3', 'screening', ['2026-02-01', '2026-02-28', '2026-02-28 23:59']);
    expect(await screened()).toBe(0);
    await task('L3', 'screening', ['2026-02-01', '2026-02-28', '2026-03-01 00:00']);
    expect(await screened()).toBe(1 / 2);
  });

  it('contact: only B1 has an own address that may be written to', async () => {
    const contact = (borrower: string, whose: string, channel: string, consent: boolean, retired: Date | null = null) =>
      sql(
        `INSERT INTO contacts (borrower_id, whose, channel, consent_given, consent, address_sealed, address_key, retired_at)
         VALUES ($1, $2, $3, $4, $4, $5, $5, $6)`,
        ...[borrower, whose, channel, consent, Buffer.from(`${borrower}${whose}`), retired],
      );
    await contact('B1', 'self', 'wechat', true);
    await contact('B2', 'self', 'sms', false);
    await contact('B2', 'self', 'voice', true);
    await contact('B3', 'guarantor', 'sms', true);
    await contact('B3', 'self', 'email', true, at('2026-03-01'));
    expect((await care()).care.values['contact-coverage']).toBe(1 / 3);
  });

  it('archive: L1 and L2 need a valuation too; L3 has all, L4 lacks the paper, L2 got it after the cut-off', async () => {
    for (const loan of ['L1', 'L2', 'L3', 'L4']) await filed(loan, 'contract', 'electronic');
    for (const loan of ['L1', 'L2', 'L3']) await filed(loan, 'contract', 'paper');
    await filed('L2', 'valuation', 'electronic', '2026-04-01 00:00');
    const { values, documents } = (await care()).care;
    expect(values['archive-completeness']).toBe(1 / 4);
    expect(documents).toEqual([
      { key: 'contract/electronic', title: '合同', needed: 4, filed: 4 },
      { key: 'contract/paper', title: '合同', needed: 4, filed: 3 },
      { key: 'valuation/electronic', title: '评估报告', needed: 2, filed: 0 },
    ]);
  });

  it('archive: of each thing its own document, known by the thing; filed with one of its loans it is there for all', async () => {
    const documents = [{ document: 'valuation', title: '评估报告', paper: false, of: 'collateral' as const }];
    await deployPlan(database(), { ...plan, version: plan.version + 1, archive: { ...plan.archive!, documents } });
    const thing = (id: string, ...loans: string[]) =>
      sql(`INSERT INTO collateral (collateral_id, borrower_id, kind, loans) VALUES ($1, 'B1', '厂房', $2)`, id, loans);
    await thing('C1', 'L1', 'L2');
    await thing('C2', 'L2');
    await sql(`UPDATE loans SET collateral = '车辆' WHERE loan_id = 'L3'`);
    const found = async () => (await care()).care.documents.map((it) => [it.needed, it.filed]);
    expect(await found()).toEqual([[4, 0]]);
    await filed('L1', 'valuation', 'electronic/C1');
    await filed('L1', 'valuation', 'electronic');
    expect(await found()).toEqual([[4, 2]]);
    await filed('L3', 'valuation', 'electronic');
    expect(await found()).toEqual([[4, 3]]);
    expect((await care()).care.values['archive-completeness']).toBe(3 / 4); // L4 has nothing to file
  });

  it('identification: L4 passed 30 days on 23 March, and B2 had been warned of on the fifth', async () => {
    expect((await care()).care.values['risk-identification']).toBe(1);
    const warned = (when: string) => sql(`UPDATE warnings SET opened_at = $1 WHERE warning_id = 'B2-1'`, at(when));
    await warned('2026-03-23 23:59');
    expect((await care()).care.values['risk-identification']).toBe(1);
    await warned('2026-03-24 00:00');
    expect((await care()).care.values['risk-identification']).toBe(0);
  });

  it('training and campaigns: what the records of the duties say', async () => {
    await sql(
      `INSERT INTO duties VALUES ('d', '04-personal', 'training', '2026-Q1', '2026-03-15', $1)`,
      at('2026-03-15'),
    );
    await sql(`INSERT INTO duties VALUES ('e', '10-agriculture', 'c', '2026-Q1', '2026-03-15', $1)`, at('2026-03-15'));
    const duty = (id: string, kind: string, record: object, on = '2026-03-20', of = 'd', status = 'done') =>
      sql(
        `INSERT INTO tasks (task_id, duty_id, kind, role, rule, why, opened_at, due_at, status, ended_at, record)
         VALUES ($1, $6, $2, 'risk-manager', 'P6.9', '', $3, $3, $7, $4, $5)`,
        ...[id, kind, at('2026-03-15'), at(on), JSON.stringify(record), of, status],
      );
    expect((await care()).care.values).toMatchObject({ 'training-pass-rate': null, campaigns: 0 });
    await duty('d1', 'training', { note: '应到人数 12，实到人数 11，考试通过人数：9' });
    await duty('d2', 'training', { answers: { 应到人数: '8', 考试通过人数: '8' } });
    await duty('d3', 'training', { note: '已完成' });
    await duty('d4', 'campaign', {});
    await duty('d5', 'campaign', {}, '2026-04-01 00:00');
    await duty('d6', 'campaign', {}, '2026-03-01 00:00');
    await duty('d7', 'campaign', {}, '2026-03-20', 'd', 'cancelled');
    await duty('d8', 'campaign', {}, '2026-03-20', 'e');
    await duty('d9', 'training', { answers: { 应到人数: '很多', 考试通过人数: '8' } });
    await duty('d10', 'training', { answers: { 应到人数: '8', 考试通过人数: '不详' } });
    await duty('d11', 'meeting', { answers: { 应到人数: '8', 考试通过人数: '8' } });
    expect((await care()).care.values).toMatchObject({ 'training-pass-rate': 17 / 20, campaigns: 2 });
  });
});

/** What a plan may say of the words of a book. */
const LISTS = {
  classes: [
    { class: 'normal', title: '一般', also: [] },
    { class: 'exit', title: '坚决退出', also: [] },
  ],
  trades: [{ trade: 'rice', title: '油脂', codes: ['C133'], also: [] }],
};

const OF_TWO = [
  other({ loan: 'open', principal: 40_000 }),
  other({ loan: 'paid', principal: 900_000, closedAt: at('2026-02-01').getTime() }),
];
async function putBorrowerOfTwo({ pool }: ReturnType<typeof database>): Promise<void> {
  await pool.query(
    `INSERT INTO borrowers (borrower_id, kind, name_sealed, name_key, language) VALUES ('HERS', 'person', '', '', 'zh-CN')`,
  );
  for (const { loan, principal, closedAt } of OF_TWO)
    await pool.query(
      `INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency, taken_in_at, closed_at)
       VALUES ($1, 'HERS', '04-personal', '2026-01-01', $2, 'CNY', now(), $3)`,
      [loan, principal, closedAt === null ? null : new Date(closedAt)],
    );
}

describe('who belongs to a segment: the SQL and the rule of the domain agree', () => {
  const word = fc.constantFrom('Tea', 'steel', 'rice', 'A_b', '%');
  const some = <T>(one: fc.Arbitrary<T>) =>
    fc.option(fc.array(one, { minLength: 1, maxLength: 2 }), { nil: undefined });
  const segment: fc.Arbitrary<Segment> = fc.record({
    kinds: some(fc.constantFrom('person' as const, 'enterprise' as const)),
    sizes: some(fc.constantFrom('large' as const, 'small' as const, 'unknown' as const)),
    industries: some(word),
    classes: some(fc.constantFrom('normal', 'exit', 'unknown')),
    products: some(word),
    collateral: fc.oneof(fc.constant(undefined), fc.boolean(), fc.array(word, { minLength: 1, maxLength: 2 })),
    tiers: some(fc.constantFrom('high', 'low')),
    principalAtLeast: fc.option(fc.constantFrom('0', '500.50', '2000'), { nil: undefined }),
  });
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
  const loan = fc.record({
    kind: fc.constantFrom('person' as const, 'enterprise' as const),
    size: maybe(fc.constantFrom('large' as const, 'small' as const)),
    industry: maybe(fc.constantFrom('Green tea', 'steel mill', 'A_b%', 'C1331', '食用植物油加工')),
    class: maybe(fc.constantFrom('Normal', 'exit', '坚决退出', '优+')),
    product: maybe(fc.constantFrom('TEA loan', 'rice')),
    collateral: maybe(fc.constantFrom('Steel', 'house')),
    principal: fc.constantFrom(10_000, 50_050, 200_000),
    tier: maybe(fc.constantFrom('high', 'low')),
  });

  it('for any loan and any segment', async () => {
    const loans = fc.sample(loan, { seed: 6, numRuns: 40 });
    const segments = fc.sample(segment, { seed: 6, numRuns: 200 });
    const scope = { ...MARCH, plan: 'none' };
    // Of every other row the borrower has two more loans: what was paid out by the open one is added.
    await putBorrowerOfTwo(database());
    const isHers = (n: number) => n % 2 === 0;
    const found = await inOneMoment(database(), scope, async (client) => {
      await client.query('ALTER TABLE book ADD COLUMN tier text');
      for (const [n, it] of loans.entries())
        await client.query(
          `INSERT INTO book (n, loan_id, borrower_id, kind, size, industry, class, product, collateral, principal, tier)
           VALUES ($1::int, 'of-book-' || $1::int, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [
            n,
            isHers(n) ? 'HERS' : 'OTHER',
            it.kind,
            it.size,
            it.industry,
            it.class,
            it.product,
            it.collateral,
            it.principal,
            it.tier,
          ],
        );
      const said = await saidInBook(client, LISTS);
      const all: number[][] = [];
      for (const one of segments) {
        const values: unknown[] = [];
        const text = `SELECT n FROM book WHERE ${inSegment(one, 'book', 'tier', values, said)} ORDER BY n`;
        all.push((await rows<{ n: number }>(client, text, values)).map((it) => it.n));
      }
      return all;
    });
    const belongs = (one: Segment) =>
      loans.flatMap(({ kind, size, industry, class: grade, product, collateral, principal, tier }, n) => {
        const profile = { kind, size, industry, class: grade };
        const known: LoanFile = file({ profile, product, collateral, principal, others: isHers(n) ? OF_TWO : [] });
        return belongsTo(LISTS, one, known, tier) ? [n] : [];
      });
    expect(found).toEqual(segments.map(belongs));
    expect(found.filter((it) => it.length > 0).length).toBeGreaterThan(30);
  });
});
