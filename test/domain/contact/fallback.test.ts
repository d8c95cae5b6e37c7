import { expect, it } from 'vitest';
import { fallbackTask, messageOf } from '../../../src/domain/contact/fallback.js';
import { isCallInstead } from '../../../src/domain/loan/call-instead.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { file } from '../build.js';

const DUE = '2026-01-20';
const LOAN = file({ instalments: [{ seq: 1, dueOn: DUE, principal: 100_000, interest: 0, fee: 0 }] });
const at = (day: string) => momentAt(day, '09:30');
const unsent = (day: string, about: number | null): Parameters<typeof fallbackTask>[0] =>
  ({
    ...{
      at: at(day),
      rule: 'P9.2',
      dpd: 0,
      stage: 'current',
      purpose: 'service',
      channel: 'sms',
      template: 'due-today',
    },
    ...{ about, loan: 'L1', entry: 'remind/1/due-today/sms' },
  }) as const;
const refused = { how: 'undelivered', because: { code: 'refused' } } as const;

it('P9.2: the call instead of a message of the due day is due on that day', () => {
  expect(fallbackTask(unsent(DUE, 1), refused, 1, LOAN).due).toBe(momentAt(DUE, '18:00'));
  expect(fallbackTask(unsent('2026-01-15', 1), refused, 1, LOAN).due).toBe(momentAt('2026-01-16', '18:00'));
  expect(fallbackTask(unsent('2026-01-21', null), refused, 1, LOAN).due).toBe(momentAt('2026-01-22', '18:00'));
});

it('a message of several channels becomes one call, whichever of them was the last to give up', () => {
  const sms = fallbackTask(unsent(DUE, 1), refused, 3, LOAN);
  const push = fallbackTask({ ...unsent(DUE, 1), channel: 'push', entry: 'remind/1/due-today/push' }, refused, 3, LOAN);
  expect(push).toEqual(sms);
  expect(sms.why).toEqual({ code: 'no-channel-reached', template: 'due-today' });
  expect(isCallInstead(sms.task)).toBe(true);
});

it('a later try of a message is of the same message', () => {
  for (const entry of ['a/b/sms', 'a/b/push', 'a/b/sms/again-2', 'a/b/sms/again/1764000000000'])
    expect(messageOf(entry)).toBe('a/b');
});
