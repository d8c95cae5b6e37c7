import { forReading, inBrief } from './paper/for-reading.js';
import type { Paper } from './paper/paper.js';

/** The forms of every paper: to go on reckoning with, to print, for the screen and the mail, for other programs. */
export const FORMATS = ['xlsx', 'pdf', 'html', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** The bytes of a paper in a form; the same paper gives the same bytes. What draws and prints is only loaded when it is needed. */
export async function render(paper: Paper, format: Format): Promise<Uint8Array> {
  switch (format) {
    case 'xlsx':
      return (await import('./render-xlsx.js')).renderXlsx(forReading(paper));
    case 'pdf':
      return (await import('./render-pdf.js')).renderPdf(inBrief(forReading(paper)));
    case 'html':
      return (await import('./render-html.js')).renderHtml(inBrief(forReading(paper)));
    case 'csv':
      return (await import('./render-csv.js')).renderCsv(paper);
  }
}
