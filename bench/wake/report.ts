import { median } from '../lines.js';
import { WAYS, type Way } from './bundles.js';
import type { Measured } from './measure.js';

/** How the worker was set up for a wave; `unrecorded`: as `cached`, and no trigger tells the record of changes. */
export type Mode = 'cached' | 'uncached' | 'preloaded' | 'unrecorded';
export type Result = Measured & { round: number; mode: Mode };

const COLUMNS: [string, (it: Measured) => number, number][] = [
  ['per second', (it) => it.perSecond, 1],
  ['seconds', (it) => it.seconds, 1],
  ['server writes', (it) => it.serverTransactions, 2],
  ['server calls', (it) => it.serverCalls, 2],
  ['events', (it) => it.events, 1],
  ['bytes', (it) => it.bytes, 0],
  ['statements', (it) => it.statements, 2],
  ['db commits', (it) => it.dbTransactions, 2],
  ['worker ms', (it) => it.cpu.worker, 1],
  ['server ms', (it) => it.cpu.temporal, 1],
  ['postgres ms', (it) => it.cpu.postgres, 1],
  ['sandbox ms', (it) => it.cpu.outside, 1],
];

/** Medians over the rounds, one line a way; the ratio is taken to the bare wave of the same round and mode. */
export function summary(results: Result[]) {
  return [...new Set(results.map((it) => it.mode))].flatMap((mode) =>
    WAYS.filter((way) => results.some((it) => it.way === way && it.mode === mode)).map((way) => {
      const runs = results.filter((it) => it.mode === mode && it.way === way);
      const ratios = runs.map((it) => it.perSecond / bareOf(results, it).perSecond);
      const figures = COLUMNS.map(([name, read]) => [name, median(runs.map(read))] as const);
      return { mode, way, ratio: median(ratios), ratios, ...Object.fromEntries(figures) } as Line;
    }),
  );
}

type Line = { mode: Mode; way: Way; ratio: number; ratios: number[] } & Record<string, number>;

export function table(results: Result[]): string {
  const head = ['mode', 'way', 'ratio', '(of rounds)', ...COLUMNS.map(([name]) => name)];
  const lines = summary(results).map((line) => [
    line.mode,
    line.way,
    line.ratio.toFixed(2),
    line.ratios.map((it) => it.toFixed(2)).join(' '),
    ...COLUMNS.map(([name, , digits]) => line[name]!.toFixed(digits)),
  ]);
  const widths = head.map((name, n) => Math.max(name.length, ...lines.map((line) => line[n]!.length)));
  return [head, ...lines].map((line) => line.map((cell, n) => cell.padStart(widths[n]!)).join('  ')).join('\n');
}

function bareOf(results: Result[], { round, mode }: Result): Result {
  const of = mode === 'unrecorded' ? 'cached' : mode;
  return results.find((it) => it.way === 'bare' && it.round === round && it.mode === of)!;
}

/**
 * CPU of a reminder by way c, all processes but the sandbox, with the record to without it, the two waves of a round side by side; the median
 * of rounds. `where`: what PostgreSQL takes more, in which the record is written; worker and server do the same either way, and differ by chance.
 */
export function costOfRecord(results: Result[]): { whole: number; where: number } {
  const of = (round: number, mode: Mode) =>
    results.find((it) => it.way === 'c' && it.round === round && it.mode === mode)!.cpu;
  const sum = ({ worker, temporal, postgres }: Result['cpu']) => worker + temporal + postgres;
  const pairs = results
    .filter((it) => it.mode === 'unrecorded')
    .map(({ round }) => [of(round, 'cached'), of(round, 'unrecorded')] as const);
  return {
    whole: median(pairs.map(([recorded, not]) => sum(recorded) / sum(not))),
    where: median(pairs.map(([recorded, not]) => 1 + (recorded.postgres - not.postgres) / sum(not))),
  };
}
