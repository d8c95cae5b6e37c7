import type { EChartsCoreOption } from 'echarts/core';
import type { Language } from '../../words/language';

/** What is drawn: money in minor units, shares as parts of one; null: a gap. */
export type Drawing = { unit: 'integer' | 'money' | 'percent'; x: string[] } & (
  | { type: 'line' | 'bar'; series: { name: string; values: (number | null)[] }[]; stacked?: boolean }
  | { type: 'heatmap'; y: string[]; values: (number | null)[][] }
);

/** Told apart also by who cannot tell red from green; each at least 3 : 1 on its ground. */
const LIGHT = ['#0958d9', '#c2410c', '#0f766e', '#a16207', '#7a3e9d', '#b03060', '#3f6212', '#475569'];
const DARK = ['#78a9ff', '#ff9d6c', '#4fd1b5', '#e8c268', '#c79bf2', '#ff8fb3', '#a3d977', '#aab4c3'];

interface Reader {
  language: Language;
  dark: boolean;
  /** The page's letters by their names: `inherit` cannot be measured, and what is measured wrong overlaps. */
  font: string;
}

/** A figure as short as an axis wants it: 1.2M, 120万, 3.5%. */
function brief(value: number | null, unit: Drawing['unit'], language: Language): string {
  if (value === null) return '–';
  if (unit === 'percent') return `${Number((value * 100).toFixed(2))}%`;
  const major = unit === 'money' ? value / 100 : value;
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(major);
}

export function optionOf(drawing: Drawing, reader: Reader): EChartsCoreOption {
  const { dark } = reader;
  const ink = { color: dark ? '#c9ced6' : '#3a4150', fontSize: 11 };
  return {
    // What is drawn is there at once: nobody waits for a bar to grow.
    animation: false,
    color: dark ? DARK : LIGHT,
    textStyle: { fontFamily: reader.font, ...ink },
    // The place of the picture is named by the page; patterns tell series apart where colours do not.
    aria: {
      enabled: true,
      label: { enabled: false },
      decal: { show: drawing.type !== 'heatmap' && drawing.series.length > 2 },
    },
    ...(drawing.type === 'heatmap' ? heat(drawing, reader, ink) : axes(drawing, reader, ink)),
  };
}

interface Ink {
  color: string;
  fontSize: number;
}

const TIP = (dark: boolean) => ({
  confine: true,
  backgroundColor: dark ? '#1f242b' : '#fff',
  borderColor: dark ? '#3a424d' : '#dcdfe4',
  textStyle: { color: dark ? '#e6e8eb' : '#1d2129', fontSize: 12 },
});

function axes(
  { type, unit, x, series, stacked = false }: Extract<Drawing, { type: 'line' | 'bar' }>,
  { language, dark }: Reader,
  ink: Ink,
): EChartsCoreOption {
  const short = (value: unknown) => brief(typeof value === 'number' ? value : null, unit, language);
  const legend = series.length > 1;
  const few = x.length <= 4;
  return {
    tooltip: { ...TIP(dark), trigger: 'axis', valueFormatter: short },
    legend: { show: legend, top: 0, itemWidth: 14, itemHeight: 9, itemGap: 16, textStyle: ink },
    grid: {
      left: 4,
      right: 20,
      top: legend ? 16 + 20 * Math.ceil(series.length / 4) : 22,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      ...{ type: 'category', data: x, boundaryGap: type === 'bar', axisTick: { show: false } },
      axisLine: { lineStyle: { color: dark ? '#4a525d' : '#9aa3ad' } },
      axisLabel: {
        ...ink,
        ...(few ? { width: 96 } : { width: 56, fontSize: 10 }),
        hideOverlap: true,
        interval: x.length <= 8 ? 0 : 'auto',
        overflow: 'break',
      },
    },
    yAxis: {
      ...{ type: 'value', splitLine: { lineStyle: { color: dark ? '#262b32' : '#e7eaee' } } },
      ...(unit === 'percent' ? {} : { minInterval: unit === 'money' ? 100 : 1 }),
      axisLabel: { ...ink, formatter: short },
    },
    series: series.map(({ name, values }) => ({
      ...{ name, type, data: values },
      ...(stacked ? { stack: 'all' } : {}),
      ...(type === 'bar' ? { barMaxWidth: 40 } : { symbolSize: 5, lineStyle: { width: 2 } }),
      labelLayout: { hideOverlap: true },
      label: {
        ...{ ...ink, show: type === 'bar' && !stacked && series.length * x.length <= 12, position: 'top' },
        // A bar that is not there has no number.
        formatter: ({ value }: { value: number | null }) => (value ? short(value) : ''),
      },
    })),
  };
}

function heat(
  { unit, x, y, values }: Extract<Drawing, { type: 'heatmap' }>,
  { language, dark }: Reader,
  ink: Ink,
): EChartsCoreOption {
  const cells = y.flatMap((_, row) =>
    x.flatMap((_, column) => {
      const value = values[row]?.[column] ?? null;
      return value === null ? [] : [[column, row, value] as const];
    }),
  );
  const axis = {
    type: 'category',
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { ...ink, interval: 0 },
  };
  const said = (it: { value: readonly number[] }) => brief(it.value[2] ?? null, unit, language);
  return {
    tooltip: {
      ...TIP(dark),
      formatter: (it: { value: readonly number[] }) => `${y[it.value[1]!]} → ${x[it.value[0]!]}: ${said(it)}`,
    },
    grid: { left: 4, right: 8, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...axis, data: x, position: 'top' },
    yAxis: { ...axis, data: y, inverse: true },
    visualMap: {
      ...{ show: false, min: 0, max: Math.max(1e-9, ...cells.map((it) => it[2])) },
      inRange: { color: dark ? ['#1b2027', '#5a3420', '#8a4a25'] : ['#f6f8fa', '#f7d3be', '#eb9d75'] },
    },
    series: [
      {
        ...{ type: 'heatmap', data: cells },
        itemStyle: { borderColor: dark ? '#16191d' : '#fff', borderWidth: 2 },
        label: { show: true, color: dark ? '#fff' : '#1d2129', fontSize: 11, formatter: said },
      },
    ],
  };
}
