import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/domain/plan/unit.js';
import { judge, partsOf } from '../../src/reports/papers/parts/targets.js';

const target = (change: Partial<Target>): Target => ({
  id: 't',
  rule: 'P6.11',
  title: '目标',
  figure: 'npl-rate',
  notice: false,
  ...change,
});
const one = (change: Partial<Target>, value: number | null) => {
  const it = target(change);
  return judge([it], { [it.figure]: value })[0]!;
};

describe('P6.11: NPL 30 %, recovery 30 %, satisfaction 20 %, archive 20 %', () => {
  it('a target that is met has all its points', () => {
    const npl = { atMost: 0.015, weight: 30 };
    expect(one(npl, 0.015)).toMatchObject({ met: true, points: 30, bound: '≤ 1.50%', value: '1.50%' });
    expect(one({ figure: 'overdue-recovery-rate', atLeast: 0.85, weight: 30 }, 0.9)).toMatchObject({ points: 30 });
  });

  it('one that is missed has them in proportion, rounded to a tenth', () => {
    // 1.5 % of 2 %, of thirty points.
    expect(one({ atMost: 0.015, weight: 30 }, 0.02)).toMatchObject({ met: false, points: 22.5 });
    expect(one({ figure: 'satisfaction', atLeast: 0.9, weight: 20 }, 0.8)).toMatchObject({ met: false, points: 17.8 });
    expect(one({ figure: 'satisfaction', atLeast: 0.9, weight: 20 }, 0)).toMatchObject({ points: 0 });
  });

  it('one without a figure is not judged: neither met nor missed, no points for or against', () => {
    const none = one(
      { figure: 'satisfaction', atLeast: 0.9, weight: 20, reward: 'r', penalty: 'p', notice: true },
      null,
    );
    expect(none).toMatchObject({ met: null, value: null, points: null, reward: null, penalty: null, notice: false });
  });

  it('one without a weight does not count', () => {
    expect(one({ atMost: 0.015 }, 0.5)).toMatchObject({ met: false, weight: null, points: null });
  });
});

describe('P7.13: 500,000 yuan recovered, 5,000 to the collection group; missed, a deduction', () => {
  const recovered = { figure: 'collected-amount', atLeast: 500_000, reward: '5000', penalty: '扣减', notice: true };

  it('bounds of money are in yuan, amounts in fen', () => {
    expect(one(recovered, 500_000_00)).toMatchObject({
      met: true,
      bound: '≥ 500,000.00',
      reward: '5000',
      penalty: null,
    });
    expect(one(recovered, 499_999_99)).toMatchObject({
      met: false,
      value: '499,999.99',
      reward: null,
      penalty: '扣减',
    });
  });

  it('P2.11: a rectification notice when it is missed, and only then', () => {
    expect([500_000_00, 1].map((value) => one(recovered, value).notice)).toEqual([false, true]);
  });
});

it('only the parts that the targets name are measured', () => {
  const targets = [target({}), target({ figure: 'satisfaction' }), target({ figure: 'par-30' })];
  expect(partsOf(targets)).toEqual(['portfolio', 'complaints']);
});
