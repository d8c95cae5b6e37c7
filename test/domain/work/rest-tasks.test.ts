import { describe, expect, it } from 'vitest';
import { formatMoment, momentAt } from '../../../src/domain/time/dates.js';
import { planOf } from '../../plans/rows.js';
import { file, live } from '../build.js';

/** Due on 20 January 2026; nobody has made the call of the ladder when the news of a death comes in. */
const at = (day: string, time = '11:00') => momentAt(day, time);
const calls = (number: number, restEndedAt: number | null) => {
  const signals = [{ id: '1', source: 'family', kind: 'deceased', at: at('2026-02-25'), restEndedAt }];
  return live(file({ signals }), at('2026-04-01'), planOf(number))
    .steps.flatMap((it) =>
      'kind' in it && it.kind === 'call' ? [`${formatMoment(it.at).slice(0, 16)} ${it.what}`] : [],
    )
    .filter((it) => it >= '2026-02-25');
};

describe('P9.3, P10.2: who has died is not called', () => {
  it('an open call ends with the news, and does not come back while nobody has decided whom to turn to', () => {
    expect([...new Set(calls(9, null))]).toEqual(['2026-02-25T11:00 task.cancel']);
    expect([...new Set(calls(10, null))]).toEqual(['2026-02-25T11:00 task.cancel']);
  });
});
