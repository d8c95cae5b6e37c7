import { getDocument, OPS, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import type { Paper, Table } from '../../src/reports/paper/paper.js';
import { render } from '../../src/reports/render.js';
import { EVERYTHING, longTable, paperOf, RARE, TABLE } from './sample-paper.js';

const pdfOf = async (paper: Paper): Promise<PDFDocumentProxy> =>
  getDocument({ data: new Uint8Array(await render(paper, 'pdf')), verbosity: 0 }).promise;

const pagesOf = (pdf: PDFDocumentProxy) =>
  Promise.all(Array.from({ length: pdf.numPages }, (_, n) => pdf.getPage(n + 1)));

/** The words of each page, without blanks: where a line breaks does not matter. */
async function wordsOf(pdf: PDFDocumentProxy): Promise<string[]> {
  const contents = await Promise.all((await pagesOf(pdf)).map((page) => page.getTextContent()));
  return contents.map(({ items }) =>
    items
      .map((it) => ('str' in it ? it.str : ''))
      .join('')
      .replace(/\s/g, ''),
  );
}

/** How many characters of a document the font has no picture of: they are drawn as its glyph 0. */
async function missingGlyphs(pdf: PDFDocumentProxy): Promise<number> {
  const operators = await Promise.all((await pagesOf(pdf)).map((page) => page.getOperatorList()));
  const glyphs = operators.flatMap(({ fnArray, argsArray }) =>
    fnArray.flatMap((fn, n) =>
      fn === OPS.showText ? (argsArray[n][0] as (number | { originalCharCode: number })[]) : [],
    ),
  );
  expect(glyphs.length).toBeGreaterThan(10);
  return glyphs.filter((it) => typeof it === 'object' && it.originalCharCode === 0).length;
}

describe('a PDF', () => {
  it('says what the paper says, with every character drawn', async () => {
    const pdf = await pdfOf(EVERYTHING);
    const words = (await wordsOf(pdf)).join('');
    for (const said of [
      '贷后管理月度报告',
      '04-personal',
      '截至2026年10月31日',
      '金额单位：元',
      RARE,
      '逾期率',
      '3.25%',
    ])
      expect(words).toContain(said);
    for (const { heading } of EVERYTHING.sections)
      if (!['无列', '空表'].includes(heading)) expect(words).toContain(heading);
    expect(words).toContain('1,234,567.89');
    expect(words).toContain('合计1,2361,234,567.39');
    expect(words).toContain('本期没有空表、无列、空图。');
    // Of the charts: names of series, categories, and figures as short as a picture wants them.
    for (const said of ['不良率', '1.23万', '<失败>', '900']) expect(words).toContain(said);
    expect(await missingGlyphs(pdf)).toBe(0);
  });

  it('draws the signs of every script that has a font, and spells what no font has', async () => {
    const names = ['𠮷𬱖', 'བསོད་ནམས', 'ꆈꌠ', '김민수', 'Łukasz', '王小明😀'];
    const pdf = await pdfOf(paperOf({ heading: '名', paragraphs: [...names, '李𪛖'] }));
    const words = (await wordsOf(pdf)).join('');
    for (const said of [...names, '李[U+2A6D6]']) expect(words).toContain(said);
    expect(await missingGlyphs(pdf)).toBe(0);
  });

  it('numbers its pages, and repeats heading and names of columns on each page of a table', async () => {
    const words = await wordsOf(await pdfOf(paperOf({ heading: '长表', table: longTable(120) })));
    expect(words.length).toBeGreaterThan(2);
    words.forEach((page, n) => {
      expect(page).toContain(`第${n + 1}页/共${words.length}页`);
      expect(page).toContain('长表客户笔数余额逾期率到期日');
      expect(page).toContain('贷后管理月度报告');
    });
    expect(words.at(-1)).toContain('合计120120.00');
  });

  it('shows so much of a ledger as can be read, says so, and adds up all of it', async () => {
    const words = (await wordsOf(await pdfOf(paperOf({ heading: '台账', table: longTable(700) })))).join('');
    expect(words).toContain('客户499');
    expect(words).not.toContain('客户500');
    expect(words).toContain('共700行，此处列前500行；全部见工作簿（XLSX）。');
    expect(words).toContain('合计700700.00');
  });

  it('turns the page for a wide table, and splits one that is wider still, each part with the first column', async () => {
    const wide = (columns: number): Table => {
      const keys = Array.from({ length: columns }, (_, n) => `c${n}`);
      return {
        columns: keys.map((key, n) => ({ key, title: `第${n}列`, type: n === 0 ? 'text' : 'money' })),
        rows: [Object.fromEntries(keys.map((key, n) => [key, n === 0 ? '某某' : 123_456_789]))],
      };
    };
    const upright = async (table: Table) => {
      const pdf = await pdfOf(paperOf({ heading: '宽表', table }));
      const [left, bottom, right, top] = (await pdf.getPage(1)).view as [number, number, number, number];
      return { upright: right - left < top - bottom, words: (await wordsOf(pdf)).join('') };
    };
    expect((await upright(TABLE)).upright).toBe(true);
    expect((await upright(wide(11))).upright).toBe(false);
    const split = await upright(wide(25));
    expect(split.upright).toBe(false);
    expect(split.words).toContain('宽表（1/3）第0列第1列');
    expect(split.words).toMatch(/宽表（2\/3）第0列第9列.*宽表（3\/3）第0列第17列/);
    expect(split.words.match(/第24列/g)).toHaveLength(1);
  });

  it('gives sums the room that they need, which is more than that of what is added up', async () => {
    const keys = Array.from({ length: 8 }, (_, n) => `c${n}`);
    const uprightOf = async (total: { total?: 'sum' }) => {
      const columns: Table['columns'] = keys.map((key) => ({ key, title: key, type: 'money', ...total }));
      const rows = Array.from({ length: 100 }, () => Object.fromEntries(keys.map((key) => [key, 99_999_999])));
      const pdf = await pdfOf(paperOf({ heading: '表', table: { columns, rows } }));
      const [left, bottom, right, top] = (await pdf.getPage(1)).view as [number, number, number, number];
      return right - left < top - bottom;
    };
    expect(await uprightOf({})).toBe(true);
    expect(await uprightOf({ total: 'sum' })).toBe(false);
  });

  it('is dated as of the last day of the paper', async () => {
    const { info } = await (await pdfOf(EVERYTHING)).getMetadata();
    expect(info).toMatchObject({ Title: '贷后管理月度报告 2026-10', CreationDate: 'D:20261031000000Z' });
  });
});
