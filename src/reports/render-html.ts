import { escapeHtml, PAGE_FONTS } from '../domain/contact/html.js';
import type { Language } from '../domain/plan/template.js';
import type { CellType, Paper, Section, Table } from './paper/paper.js';
import { aboutLine, isNumeric, NO_ROWS, rowsToRead, sayIn, setAs, shown, totalLine } from './paper/shown.js';
import { tableOfChart } from './render/chart-table.js';
import { chartSvg } from './render/charts.js';

/** Styles by element names alone: mail programs understand little more. */
const STYLE = `body{margin:0 auto;padding:24px;max-width:1100px;font:14px/1.6 ${PAGE_FONTS};color:#222;background:#fff}
h1{font-size:24px;color:#1f3a5f;margin:0}
h2{font-size:16px;color:#1f3a5f;margin:28px 0 8px}
small{color:#5b6270}
table{border-collapse:collapse;width:100%;font-size:13px}
th{background:#1f3a5f;color:#fff;font-weight:600;padding:6px 10px}
td{padding:5px 10px;border-bottom:1px solid #d5dae1}
td[align=right],td[align=center]{white-space:nowrap;font-variant-numeric:tabular-nums}
div{overflow-x:auto}
tfoot td{font-weight:600;background:#e9eef5}
svg{max-width:100%;height:auto;display:block;margin:0 auto 8px}`;

/**
 * A paper as one page that fetches nothing: for the console and as the body of a mail. Under each picture stand its figures,
 * since many mail programs leave pictures out.
 */
export const renderHtml = (paper: Paper): Uint8Array =>
  Buffer.from(pageHtml(`${paper.title} ${paper.period}`, paper.title, aboutLine(paper), paper.sections, paper));

/** `title`: in the frame of a window; `about`: what is said below the heading. */
export function pageHtml(
  title: string,
  heading: string,
  about: readonly string[],
  sections: readonly Section[],
  { lender: author = '', language: said }: Pick<Paper, 'lender'> & { language?: Language | undefined } = {},
): string {
  const language = said === 'en' ? said : undefined;
  return `<!doctype html>
<html lang="${language ?? 'zh-CN'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${author ? `<meta name="author" content="${escapeHtml(author)}">\n` : ''}<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(heading)}</h1>
<p><small>${about.map(escapeHtml).join(' · ')}</small></p>
${sections.map((section, n) => `<h2>${escapeHtml(section.heading)}</h2>\n${sectionHtml(section, `c${n}`, language)}`).join('\n')}
</main>
</body>
</html>
`;
}

function sectionHtml(section: Section, id: string, language: Paper['language']): string {
  if ('paragraphs' in section) return section.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');
  if ('table' in section) {
    const signed = section.signed === undefined ? '' : `\n<p>${escapeHtml(section.signed)}</p>`;
    return `${tableHtml(section.table, section.heading, language)}${signed}`;
  }
  const svg = chartSvg(section.chart, PAGE_FONTS, id, language);
  if (!svg) return `<p><small>${sayIn(language)(NO_ROWS)}</small></p>`;
  const named = svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(section.heading)}" `);
  return `${named}\n${tableHtml(tableOfChart(section.chart), section.heading, language)}`;
}

/** `name`: what it is called where it is not seen. */
function tableHtml(table: Table, name: string, language: Paper['language']): string {
  const say = sayIn(language);
  const { columns } = table;
  const { rows, note } = rowsToRead(table);
  const total = totalLine(table, language);
  // The old attribute, because some mail programs know no other.
  const side = (type: CellType) => (isNumeric(type) ? 'right' : type === 'date' ? 'center' : 'left');
  const heads = columns.map(({ title, type }) =>
    // A head without words is none.
    title === '' ? '<td></td>' : `<th scope="col" align="${side(type)}">${escapeHtml(title)}</th>`,
  );
  const line = (cells: readonly (readonly [string, CellType])[]) =>
    `<tr>${cells.map(([text, type]) => `<td align="${side(type)}">${escapeHtml(text)}</td>`).join('')}</tr>`;
  const body = rows.map((row) =>
    line(columns.map(({ key, type }) => [shown(row[key], type, language), setAs(row[key], type)] as const)),
  );
  const none = `<tr><td colspan="${columns.length}" align="center"><small>${say(NO_ROWS)}</small></td></tr>`;
  const foot = total && `\n<tfoot>${line(total.map((text, n) => [text, columns[n]!.type] as const))}</tfoot>`;
  // What can be scrolled can be reached by the keyboard, and says what it is.
  return `<div tabindex="0" role="region" aria-label="${escapeHtml(name)}"><table>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${body.length > 0 ? body.join('\n') : none}
</tbody>${foot ?? ''}
</table></div>${note ? `\n<p><small>${say(note)}</small></p>` : ''}`;
}
