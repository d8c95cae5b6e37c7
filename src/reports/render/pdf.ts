/** What every PDF of the project has in common: the font, the page, and bytes that do not depend on when it is made. */
import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Day } from '../../domain/time/dates.js';
import { FONT, fontFiles, lineOf } from './fonts.js';
import { inFonts } from './pdf-runs.js';
import { withTags, writeStructure } from './pdf-tags.js';

export const NAVY = '#1f3a5f';
export const GREY = '#6b7280';
export const RULE = '#d5dae1';

// A paper is text from people: it makes nothing be fetched and no file be read but the fonts.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => fontFiles().some(({ normal, bold }) => path === normal || path === bold));

/** In points. */
const A4 = { short: 595.28, long: 841.89 };
const MARGIN = 40;

/** How wide the text of a page is, in points. */
export const textWidth = (landscape: boolean): number => (landscape ? A4.long : A4.short) - 2 * MARGIN;

/**
 * What may be kept together on one page, in points; of anything taller pdfmake would leave out what a page does not hold,
 * without a word. Well below the height of a page lying on its side, since heights are reckoned, not measured.
 */
const KEPT_TOGETHER = 330;

/** About how wide a text is: a Chinese character is as wide as it is high, a digit a little more than half of it. */
export function pointsOf(text: string, size: number): number {
  let width = 0;
  for (const char of text)
    width += char.codePointAt(0)! >= 0x1100 || char === '—' ? 1 : /[A-Z%mwMW@]/.test(char) ? 0.85 : 0.58;
  return width * size;
}

/** About how high a text is at a width, rather too high than too low. */
export function heightOf(text: string, size: number, width: number): number {
  const lines = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil((pointsOf(line, size) * 1.1) / width)), 0);
  return lines * size * lineOf(text) * 1.2;
}

/** Whether content of this height may be kept on one page, and so must not be broken. */
export const staysTogether = (height: number): boolean => height <= KEPT_TOGETHER;

export interface PdfDocument {
  title: string;
  /** Whose it is; left out: nobody's in particular. */
  author?: string;
  /** Left out: Chinese. */
  language?: 'en' | 'zh-CN';
  /** The document says that it was made on this day. */
  day: Day;
  landscape?: boolean;
  /** On each page but the first. */
  header?: string;
  /** Beside the page's number. */
  footer: string;
  /** The page's number, as it is written; left out: in Chinese. */
  page?: (page: number, pages: number) => string;
  content: Content[];
}

/** The bytes of a PDF on A4: equal for an equal document. */
export async function pdfOf({
  title,
  language = 'zh-CN',
  author = 'postloan',
  day,
  landscape = false,
  header,
  footer,
  page: numbered = (page, pages) => `第 ${page} 页 / 共 ${pages} 页`,
  content,
}: PdfDocument): Promise<Uint8Array> {
  const tagged = withTags(inFonts(content));
  const made = new Date(`${day}T00:00:00Z`);
  const small = { fontSize: 8, color: GREY };
  const definition: TDocumentDefinitions = {
    info: { title, author, creator: 'postloan', producer: 'postloan', creationDate: made, modDate: made },
    pageSize: 'A4',
    pageOrientation: landscape ? 'landscape' : 'portrait',
    pageMargins: [MARGIN, 48, MARGIN, 44],
    defaultStyle: { font: FONT, fontSize: 10, lineHeight: 1.25 },
    header: (page) =>
      page === 1 || !header ? null : inFonts({ text: header, ...small, margin: [MARGIN, 22, MARGIN, 0] }),
    footer: (page, pages) =>
      inFonts({
        columns: [
          { text: footer, ...small },
          { text: numbered(page, pages), ...small, alignment: 'right', width: 'auto' },
        ],
        margin: [MARGIN, 14, MARGIN, 0],
      }),
    content: tagged.content,
    // Its structure, its language and its title are for who hears it read aloud.
    version: '1.7',
    tagged: true,
    displayTitle: true,
    language,
  };
  const fonts = fontFiles().map(({ name, normal, bold }) => [
    name,
    { normal, bold, italics: normal, bolditalics: bold },
  ]);
  pdfmake.setFonts(Object.fromEntries(fonts));
  const pdf = pdfmake.createPdf(definition);
  writeStructure((await pdf.getStream()) as never, tagged.whole);
  return pdf.getBuffer();
}
