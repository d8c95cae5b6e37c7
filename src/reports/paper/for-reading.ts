import { capital } from '../english/say.js';
import type { Chart, Column, Paper, Section, Table } from './paper.js';
import { typeIn, valueIn } from './paper.js';
import { isNumeric, sayIn } from './shown.js';

/** What a section is of: a sheet of a workbook. */
export const subjectOf = ({ subject, heading }: Section): string => subject ?? heading.split('：')[0]!;

const OVERVIEW = '概况';

/** The same paper with only what is not empty; what is nothing is one line. A paper for programs keeps its noughts. */
export function forReading(paper: Paper): Paper {
  const sections = paper.sections.map(withoutNoughts);
  const kept = sections.filter((it) => !isEmpty(it));
  const there = new Set(kept.map(subjectOf));
  const missing = [...new Set(sections.map(subjectOf))].filter((it) => !there.has(it));
  if (missing.length === 0) return { ...paper, sections: kept };
  // How many are listed at most is nothing to tell of an empty list.
  const nothing = missing.map((it) => it.replace(/ ?[（(](前|first )\d+户?[）)]$/, ''));
  // Where nothing is listed or drawn, an overview would count noughts.
  const told = kept.some((it) => !('paragraphs' in it) || it.signed !== undefined);
  const onFirstPage = sections.every((it) => it.front || it.detail);
  const say = sayIn(paper.language);
  const said = kept.filter((it) => told || it.heading !== capital(say(OVERVIEW)));
  const line: Section =
    said.length > 0
      ? { heading: say('本期没有'), aside: true, paragraphs: [say(`${nothing.join('、')}。`)] }
      : { heading: capital(say(OVERVIEW)), paragraphs: [say(`本期没有可报告的事项。没有：${nothing.join('、')}。`)] };
  return { ...paper, sections: [...said, onFirstPage ? { ...line, front: true } : line] };
}

function withoutNoughts(section: Section): Section {
  if (!('table' in section)) return section;
  const { table } = section;
  const rows = table.counts ? table.rows.filter((row) => says(row, table)) : table.rows;
  return { ...section, table: { ...table, columns: written({ ...table, rows }), rows } };
}

/** A table with more columns than these loses those in which nothing stands: a form has two, of which one may be filled in by hand. */
const FORM_COLUMNS = 3;

function written({ columns, rows }: Table): Column[] {
  if (columns.length <= FORM_COLUMNS || rows.length === 0) return columns;
  return columns.filter(({ key, byHand }) => byHand || rows.some((row) => (valueIn(row[key]) ?? '') !== ''));
}

const says = (row: Table['rows'][number], { columns }: Table): boolean =>
  columns.some(({ key, type }) => isNumeric(typeIn(row[key], type)) && valueIn(row[key]));

/** Whether there is nothing in it to read. */
function isEmpty(section: Section): boolean {
  if ('table' in section) return section.table.rows.length === 0;
  return 'chart' in section && valuesOf(section.chart).every((it) => !it);
}

const valuesOf = (chart: Chart): (number | null)[] =>
  chart.type === 'heatmap' ? chart.values.flat() : chart.series.flatMap((it) => it.values);

/** Whether there is nothing to tell: nobody is listed, no figure is other than nought, no form is to be filled in. With ids for who stands in it. */
export const sayNothing = (sections: readonly Section[]): boolean =>
  sections.every((it) => {
    if (it.signed !== undefined) return false;
    if (!('table' in it)) return !('chart' in it) || isEmpty(it);
    const { columns, rows } = it.table;
    const lists = columns.some(({ key, type }) => type === 'borrower' || key === 'loan');
    const reckons = columns.some(({ type }) => isNumeric(type));
    return !rows.some((row) => lists || !reckons || says(row, it.table));
  });

/** Without what stands in the workbook alone. */
export const inBrief = (paper: Paper): Paper => ({ ...paper, sections: paper.sections.filter((it) => !it.detail) });
