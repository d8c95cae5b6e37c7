/** What every PDF of the project has in common: the font, the page, and bytes that do not depend on when it is made. */
import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Day } from '../domain/dates.js';

export const FONT = 'Noto Sans SC';
export const NAVY = '#1f3a5f';
export const GREY = '#6b7280';
export const RULE = '#d5dae1';

/** From a package: no machine needs to have a Chinese font. It has the rare characters of names, such as 㸃 彧 䶮. */
const require = createRequire(import.meta.url);
const REGULAR = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
const BOLD = require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf');

pdfmake.setFonts({ [FONT]: { normal: REGULAR, bold: BOLD, italics: REGULAR, bolditalics: BOLD } });
// A paper is text from people: it makes nothing be fetched and no file be read but the font.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path === REGULAR || path === BOLD);

/** In points. */
const A4 = { short: 595.28, long: 841.89 };
const MARGIN = 40;

/** How wide the text of a page is, in points. */
export const textWidth = (landscape: boolean): number => (landscape ? A4.long : A4.short) - 2 * MARGIN;

export interface PdfDocument {
  title: string;
  /** The document says that it was made on this day. */
  day: Day;
  landscape?: boolean;
  /** On each page but the first. */
  header?: string;
  /** Beside the page's number. */
  footer: string;
  content: Content[];
}

/** The bytes of a PDF on A4: equal for an equal document. */
export async function pdfOf({
  title,
  day,
  landscape = false,
  header,
  footer,
  content,
}: PdfDocument): Promise<Uint8Array> {
  const made = new Date(`${day}T00:00:00Z`);
  const small = { fontSize: 8, color: GREY };
  const definition: TDocumentDefinitions = {
    info: { title, author: 'postloan', creator: 'postloan', producer: 'postloan', creationDate: made, modDate: made },
    pageSize: 'A4',
    pageOrientation: landscape ? 'landscape' : 'portrait',
    pageMargins: [MARGIN, 48, MARGIN, 44],
    defaultStyle: { font: FONT, fontSize: 10, lineHeight: 1.25 },
    header: (page) => (page === 1 || !header ? null : { text: header, ...small, margin: [MARGIN, 22, MARGIN, 0] }),
    footer: (page, pages) => ({
      columns: [
        { text: footer, ...small },
        { text: `第 ${page} 页 / 共 ${pages} 页`, ...small, alignment: 'right', width: 'auto' },
      ],
      margin: [MARGIN, 14, MARGIN, 0],
    }),
    content,
  };
  return pdfmake.createPdf(definition).getBuffer();
}
