import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Indicator } from '../../../src/domain/loan/loan-file.js';
import type { Condition } from '../../../src/domain/plan/condition.js';
import { condition } from '../../../src/domain/plan/condition.js';
import { figuresThatHold } from '../../../src/domain/scene/figures.js';
import { momentAt } from '../../../src/domain/time/dates.js';

const came = momentAt('2026-01-02', '10:00');
const figures = (values: Record<string, number>): Indicator[] =>
  Object.entries(values).map(([period, value], n) => ({ name: 'value', period, value, recordedAt: came + n }));
const about = (when: Partial<Condition>, values: Record<string, number>) =>
  figuresThatHold(
    condition.parse({ indicator: 'value', ...when }),
    figures(values),
    momentAt('2027-01-01', '10:00'),
  ).map((it) => it.about);

describe('P1.13, P8.4: a slow slide is as much as a fast one', () => {
  it('nine per cent twice is more than ten; fifteen twice more than twenty', () => {
    expect(about({ fallsBy: 0.1 }, { '2025-H1': 100, '2025-H2': 91 })).toEqual([]);
    expect(about({ fallsBy: 0.1 }, { '2025-H1': 100, '2025-H2': 91, '2026-H1': 82.8 })).toEqual(['2026-H1']);
    expect(about({ fallsBy: 0.2 }, { '2025-H1': 100, '2025-H2': 85, '2026-H1': 72.25 })).toEqual(['2026-H1']);
    expect(about({ risesBy: 0.15 }, { '2025-H1': 0.5, '2025-H2': 0.54, '2026-H1': 0.58 })).toEqual(['2026-H1']);
    expect(about({ movesBy: 0.15 }, { '2025-H1': 0.5, '2025-H2': 0.54, '2026-H1': 0.58 })).toEqual(['2026-H1']);
  });

  it('what was told is not told again: it counts anew from there, and from the highest since', () => {
    expect(about({ fallsBy: 0.1 }, { '2025-Q1': 100, '2025-Q2': 85, '2025-Q3': 80 })).toEqual([]);
    expect(about({ fallsBy: 0.1 }, { '2025-Q1': 100, '2025-Q2': 85, '2025-Q3': 80, '2025-Q4': 76 })).toEqual([
      '2025-Q4',
    ]);
    expect(
      about({ fallsBy: 0.1 }, { '2025-Q1': 100, '2025-Q2': 85, '2025-Q3': 95, '2025-Q4': 87, '2026-Q1': 85 }),
    ).toEqual(['2026-Q1']);
  });

  it('a valuation of months far apart is held against the one before', () => {
    expect(about({ fallsBy: 0.1 }, { '2025-06': 100, '2025-12': 88 })).toEqual(['2025-12']);
  });

  it('P5.5: two quarters running are each as much, however deep both together are', () => {
    const twice = { fallsBy: 0.1, running: 2 };
    expect(about(twice, { '2025-Q1': 100, '2025-Q2': 91, '2025-Q3': 82.81 })).toEqual([]);
    expect(about(twice, { '2025-Q1': 100, '2025-Q2': 100, '2025-Q3': 50 })).toEqual([]);
    expect(about(twice, { '2025-Q1': 100, '2025-Q2': 90, '2025-Q3': 81 })).toEqual(['2025-Q3']);
  });

  it('however a fall is cut into steps, it is told once it is as much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.11, max: 0.9, noNaN: true }), (steps, fall) => {
        const each = (1 - fall) ** (1 / steps);
        const values: Record<string, number> = Object.fromEntries(
          Array.from({ length: steps + 1 }, (_, n) => [
            `2025-${String(n + 1).padStart(2, '0')}`,
            100 * each ** n,
          ]).slice(0, 12),
        );
        const months = Object.keys(values);
        const told = months.some(
          (_, n) => about({ fallsBy: 0.1 }, Object.fromEntries(Object.entries(values).slice(0, n + 1))).length > 0,
        );
        expect(told).toBe(values[months.at(-1)!]! <= 90);
      }),
    );
  });
});

describe('each series of a figure is compared with its own', () => {
  const monthly = { '2025-07': 10, '2025-08': 10, '2025-09': 10, '2025-10': 10 };

  it('quarters that fall are seen though months that stand still come between', () => {
    expect(about({ fallsBy: 0.1 }, { '2025-Q2': 40, ...monthly, '2025-Q3': 30 })).toEqual(['2025-Q3']);
    expect(about({ fallsBy: 0.1 }, { ...monthly, '2025-Q2': 40, '2025-Q3': 40, '2025-11': 8 })).toEqual(['2025-11']);
  });

  it('both: what came in last is named first', () => {
    expect(about({ fallsBy: 0.1 }, { '2025-Q2': 40, ...monthly, '2025-11': 8, '2025-Q3': 30 })).toEqual([
      '2025-Q3',
      '2025-11',
    ]);
  });

  it('a bound alone is held against what is known last', () => {
    expect(about({ above: 0.7 }, { '2025-Q3': 0.75, '2025-10': 0.65 })).toEqual([]);
    expect(about({ above: 0.7 }, { '2025-08': 0.65, '2025-Q3': 0.75 })).toEqual(['2025-Q3']);
    expect(about({ above: 0.7, running: 2 }, { '2025-Q2': 0.75, '2025-09': 0.8, '2025-Q3': 0.75 })).toEqual([
      '2025-Q3',
    ]);
  });
});
