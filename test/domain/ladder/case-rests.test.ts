import { describe, expect, it, test } from 'vitest';
import type { LoanFile } from '../../../src/domain/loan/loan-file.js';
import type { Plan } from '../../../src/domain/plan/plan.js';
import { addDays, dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { planOf } from '../../plans/rows.js';
import { file, live } from '../build.js';

/** Due on 20 January and never paid: day 91 is 21 April. */
const DUE = '2026-01-20';
const at = (dpd: number, time = '10:00') => momentAt(addDays(DUE, dpd), time);
const openedOn = (change: Partial<LoanFile>, plan: Plan, kind: string) =>
  live(file({ takenInAt: at(-5), ...change }), at(140), plan).steps.flatMap((it) =>
    it.what === 'case.open' && it.kind === kind ? [dayOf(it.at)] : [],
  );

describe('P4.6, P4.8: nobody is brought to court by days past due while something rests the ladder', () => {
  const RESTS: [string, Partial<LoanFile>, string][] = [
    ['nothing', {}, addDays(DUE, 91)],
    ['a dispute', { holds: [{ from: at(80), until: at(100), reason: 'dispute' }] }, addDays(DUE, 100)],
    ['a complaint', { holds: [{ from: at(85), until: at(95), reason: 'complaint' }] }, addDays(DUE, 95)],
    [
      'a promise that runs',
      { promises: [{ id: 'P', madeAt: at(88), on: addDays(DUE, 93), amount: 103_000 }] },
      addDays(DUE, 95),
    ],
  ];
  it.each(RESTS)('%s', (_, change, day) => {
    expect(openedOn(change, planOf(4), 'legal')).toEqual([day]);
  });

  it('news of a death, until a person has decided whom to turn to', () => {
    const news = { id: '1', source: 'family', kind: 'deceased', at: at(20) };
    expect(openedOn({ signals: [news] }, planOf(4), 'legal')).toEqual([]);
    expect(openedOn({ signals: [{ ...news, restEndedAt: at(110) }] }, planOf(4), 'legal')).toEqual([addDays(DUE, 110)]);
  });
});

test('S5: what a person has found opens its case all the same: relief under a complaint, a suit under a promise', () => {
  const complaint = { holds: [{ from: at(40), until: at(60), reason: 'complaint' }] };
  expect(openedOn({ ...complaint, cause: { kind: 'illness', at: at(50) } }, planOf(4), 'extension')).toEqual([
    addDays(DUE, 50),
  ]);
  const promises = [{ id: 'P', madeAt: at(48), on: addDays(DUE, 60), amount: 103_000 }];
  expect(openedOn({ promises, cause: { kind: 'wilful', at: at(50) } }, planOf(4), 'legal')).toEqual([addDays(DUE, 50)]);
});
