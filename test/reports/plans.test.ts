import { describe, expect, it } from 'vitest';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { isFigure } from '../../src/reports/figures/definitions.js';
import { PAPERS } from '../../src/reports/papers/index.js';

const plans = [...(await shippedPlans()).values()];

describe.each(plans)('$plan', ({ duties, targets }) => {
  it('asks for papers that there are, for periods that they are made for', () => {
    const asked = duties.flatMap(({ id, report, every }) => (report === undefined ? [] : [{ id, report, every }]));
    const wrong = asked.filter(({ report, every }) => !PAPERS.get(report)?.periods.includes(every));
    expect(wrong).toEqual([]);
  });

  it('holds people to figures that there are', () => {
    expect(targets.filter((it) => !isFigure(it.figure)).map((it) => it.figure)).toEqual([]);
  });
});
