/** Every kind of paper and of letter says in its PDF what it says in HTML, or Word, with records longer than a page and lists of 500. */
import { beforeEach, expect, it } from 'vitest';
import { parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { readLetters } from '../../src/library/letter-files.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { letterDocx } from '../../src/reports/letters/letter-docx.js';
import { letterOf, renderLetter } from '../../src/reports/letters/letters.js';
import type { Paper, Section, Table } from '../../src/reports/paper/paper.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { render } from '../../src/reports/render.js';
import { freshDatabase } from '../book/fresh-database.js';
import { putSmallBook } from '../reports/small-book.js';
import { zipParts } from '../reports/zip-parts.js';
import { pdfWords } from '../support/pdf-words.js';

const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const DAY = '2026-03-31';
let said = 0;
/** A record that can be told from every other. */
function record(signs: number): string {
  said++;
  return `始${said}始${'某'.repeat(signs)}终${said}终`;
}

/** One longer than a page, a few that are longer together, many. */
const SHAPES = [[2500], Array.from({ length: 12 }, () => 200), Array.from({ length: 120 }, () => 3)];

/** A table of these columns, every text in it so long. */
function long({ columns, rows: [example = {}] }: Table, signs: number[]): Table {
  const rows = signs.map((length) =>
    Object.fromEntries(
      columns.map(({ key, type }) => [
        key,
        type === 'text' ? record(length) : (example[key] ?? (type === 'date' ? DAY : 7)),
      ]),
    ),
  );
  return { columns, rows };
}

function stretched(paper: Paper, from: number): Paper {
  const sections = paper.sections.flatMap((section, n): Section[] => {
    if ('chart' in section) return [];
    if ('paragraphs' in section) return [{ ...section, paragraphs: [...section.paragraphs, record(1500), record(9)] }];
    return [{ ...section, table: long(section.table, SHAPES[(n + from) % SHAPES.length]!) }];
  });
  return { ...paper, sections };
}

const wordsOf = (markup: string): string =>
  markup
    .replace(/<style[\s\S]*?<\/style>|<title[\s\S]*?<\/title>|<[^>]*>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!,
    )
    .replace(/[\s·]/g, '');

function counted(words: string): Map<string, number> {
  const signs = new Map<string, number>();
  for (const sign of words) signs.set(sign, (signs.get(sign) ?? 0) + 1);
  return signs;
}

/** What stands in the one and not in the other: in narrow columns the lines of neighbours mix, so sign by sign. */
function missing(from: string, words: string): string[] {
  const there = counted(words);
  const signs = [...counted(from)].filter(([sign, count]) => (there.get(sign) ?? 0) < count);
  const records = [...from.matchAll(/始\d+始|终\d+终/g)].map(([it]) => it).filter((it) => !words.includes(it));
  return [...signs.map(([sign, count]) => `${sign}: ${there.get(sign) ?? 0} of ${count}`), ...records];
}

it.each([...PAPERS.keys()].map((kind, n) => [kind, n] as const))('%s', async (name, n) => {
  const kind = PAPERS.get(name)!;
  const period = parsePeriod(periodOf(kind.periods[0]!, DAY).text)!;
  const asOf = [period.to, DAY].sort()[0]!;
  const { report } = await makeReport(
    database(),
    { plan: '04-personal', kind, period, asOf },
    Date.parse('2026-04-10T02:00Z'),
  );
  const paper = stretched(paperOf(kind, report), n);
  const html = wordsOf(Buffer.from(await render(paper, 'html')).toString('utf8'));
  expect(html).toContain('某'.repeat(1500));
  expect(missing(html, await pdfWords(await render(paper, 'pdf')))).toEqual([]);
});

const letters = readLetters();
it.each([...letters.keys()])('letter %s', { timeout: 120_000 }, async (id) => {
  const { fields, tables } = letters.get(id)!;
  const list: Table = {
    columns: [
      { key: 'loan', title: '贷款编号', type: 'text' },
      { key: 'borrower', title: '借款人', type: 'text' },
      { key: 'due', title: '到期日', type: 'date' },
      { key: 'amount', title: '到期金额', type: 'money', total: 'sum' },
    ],
    rows: [],
  };
  const frame = { number: '12', date: DAY, addressee: record(80), lender: record(80), contact: record(80) };
  for (const signs of SHAPES) {
    const letter = letterOf(letters, id, {
      ...Object.fromEntries(fields.map((field) => [field, record(signs[0]!)])),
      ...Object.fromEntries(tables.map((table) => [table, long(list, signs)])),
      ...frame,
    });
    const docx = wordsOf((await zipParts(await letterDocx(letter))).get('word/document.xml')!);
    // The foot of a page may stand between the halves of a word.
    const foot = new RegExp(`${letter.title}${letter.number}第\\d+页/共\\d+页`, 'g');
    const pdf = (await pdfWords(await renderLetter(letter, 'pdf'))).replace(foot, '');
    expect(missing(docx, pdf)).toEqual([]);
  }
});
