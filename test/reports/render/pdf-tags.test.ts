/** Who hears a paper read aloud hears its headings, its tables with their heads, and what a picture shows. */
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { forReading } from '../../../src/reports/paper/for-reading.js';
import { render } from '../../../src/reports/render.js';
import { EVERYTHING, longTable, paperOf } from '../sample-paper.js';

interface Part {
  role: string;
  alt?: string;
  type?: string;
  id?: string;
  children?: Part[];
}

const opened = async (paper: Parameters<typeof render>[0]) =>
  getDocument({ data: new Uint8Array(await render(paper, 'pdf')), verbosity: 0 }).promise;

/** The parts of each page, and the words that stand in each; words of no part are left out. */
async function partsOf(pdf: PDFDocumentProxy) {
  const found: { role: string; alt?: string; text: string }[] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const page = await pdf.getPage(n);
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    const words = new Map<string, string>();
    let open: string | null = null;
    for (const item of items) {
      if ('str' in item) {
        if (open !== null) words.set(open, (words.get(open) ?? '') + item.str);
      } else open = item.type === 'beginMarkedContentProps' ? item.id : null;
    }
    const walk = (part: Part) => {
      const own = (part.children ?? []).filter((it) => it.type === 'content');
      const text = own
        .map((it) => words.get(it.id!) ?? '')
        .join('')
        .trim();
      found.push({ role: part.role, text, ...(part.alt === undefined ? {} : { alt: part.alt }) });
      for (const it of part.children ?? []) if (it.role !== undefined) walk(it);
    };
    walk((await page.getStructTree()) as unknown as Part);
  }
  return found;
}

describe('a PDF is tagged', () => {
  it('with title, language and lender', async () => {
    const { info } = await (await opened({ ...EVERYTHING, lender: '江海银行' })).getMetadata();
    expect(info).toMatchObject({ Author: '江海银行', Language: 'zh-CN' });
    expect((info as { Title: string }).Title).toContain('贷后管理月度报告');
  });

  it('its headings are headings, its pictures have words, its columns have heads', async () => {
    const parts = await partsOf(await opened(EVERYTHING));
    const of = (role: string) => parts.filter((it) => it.role === role);
    expect(of('H1').map((it) => it.text)).toEqual([EVERYTHING.title]);
    const { sections } = forReading(EVERYTHING);
    const headings = sections.map((it) => it.heading);
    const said = of('H2').map((it) => it.text);
    for (const it of headings)
      expect(
        said.some((one) => one.startsWith(it)),
        it,
      ).toBe(true);
    const charts = sections.filter((it) => 'chart' in it).map((it) => it.heading);
    expect(of('Figure').map((it) => it.alt)).toEqual(charts);
    for (const section of sections)
      if ('table' in section)
        for (const { title } of section.table.columns) expect(of('TH').map((it) => it.text)).toContain(title);
    expect(of('TD').length).toBeGreaterThan(10);
  });

  it('a head that stands on every page is read once, and each row of the table is a row', async () => {
    const table = longTable(120);
    const parts = await partsOf(await opened(paperOf({ heading: '台账', table })));
    const read = parts.filter((it) => it.role === 'TH' && it.text !== '').map((it) => it.text);
    expect(read).toEqual(table.columns.map((it) => it.title));
    expect(parts.filter((it) => it.role === 'TR').length).toBeGreaterThanOrEqual(121);
  });
});
