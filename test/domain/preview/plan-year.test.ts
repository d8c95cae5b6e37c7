import { expect, it, test } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.js';
import { planYear, type YearRow } from '../../../src/domain/preview/plan-year.js';
import { chineseOf, tierWord, word } from '../../../src/domain/reason/vocabulary.js';
import { chinaCalendar } from '../../../src/library/calendar.js';
import { contactRules } from '../../../src/library/contact-rules.js';
import { planOf } from '../../plans/rows.js';

const yearOf = (plan: Plan, of: Partial<Parameters<typeof planYear>[1]['profile']> = {}) =>
  planYear(plan, {
    ...{ year: 2026, calendar: chinaCalendar(), rules: contactRules('china-2026') },
    profile: { kind: plan.borrowers[0]!, size: null, industry: null, class: null, ...of },
  });
const shown = (rows: YearRow[], kind: string) =>
  rows
    .filter((it) => it.kind === kind)
    .map(({ part, rule, role, channels, days }) => ({
      part,
      rule,
      role,
      channels,
      days: days.map((it) => it.slice(5)),
    }));
const months = (day: string) => Array.from({ length: 12 }, (_, n) => `${String(n + 1).padStart(2, '0')}-${day}`);

it('P9.2: who pays is reminded three days before and on the day, once on all channels, and of nothing else', () => {
  const { quiet, loan } = yearOf(planOf(9));
  const channels = ['push', 'sms', 'wechat'];
  const reminder = { part: 'messages', rule: 'P9.2', role: null, channels };
  expect(shown(quiet, 'due-soon')).toEqual([{ ...reminder, days: months('17') }]);
  expect(shown(quiet, 'due-today')).toEqual([{ ...reminder, days: months('20') }]);
  expect(loan.instalments.map((it) => it.dueOn.slice(5))).toEqual(months('20'));
  expect(quiet.filter(({ what }) => what === 'stage')).toEqual([]);
});

it('P4.5: who never pays goes through the ladder, with its messages, work and letter on their days', () => {
  const { overdue } = yearOf(planOf(4));
  const stages = overdue.filter(({ what }) => what === 'stage').map(({ kind, days }) => [kind, ...days]);
  expect(stages).toEqual([
    ['friendly-reminder', '2026-01-21'],
    ['specialist', '2026-02-05'],
    ['legal', '2026-02-20'],
  ]);
  expect(shown(overdue, 'overdue-friendly')).toMatchObject([{ days: ['01-21', '01-28', '02-04'] }]);
  expect(shown(overdue, 'lawyer-letter')).toMatchObject([
    { part: 'work', role: 'risk-manager', days: ['02-20'] },
    { part: 'papers', days: ['02-20'] },
  ]);
  expect(shown(overdue, 'follow-up')[0]).toMatchObject({ part: 'checks', rule: 'P4.3' });
});

it('P4.6, P4.11: what comes round in the unit, on working days', () => {
  const { unit } = yearOf(planOf(4));
  const meeting = unit.filter(({ rule }) => rule === 'P4.6').map(({ part, days }) => [part, days.length]);
  expect(meeting).toEqual([
    ['work', 12],
    ['papers', 12],
  ]);
  expect(shown(unit, 'monthly-report')[0]!.days).toContain('02-10');
});

test('P5.2, P5.3: a large firm is seen on the spot every quarter, a small one every half-year', () => {
  const seen = (size: 'large' | 'small') =>
    yearOf(planOf(5), { size }).quiet.find(({ kind }) => kind === 'on-site-check')?.days.length;
  expect([seen('large'), seen('small')]).toEqual([4, 2]);
});

it('whatever a plan’s year has is called by a Chinese word', () => {
  const called = ({ what, kind, title }: YearRow) =>
    title !== null ? chineseOf(title) : what === 'tier' ? tierWord(kind) : word(kind);
  const all = Array.from({ length: 10 }, (_, n) => yearOf(planOf(n + 1)));
  const names = all.flatMap(({ quiet, overdue, unit }) => [...quiet, ...overdue, ...unit].map(called));
  expect(names.length).toBeGreaterThan(100);
  expect([...new Set(names)].filter((it) => !/\p{Script=Han}/u.test(it))).toEqual([]);
});
