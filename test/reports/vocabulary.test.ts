import { expect, test } from 'vitest';
import { CHANNELS } from '../../src/domain/plan/atoms.js';
import { CAUSES } from '../../src/domain/plan/condition.js';
import { CASE_KINDS } from '../../src/domain/plan/risk.js';
import { ROLES } from '../../src/domain/plan/roles.js';
import { oldSentenceInChinese } from '../../src/domain/reason/old-sentences.js';
import { tierWord, word } from '../../src/domain/reason/vocabulary.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';

/** What a plan may put into a paper: kinds of signals, names of figures, rules of warnings that go by arrears, stages. */
function namesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { signals, kinds, level, indicator, stage, actions, id, when } = part as Record<string, unknown>;
  const own = [
    ...(Array.isArray(signals) && typeof signals[0] === 'string' ? signals : []),
    ...(Array.isArray(kinds) && level !== undefined ? kinds : []),
    ...(level !== undefined && when !== undefined && !JSON.stringify(when).includes('indicator') ? [id] : []),
    ...(actions !== undefined ? [stage] : []),
    indicator,
  ];
  return [
    ...own.filter((it): it is string => typeof it === 'string'),
    ...Object.values(part).flatMap((it) => namesIn(it)),
  ];
}

const CHINESE = /\p{Script=Han}/u;

test('each role, channel, cause and kind of case has a Chinese word', () => {
  const names = [...ROLES, ...CHANNELS, ...CAUSES, ...CASE_KINDS];
  expect(names.filter((it) => !CHINESE.test(word(it)))).toEqual([]);
});

test.each([...(await shippedPlans()).values()])('$plan: all that its papers may name has a Chinese word', (plan) => {
  const names = [...new Set(namesIn(plan))];
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((it) => !CHINESE.test(word(it)))).toEqual([]);
  expect((plan.tiers?.levels ?? []).filter(({ tier }) => !CHINESE.test(tierWord(tier)))).toEqual([]);
});

test.each([
  ['31 days past due; figures: income-drop', '逾期31天；财务指标：收入下降'],
  ['1 days past due, cause wilful', '逾期1天，成因：恶意拖欠'],
  ['overdue 500000.00', '逾期金额500000.00'],
  ['debt-to-asset 0.74 (2026-Q4)', '资产负债率 0.74 (2026-Q4)'],
  ['nothing spoke for medium for 30 days', '连续30天没有中风险的事由'],
  ['2 instalments overdue', '2期未还'],
])('a sentence of before reasons were data: %s', (why, read) => {
  expect(oldSentenceInChinese(why)).toBe(read);
});

test('work that proposes a relief', () => {
  expect(word('grace-proposal')).toBe('宽限方案');
});
