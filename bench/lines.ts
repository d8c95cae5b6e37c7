import { appendFileSync } from 'node:fs';

/** A figure of a benchmark. What counts is the ratio within one run; the figure itself is the machine's and the hour's. */
export interface Line {
  bench: string;
  what: string;
  figure: string;
  ratio: number;
  /** What it was held against. */
  to: string;
}

/** For `npm run bench`, which reads them of all; started by itself a benchmark prints its own table. */
export function handOn(lines: Line[]): void {
  const file = process.env.BENCH_LINES;
  if (file) appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

export function tableOf(lines: readonly Line[]): string {
  const cells = lines.map((it) => [it.bench, it.what, it.figure, it.ratio.toFixed(2), it.to]);
  const row = (it: string[]) => `| ${it.join(' | ')} |`;
  return [row(['benchmark', 'what', 'figure', 'ratio', 'to']), row(Array(5).fill('---')), ...cells.map(row)].join('\n');
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
