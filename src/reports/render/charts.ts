/** Charts as SVG, drawn on the server by ECharts: for the PDF and the page. */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart, Paper } from '../paper/paper.js';
import { DASH, halfWidths } from '../paper/shown.js';

use([BarChart, HeatmapChart, LineChart, GridComponent, LegendComponent, VisualMapComponent, SVGRenderer]);

/** In points, as wide as the text of an upright A4 page. */
export const CHART_WIDTH = 515;
const HEIGHT = 250;
const ROW_HEIGHT = 30;

/** Colours that can be told apart by readers who cannot tell red from green, and in black and white. */
const COLOURS = [
  '#1f3a5f',
  '#c8553d',
  '#2a9d8f',
  '#e9a23b',
  '#7a5195',
  '#8ab17d',
  '#457b9d',
  '#b56576',
  '#6d6875',
  '#a68a64',
  '#0b7285',
  '#343a40',
];
const INK = '#333333';
const FAINT = '#dfe3e8';

/**
 * The picture of a chart, `CHART_WIDTH` wide; its text is in `font`. Null: there is nothing to draw.
 * The same chart gives the same text; `prefix` keeps the ids of several charts on one page apart.
 */
export function chartSvg(chart: Chart, font: string, prefix = 'c', language?: Language): string | null {
  if (isEmpty(chart)) return null;
  const heatmap = chart.type === 'heatmap';
  const height = chart.height ?? (heatmap ? Math.max(HEIGHT / 2, 60 + chart.y.length * ROW_HEIGHT) : HEIGHT);
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: CHART_WIDTH, height });
  try {
    canvas.setOption({
      animation: false,
      color: COLOURS,
      textStyle: { fontFamily: font, color: INK, fontSize: 10 },
      ...(heatmap ? heatOption(chart, language) : axesOption(chart, language)),
    });
    // Styles for pointing at a chart are removed: their names are numbered on from chart to chart, so that bytes would differ.
    const still = canvas.renderToSVGString().replace(/<style[\s\S]*<\/style>\s*| class="[^"]*"/g, '');
    return still.replace(/\bzr\d+-/g, `${prefix}-`);
  } finally {
    canvas.dispose();
  }
}

function isEmpty(chart: Chart): boolean {
  const values = chart.type === 'heatmap' ? chart.values : chart.series.map((it) => it.values);
  return values.flat().every((value) => value === null);
}

type Language = Paper['language'];
type Axes = Exclude<Chart, { type: 'heatmap' }>;
type Heat = Extract<Chart, { type: 'heatmap' }>;

const label = { color: INK, fontSize: 9 };

function axesOption({ type, unit, x, series, stacked }: Axes, language: Language): EChartsCoreOption {
  const legend = series.length > 1;
  // On paper nobody can point at a bar: its value stands in the picture if there is room.
  const labelled = type === 'bar' && !stacked && series.length * x.length <= 16;
  return {
    grid: {
      left: 8,
      right: type === 'line' ? 40 : 16,
      top: legend ? 20 + 18 * Math.ceil(series.length / 8) : 20,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: { show: legend, top: 0, itemWidth: 14, itemHeight: 8, textStyle: label },
    xAxis: {
      type: 'category',
      data: x,
      boundaryGap: type === 'bar',
      axisTick: { show: false },
      axisLine: { lineStyle: { color: '#9aa3ad' } },
      axisLabel:
        type === 'bar'
          ? { ...label, interval: 0, width: (CHART_WIDTH - 80) / x.length, overflow: 'break' }
          : { ...label, ...(fitsUnder(x) ? { interval: 0 } : { hideOverlap: true }) },
    },
    yAxis: {
      type: 'value',
      // A chart of noughts alone would have steps that read alike.
      ...(unit === 'percent' ? {} : { minInterval: unit === 'money' ? 100 : 1 }),
      splitLine: { lineStyle: { color: FAINT } },
      axisLabel: { ...label, formatter: (value: number) => brief(value, unit, language) },
    },
    series: series.map(({ name, values }) => ({
      name,
      type,
      data: values,
      silent: true,
      ...(stacked ? { stack: 'all' } : {}),
      ...(type === 'bar' ? { barMaxWidth: 36 } : { symbol: 'circle', symbolSize: 4, lineStyle: { width: 1.6 } }),
      label: {
        show: labelled,
        position: 'top',
        ...label,
        // A bar that is not there has no number.
        formatter: (it: { value: number | null }) => (it.value ? brief(it.value, unit, language) : ''),
      },
      // Of a line, where it has come to.
      endLabel: {
        show: type === 'line',
        ...label,
        formatter: (it: { value: number | null }) => brief(it.value, unit, language),
      },
      // Lines that come to the same have one number.
      labelLayout: { hideOverlap: type === 'line' },
    })),
  };
}

/** About the width of a Latin character, as a part of the font's size. */
const HALF_WIDTH = 0.52;
/** Points between two names. */
const GAP = 3;
/** Points of a chart's width that its axis and margins take. */
const BESIDE = 70;

/** Whether each point of a line can have its name under it, the last one too, which is what the chart is about. */
function fitsUnder(x: readonly string[]): boolean {
  const widest = x.reduce((most, name) => Math.max(most, halfWidths(name)), 0);
  return widest * HALF_WIDTH * label.fontSize + GAP <= (CHART_WIDTH - BESIDE) / x.length;
}

function heatOption({ unit, x, y, values }: Heat, language: Language): EChartsCoreOption {
  const cells = y.flatMap((_, row) =>
    x.flatMap((_, column) => {
      const value = values[row]?.[column] ?? null;
      return value === null ? [] : [[column, row, value]];
    }),
  );
  const all = cells.map((it) => it[2]!);
  const axis = {
    type: 'category',
    axisTick: { show: false },
    axisLine: { show: false },
    splitArea: { show: false },
    axisLabel: { ...label, interval: 0 },
  };
  return {
    grid: { left: 8, right: 8, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...axis, data: x, position: 'top' },
    // The first of the rows on top, as in a table.
    yAxis: { ...axis, data: y, inverse: true },
    visualMap: {
      show: false,
      min: Math.min(0, ...all),
      max: Math.max(...all),
      inRange: { color: ['#f6f8fa', '#f3c9b5', '#dd7f68'] },
    },
    series: [
      {
        type: 'heatmap',
        data: cells,
        silent: true,
        itemStyle: { borderColor: '#ffffff', borderWidth: 2 },
        label: { show: true, ...label, formatter: (it: { value: number[] }) => brief(it.value[2]!, unit, language) },
      },
    ],
  };
}

const YI = 100_000_000;
const WAN = 10_000;

/** A figure as short as an axis wants it: `1.25亿` of 12500000000 minor units, `3.5%` of 0.035. */
export function brief(value: number | null, unit: Chart['unit'], language?: Language): string {
  if (value === null || Number.isNaN(value)) return DASH;
  if (unit === 'percent') return `${trim(value * 100)}%`;
  const major = unit === 'money' ? value / 100 : value;
  const size = Math.abs(major);
  if (language === 'en') return inThousands.format(major);
  if (size >= YI) return `${trim(major / YI)}亿`;
  return size >= WAN ? `${trim(major / WAN)}万` : trim(major);
}

/** 125M, 1.5K, as English readers count. */
const inThousands = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

const trim = (value: number) => String(Number(value.toFixed(2)));
