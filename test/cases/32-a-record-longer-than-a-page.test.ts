/** What is filed, hashed and mailed is the PDF: no word of a paper or a letter may be missing from it, however long or many. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Letter, LetterBlock } from '../../src/reports/letters/letter.js';
import { letterPdf } from '../../src/reports/letters/letter-pdf.js';
import type { Paper, Section, Table } from '../../src/reports/paper/paper.js';
import { render } from '../../src/reports/render.js';
import { pdfWords } from '../support/pdf-words.js';

/** Sentences that can be told apart: each must be found. */
const sentence = (n: number, length: number) => `第${n}句${'某事项如下所述'.repeat(Math.ceil(length / 7))}完${n}。`;
let said: string[] = [];
const say = (length: number) => {
  const text = sentence(said.length, length);
  said.push(text);
  return text;
};

const tableOf = (rows: number, each: number, columns: number): Table => ({
  columns: Array.from({ length: columns }, (_, n) => ({ key: `c${n}`, title: `栏${n}`, type: 'text' })),
  rows: Array.from({ length: rows }, () =>
    Object.fromEntries(Array.from({ length: columns }, (_, n) => [`c${n}`, say(each)])),
  ),
});

const paperOf = (sections: Section[]): Paper => ({
  kind: 'k',
  title: '试',
  plan: 'p',
  period: '2026-11',
  asOf: '2026-11-30',
  sections,
});

async function missingIn(bytes: Uint8Array): Promise<string[]> {
  // The head of a page that stands between two halves of a sentence is taken out of it.
  const words = (await pdfWords(bytes)).replace(
    /试　?2026-11|p截止2026-11-30第\d+页\/共\d+页|函1号第\d+页\/共\d+页/g,
    '',
  );
  return said.filter((it) => !words.includes(it) && !isThere(words, it));
}

/** In a narrow cell the lines of neighbours mix: then at least both ends and each sign must be there. */
function isThere(words: string, text: string): boolean {
  const n = /^第(\d+)句/.exec(text)![1]!;
  return words.includes(`第${n}句`) && words.includes(`完${n}`);
}

const count = (words: string) => [...words].filter((it) => it === '某').length;
async function signsOf(bytes: Uint8Array): Promise<number> {
  return count(await pdfWords(bytes));
}

describe('a paper', () => {
  it.each([
    [1, 1500, 1],
    [1, 2500, 2],
    [1, 6000, 1],
    [12, 200, 2],
    [6, 400, 3],
    [13, 700, 2],
    [3, 900, 4],
    [30, 100, 4],
  ])('table of %i rows of %i signs in %i columns', async (rows, each, columns) => {
    said = [];
    const pdf = await render(paperOf([{ heading: '表', table: tableOf(rows, each, columns) }]), 'pdf');
    expect(await missingIn(pdf)).toEqual([]);
    expect(await signsOf(pdf)).toBe(count(said.join('')));
  });

  it('of any sections, long and many, says in its PDF what it says in HTML', async () => {
    const section = fc.oneof(
      fc.record({ lengths: fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 3 }) }),
      fc.record({
        rows: fc.integer({ min: 1, max: 14 }),
        each: fc.integer({ min: 1, max: 3000 }),
        columns: fc.integer({ min: 1, max: 3 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(section, { minLength: 1, maxLength: 2 }), async (parts) => {
        said = [];
        const paper = paperOf(
          parts.map((it) =>
            'lengths' in it
              ? { heading: '文', paragraphs: it.lengths.map(say) }
              : { heading: '表', table: tableOf(it.rows, it.each, it.columns) },
          ),
        );
        const html = Buffer.from(await render(paper, 'html'))
          .toString('utf8')
          .replace(/\s/g, '');
        expect(said.filter((it) => !html.includes(it))).toEqual([]);
        const pdf = await render(paper, 'pdf');
        expect(await missingIn(pdf)).toEqual([]);
        expect(await signsOf(pdf)).toBe(count(html));
      }),
      { seed: 32, numRuns: 6 },
    );
  });
});

describe('a letter', () => {
  const letter = (body: LetterBlock[]): Letter => ({
    id: 'x',
    title: '函',
    number: '1号',
    date: '2026-11-30',
    addressee: '某',
    from: '某公司',
    body,
    seal: '（盖章）',
    receipt: '回执',
  });
  it.each<[string, () => LetterBlock[]]>([
    ['a last block longer than a page', () => [{ text: say(20) }, { text: say(4000) }]],
    [
      'a field longer than a page',
      () => [
        {
          form: [
            { label: '甲', value: say(5000) },
            { label: '乙', value: say(10) },
          ],
        },
      ],
    ],
    ['a table with a row longer than a page', () => [{ table: tableOf(3, 3000, 2) }, { text: say(10) }]],
    ['a long last table', () => [{ table: tableOf(80, 60, 2) }]],
  ])('with %s', async (_, body) => {
    said = [];
    const pdf = await letterPdf(letter(body()));
    expect(await missingIn(pdf)).toEqual([]);
    expect(await signsOf(pdf)).toBe(count(said.join('')) + 3);
    expect(await pdfWords(pdf)).toContain('（盖章）');
  });
});
