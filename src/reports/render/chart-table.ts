import type { Cell, Chart, Table } from '../paper/paper.js';

/** A chart's figures as a table: in forms that people go on reckoning with, and where a picture may not get through. */
export function tableOfChart(chart: Chart): Table {
  const series =
    chart.type === 'heatmap'
      ? chart.x.map((name, n) => ({ name, values: chart.values.map((row) => row[n] ?? null) }))
      : chart.series;
  const lines = chart.type === 'heatmap' ? chart.y : chart.x;
  return {
    columns: [
      { key: 'of', title: '', type: 'text' },
      ...series.map(({ name }, n) => ({ key: `s${n}`, title: name, type: chart.unit })),
    ],
    rows: lines.map((line, n) => ({
      of: line,
      ...Object.fromEntries(series.map(({ values }, at): [string, Cell] => [`s${at}`, values[n] ?? null])),
    })),
  };
}
