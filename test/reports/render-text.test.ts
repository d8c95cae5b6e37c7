import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Chart, Paper } from '../../src/reports/paper/paper.js';
import { brief, chartSvg } from '../../src/reports/render/charts.js';
import { render } from '../../src/reports/render.js';
import { EVERYTHING, FORMULAS, longTable, paperOf, RARE, TABLE } from './sample-paper.js';

const text = async (paper: Paper, format: 'csv' | 'html') => Buffer.from(await render(paper, format)).toString();

describe('a CSV', () => {
  it('is UTF-8 that Excel knows as such, with amounts in major units, shares of one, and nothing for what is not known', async () => {
    const csv = await text(paperOf({ heading: '明细', table: TABLE }), 'csv');
    expect(csv.startsWith('\uFEFF贷后管理月度报告,04-personal,2026-10,2026-10-31\r\n')).toBe(true);
    const lines: string[][] = parse(csv, { bom: true, relax_column_count: true });
    expect(lines.slice(-5)).toEqual([
      ['明细'],
      ['客户', '笔数', '余额', '逾期率', '到期日'],
      [RARE, '1234', '1234567.89', '0.0325', '2026-11-20'],
      ['<b>"某某" & 公司</b>', '2', '-0.50', '', ''],
      ['', '', '', '1', '2024-02-29'],
    ]);
  });

  it('holds every section, charts as their figures', async () => {
    const csv = await text(EVERYTHING, 'csv');
    for (const { heading } of EVERYTHING.sections) expect(csv).toContain(`\r\n${heading}\r\n`);
    expect(csv).toContain('2026-09,,0.011');
    expect(csv).toContain('新发放,5.00,\r\n');
  });

  it('gives no spreadsheet a formula to run', async () => {
    const rows = FORMULAS.map((name) => ({ ...TABLE.rows[0]!, name }));
    const csv = await text(
      paperOf({ heading: '=A1', table: { ...TABLE, rows } }, { heading: '@', paragraphs: FORMULAS }),
      'csv',
    );
    const fields = (parse(csv, { bom: true, relax_column_count: true }) as string[][]).flat();
    expect(fields.filter((it) => /^\s*[=+\-@]/.test(it))).toEqual([]);
    expect(fields).toContain("'=1+1");
  });
});

describe('a page', () => {
  it('fetches nothing, and takes no markup from a value', async () => {
    const html = await text(EVERYTHING, 'html');
    expect(html).not.toMatch(/<(script|link|img|iframe)|src=|@import|url\(http|href="http/);
    expect(html).toContain('&lt;b&gt;&quot;某某&quot; &amp; 公司&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;失败&gt;');
  });

  it('shows amounts as people read them, a dash for what is not known, and sums', async () => {
    const html = await text(paperOf({ heading: '明细', table: TABLE }), 'html');
    expect(html).toContain(
      '<td align="right">1,234,567.89</td><td align="right">3.25%</td><td align="center">2026-11-20</td>',
    );
    expect(html).toContain('<td align="right">-0.50</td><td align="right">—</td><td align="center">—</td>');
    expect(html).toContain('<td align="left">合计</td><td align="right">1,236</td><td align="right">1,234,567.39</td>');
  });

  it('has each chart as a picture and as figures, for mail programs that leave pictures out', async () => {
    const html = await text(EVERYTHING, 'html');
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html).toContain('<td align="left">2026-09</td><td align="right">—</td><td align="right">1.10%</td>');
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((it) => it[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says when a table is empty, and when it is longer than can be read', async () => {
    expect(await text(EVERYTHING, 'html')).toContain('<h2>本期没有</h2>\n<p>空表、无列、空图。</p>');
    const html = await text(paperOf({ heading: '台账', table: longTable(501) }), 'html');
    expect(html).toContain('共501行，此处列前500行；全部见工作簿（XLSX）。');
    expect(html.match(/<tr>/g)).toHaveLength(502);
    expect(html).toContain('<td align="left">合计</td><td align="right">501</td>');
  });
});

describe('a chart', () => {
  it('is not drawn of nothing', () => {
    expect(chartSvg({ type: 'line', unit: 'money', x: [], series: [] }, 'x')).toBeNull();
    expect(chartSvg({ type: 'heatmap', unit: 'money', x: ['a'], y: ['b'], values: [[null]] }, 'x')).toBeNull();
  });

  /** The words of an axis or label, in their order. */
  const said = (chart: Chart) => [...chartSvg(chart, 'x')!.matchAll(/<text[^>]*>([^<]*)</g)].map((it) => it[1]!);

  it('of noughts alone has no two steps that read alike', () => {
    for (const unit of ['money', 'integer', 'percent'] as const) {
      const steps = said({ type: 'bar', unit, x: ['a', 'b'], series: [{ name: 's', values: [0, 0] }] }).filter((it) =>
        /^\d/.test(it),
      );
      expect(steps.length).toBeGreaterThan(1);
      expect(new Set(steps).size).toBe(steps.length);
    }
  });

  it('of twelve months names each of them, the last above all', () => {
    const x = Array.from({ length: 12 }, (_, n) => `2026-${String(n + 1).padStart(2, '0')}`);
    const names = said({ type: 'line', unit: 'percent', x, series: [{ name: 's', values: x.map(() => 0.1) }] });
    expect(names.filter((it) => it.startsWith('2026-'))).toEqual(x);
  });

  it('leaves a gap where a figure is not known', () => {
    const line = (values: (number | null)[]) =>
      chartSvg({ type: 'line', unit: 'percent', x: ['a', 'b', 'c', 'd'], series: [{ name: 's', values }] }, 'x')!;
    // A line is begun anew after the gap.
    const starts = (svg: string) =>
      /<path d="([^"]*)"[^>]*stroke="#1f3a5f" stroke-width="1.6"/.exec(svg)![1]!.match(/M/g)!.length;
    expect(starts(line([0.1, 0.2, 0.3, 0.4]))).toBe(1);
    expect(starts(line([0.1, 0.2, null, 0.4]))).toBe(2);
  });

  it('writes figures as short as an axis wants them', () => {
    expect(brief(0.0325, 'percent')).toBe('3.25%');
    expect(brief(12_500_000_000, 'money')).toBe('1.25亿');
    expect(brief(-1_234_567, 'money')).toBe('-1.23万');
    expect(brief(999_999, 'money')).toBe('9999.99');
    expect(brief(20_000, 'integer')).toBe('2万');
    expect(brief(null, 'money')).toBe('—');
  });
});
