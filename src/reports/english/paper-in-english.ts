import type { Language } from '../../domain/plan/template.js';
import { subjectOf } from '../paper/for-reading.js';
import type { Cell, Chart, Paper, Section, Table } from '../paper/paper.js';
import { typeIn } from '../paper/paper.js';
import { capital, intoEnglish, type Translate } from './say.js';

const titleInEnglish = intoEnglish();

/** What a kind of paper is called by its readers. */
export const paperTitle = (title: string, language: Language): string =>
  language === 'en' ? capital(titleInEnglish(title)) : title;

/** The same paper in English, with the ids for which names are put in afterwards. */
export const paperInEnglish = (paper: Paper, say: Translate): Paper => ({
  ...paper,
  language: 'en',
  title: capital(say(paper.title)),
  ...(paper.unit === undefined ? {} : { unit: say(paper.unit) }),
  sections: paper.sections.map((it) => sectionIn(it, say)),
});

function sectionIn(section: Section, say: Translate): Section {
  const told = {
    ...section,
    heading: capital(say(section.heading)),
    // Of the Chinese heading, since the subject stands before its colon.
    subject: capital(say(subjectOf(section))),
    ...(section.signed === undefined ? {} : { signed: say(section.signed) }),
  };
  if ('paragraphs' in section)
    return { ...told, paragraphs: section.paragraphs.map((it) => capital(say(it))) } as Section;
  if ('table' in section) return { ...told, table: tableIn(section.table, say) } as Section;
  return { ...told, chart: chartIn(section.chart, say) } as Section;
}

function tableIn({ columns, rows, ...table }: Table, say: Translate): Table {
  const cellIn = (cell: Cell | undefined): Cell => {
    if (typeof cell === 'string') return say(cell);
    return typeof cell === 'object' && cell !== null && typeof cell.value === 'string'
      ? { ...cell, value: typeIn(cell, 'text') === 'borrower' ? cell.value : say(cell.value) }
      : (cell ?? null);
  };
  const translated = columns.filter(({ type }) => type !== 'borrower' && type !== 'date');
  // What a line begins with stands as a line begins.
  const beginning = (row: Table['rows'][number]) => {
    const [first] = columns;
    const cell = first?.type === 'text' ? cellIn(row[first.key]) : null;
    return typeof cell === 'string' && cell !== row[first!.key] ? { [first!.key]: capital(cell) } : {};
  };
  return {
    ...table,
    columns: columns.map((it) => ({ ...it, title: capital(say(it.title)) })),
    rows: rows.map((row) => ({
      ...row,
      ...Object.fromEntries(translated.map(({ key }) => [key, cellIn(row[key])])),
      ...beginning(row),
    })),
  };
}

function chartIn(chart: Chart, say: Translate): Chart {
  const x = chart.x.map(say);
  if (chart.type === 'heatmap') return { ...chart, x, y: chart.y.map(say) };
  return { ...chart, x, series: chart.series.map((it) => ({ ...it, name: capital(say(it.name)) })) };
}
