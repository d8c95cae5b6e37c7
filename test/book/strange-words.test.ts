import { expect, test } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { writeSampleBook } from '../../src/sample/sample-book.js';
import { createSeal } from '../../src/store/base/seal.js';
import { GOOD, writeBook } from './book.js';
import { freshDatabase } from './fresh-database.js';

const database = freshDatabase();

const HEADER = GOOD['borrowers.csv'][0]!;
const LOANS = GOOD['loans.csv'][0]!;

/** A book of firms: class, industry and the plan of each. */
async function strange(...firms: [grade: string, industry: string, plan: string][]): Promise<string[]> {
  const dir = writeBook({
    'borrowers.csv': [
      HEADER,
      ...firms.map(([grade, industry], n) => `B${n},enterprise,某公司${n},zh-CN,small,${industry},${grade},,`),
    ],
    'contacts.csv': null,
    'loans.csv': [LOANS, ...firms.map(([, , plan], n) => `L${n},B${n},${plan},,2026-01-11,1000,,,,`)],
    'instalments.csv': [GOOD['instalments.csv'][0]!, ...firms.map((_, n) => `L${n},1,2026-05-11,1000,0,0`)],
    'payments.csv': null,
  });
  const taken = await importBook(database(), createSeal('ab'.repeat(32)), dir, {
    now: Date.parse('2026-03-01T09:00:00+08:00'),
    actor: 'test',
  });
  if (!taken.ok) throw new Error(taken.problems.join('\n'));
  expect(taken.strange.count).toBe(taken.strange.listed.length);
  return taken.strange.listed.map((it) => it.split(': ').slice(0, 2).join(': '));
}

test('of the sample book nothing is', async () => {
  const dir = writeBook(Object.fromEntries(Object.keys(GOOD).map((name) => [name, null])));
  await writeSampleBook(dir, '2026-11-29');
  const taken = await importBook(database(), createSeal('ab'.repeat(32)), dir, {
    now: Date.parse('2026-11-29T09:00:00+08:00'),
    actor: 'test',
  });
  expect(taken).toMatchObject({ ok: true, strange: { count: 0, listed: [] } });
});

test('P2.6, P1.16: the words of the trade are known, others are named with line and field, and the book is taken in', async () => {
  expect(
    await strange(
      ['坚决退出', '', '02-rural-bank-zones'],
      ['优良', '占星术', '02-rural-bank-zones'], // no rule of plan 2 speaks of trades
      ['优+', '', '02-rural-bank-zones'],
      ['', '食用植物油加工', '01-agri-policy-enterprise'],
      ['优+', '占星术', '01-agri-policy-enterprise'], // nor one of plan 1 of classes
      ['', '大宗商品', '05-corporate'],
      ['', 'C9999', '05-corporate'],
      ['', '', '05-corporate'],
    ),
  ).toEqual([
    'borrowers.csv:6 industry: "占星术" is not in GB/T 4754-2017, and no trade of 01-agri-policy-enterprise (oil-and-fat 油脂)',
    expect.stringMatching(/^borrowers\.csv:4 class: "优\+" is no class of 02-rural-bank-zones/),
    expect.stringMatching(/^borrowers\.csv:8 industry: "C9999" is not in GB\/T 4754-2017/),
  ]);
});
