import { expect, it } from 'vitest';
import { crossFaults } from '../../../src/domain/proof/cross.js';

const entry = (table: string, row: object) => ({ table, key: '[]', content: [row], leaves: [] });
const MOMENT = '2026-12-01T01:00:00+00:00';
const decision = {
  kind: 'loan',
  subject: 'L1',
  entry: 'remind/1/3/sms',
  at: MOMENT,
  acted_at: MOMENT,
  plan_version: 2,
  detail: {},
};
const notice = { notice_id: 7, loan_id: 'L1', entry: 'remind/1/3/sms', attempts: 1 };
const WHOLE = {
  loans: { loan_id: 'L1', plan: '04-personal' },
  plans: { plan: '04-personal', version: 2 },
  diary: decision,
  notices: notice,
  notice_attempts: { notice_id: 7, attempt: 1 },
};
const faultsOf = (change: Partial<Record<keyof typeof WHOLE, object>>, without?: keyof typeof WHOLE) =>
  crossFaults(
    Object.entries({ ...WHOLE, ...change }).flatMap(([table, row]) => (table === without ? [] : entry(table, row))),
  );

it('what fits together has no fault', () => {
  expect(faultsOf({})).toEqual([]);
});

it('a message that nothing decided, an attempt too few, a version of a plan that is not there, a clock that ran back', () => {
  expect(faultsOf({}, 'diary')).toEqual(['notices [7]: nothing in the diary decided it']);
  expect(faultsOf({}, 'notice_attempts')).toEqual(['notices [7]: 1 attempts are counted, 0 are there']);
  expect(faultsOf({}, 'plans')).toEqual([expect.stringContaining('version 2 of 04-personal, which is not there')]);
  const early = { ...decision, acted_at: '2026-11-30T23:59:00+00:00' };
  expect(faultsOf({ diary: early })).toEqual([expect.stringContaining('before its moment')]);
});
