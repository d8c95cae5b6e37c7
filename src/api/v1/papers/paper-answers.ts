import { z } from 'zod';
import { forReading, inBrief } from '../../../reports/paper/for-reading.js';
import { type Paper, type Section, type Table, typeIn } from '../../../reports/paper/paper.js';
import { aboutLine, isNumeric, rowsToRead, sayIn, shown, totalLine } from '../../../reports/paper/shown.js';
import { maybe } from '../door/written.js';

const values = z.array(maybe(z.number()));
const of = { unit: z.enum(['integer', 'money', 'percent']), x: z.array(z.string()) };

/** Money in minor units, shares as parts of one; null: a gap. */
const chart = z.discriminatedUnion('type', [
  z.object({
    ...{ type: z.literal('line'), ...of, stacked: z.boolean() },
    series: z.array(z.object({ name: z.string(), values })),
  }),
  z.object({
    ...{ type: z.literal('bar'), ...of, stacked: z.boolean() },
    series: z.array(z.object({ name: z.string(), values })),
  }),
  z.object({ type: z.literal('heatmap'), ...of, y: z.array(z.string()), values: z.array(values) }),
]);

const table = z.object({
  columns: z.array(z.object({ key: z.string(), title: z.string(), figure: z.boolean().describe('set to the right') })),
  rows: z.array(z.array(z.string())),
  total: maybe(z.array(z.string())),
  note: maybe(z.string()).describe('that there are more rows, in the workbook'),
});

/** A paper as it is read: what stands in it, in order, as it is written in the page and the PDF. */
export const paper = z
  .object({
    title: z.string(),
    about: z.array(z.string()).describe('whose it is, of which plan, period and day'),
    sections: z.array(
      z.object({
        heading: z.string(),
        paragraphs: z.array(z.string()),
        table: maybe(table),
        chart: maybe(chart),
        signed: maybe(z.string()).describe('the line in which a form is signed'),
      }),
    ),
  })
  .meta({ id: 'Paper' });

export function paperAnswer(of: Paper): z.infer<typeof paper> {
  const read = inBrief(forReading(of));
  return {
    title: read.title,
    about: aboutLine(read),
    sections: read.sections.map((it) => sectionAnswer(it, read.language)),
  };
}

function sectionAnswer(it: Section, language: Paper['language']): z.infer<typeof paper>['sections'][number] {
  const { heading, signed = null } = it;
  const none = { heading, signed, paragraphs: [], table: null, chart: null };
  if ('paragraphs' in it) return { ...none, paragraphs: it.paragraphs };
  if ('table' in it) return { ...none, table: tableAnswer(it.table, language) };
  return { ...none, chart: it.chart.type === 'heatmap' ? it.chart : { stacked: false, ...it.chart } };
}

function tableAnswer(of: Table, language: Paper['language']): z.infer<typeof table> {
  const { rows, note } = rowsToRead(of);
  return {
    columns: of.columns.map(({ key, title, type }) => ({ key, title, figure: isNumeric(type) })),
    rows: rows.map((row) => of.columns.map(({ key, type }) => shown(row[key], typeIn(row[key], type), language))),
    total: totalLine(of, language),
    note: note && sayIn(language)(note),
  };
}
