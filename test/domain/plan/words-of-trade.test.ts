import { describe, expect, it, test } from 'vitest';
import { type Plan, planSchema } from '../../../src/domain/plan/plan.js';
import { strangeTo } from '../../../src/domain/plan/strange-words.js';
import { GB_T_4754 } from '../../../src/domain/plan/trades/gb-t-4754.js';
import { classOf, codesOf, isOfTrade, isTrade } from '../../../src/domain/plan/trades/words-of-trade.js';
import { plansNamed } from '../../../src/library/shipped-plans.js';
import { PLAN } from '../build.js';

const plans = await plansNamed([
  '01-agri-policy-enterprise',
  '02-rural-bank-zones',
  '04-personal',
  '05-corporate',
  '06-annual-mixed',
  '08-manufacturing',
  '10-agriculture',
]);
const plan = (number: string): Plan => [...plans.values()].find((it) => it.plan.startsWith(number))!;

describe('GB/T 4754-2017', () => {
  const entries = GB_T_4754.trim()
    .split('\n')
    .flatMap((line) => line.split('; ').map((it) => it.split(' ') as [string, string]))
    .map(([code, name]): [string, string] => [code, name]);

  it('has 20 sections and 97 divisions, in the order of their codes', () => {
    const heads = entries.map(([code]) => code).filter((code) => /^[A-T]/.test(code));
    expect(heads.filter((it) => it.length === 1).join('')).toBe('ABCDEFGHIJKLMNOPQRST');
    expect(heads.filter((it) => it.length === 3)).toHaveLength(97);
    expect(heads).toEqual([...heads].sort());
  });

  it('each name and each code of it is known, and as the same', () => {
    for (const [code, name] of entries) {
      const [known] = codesOf(name);
      const digits = code.replace(/^[A-T]/, '');
      expect([code, known?.slice(1)]).toEqual([code, expect.stringContaining(digits.slice(0, 2))]);
      if (digits !== '') expect(codesOf(digits)).toEqual(codesOf(`${known![0]}${digits} ${name}`));
    }
  });

  it.each([
    ['食用植物油加工', ['C1331']],
    ['C1331', ['C1331']],
    ['c1331', ['C1331']],
    ['1331 食用植物油加工', ['C1331']],
    ['Ｃ１３３１', ['C1331']],
    ['餐饮', ['H62']],
    ['餐饮业', ['H62']],
    ['Real estate', ['K70']],
    ['批发和零售业', ['F']],
    ['农、林、牧、渔业', ['A']],
    ['餐饮业、零售业', ['H62', 'F52']],
    ['大宗商品', ['F51']],
    ['9999', []],
    ['Z12', []],
    ['占星术', []],
  ])('%s is %j', (text, codes) => expect(codesOf(text)).toEqual(codes));
});

describe('P2.6: classes in the words of the trade', () => {
  it.each([
    ['优良', 'excellent'],
    ['优质', 'excellent'],
    ['优良客户', 'excellent'],
    ['一般', 'normal'],
    ['一般类', 'normal'],
    ['正常', 'normal'],
    ['限制', 'restricted'],
    ['限制类客户', 'restricted'],
    ['严格限制', 'strictly-restricted'],
    ['Strictly Restricted', 'strictly-restricted'],
    ['坚决退出', 'exit'],
    ['退出类', 'exit'],
    ['EXIT', 'exit'],
    ['优+', 'unknown'],
    [null, 'unknown'],
  ])('%s is %s', (said, known) => expect(classOf(plan('02'), said)).toBe(known));

  test('P8.5: whom the row does not name is ordinary, by any of the words', () => {
    expect(['普通', '一般', '限制', 'normal', '坚决退出'].map((it) => classOf(plan('08'), it))).toEqual(
      Array(5).fill('ordinary'),
    );
    expect(classOf(plan('08'), '高风险客户')).toBe('high-risk');
  });
});

describe('trades by code, by name and by word', () => {
  const names = (number: string, trades: string[], text: string | null) => isOfTrade(plan(number), trades, text);

  it.each([
    [
      'P1.16',
      '01',
      'oil-and-fat',
      ['食用植物油加工', 'C133', '1332', '榨油厂', 'oil', '油脂加工'],
      ['粮食收储', '制糖业', 'C1340'],
    ],
    ['P5.3', '05', 'catering', ['正餐服务', 'H6210', '餐饮', 'restaurant', '饭店'], ['住宿业', 'H61']],
    ['P5.3', '05', 'bulk-commodities', ['大宗商品', '大宗商品贸易'], ['批发', '零售业']],
    ['P5.4', '05', 'real-estate', ['房地产开发经营', 'K7010', 'property', '恒信置业'], ['房屋建筑业', 'E47']],
    ['P6.2', '06', 'manufacturing', ['C34', '化学纤维制造业', '机械制造', '纺织'], ['B06', '煤炭开采和洗选业']],
    ['P10.7', '10', 'growing', ['稻谷种植', 'A0111', '茶叶', 'vegetable'], ['猪的饲养', 'A0313']],
    ['P10.7', '10', 'breeding', ['猪的饲养', 'A0313', '水产养殖', 'poultry'], ['稻谷种植']],
    ['P4.4', '04', 'sensitive', ['旅行社及相关服务', 'E501', '住宅装饰和装修', 'tourism'], ['教师', 'P83']],
  ])('%s, plan %s: %s', (_, number, trade, these, others) => {
    expect(these.filter((it) => !names(number, [trade], it))).toEqual([]);
    expect(others.filter((it) => names(number, [trade], it))).toEqual([]);
    expect(names(number, [trade], null)).toBe(false);
  });

  it('a plan without lists takes the words of its rules as they are, codes too', () => {
    expect(isOfTrade({}, ['retail'], 'Retail trade')).toBe(true);
    expect(isOfTrade({}, ['C13'], '食用植物油加工')).toBe(true);
    expect(classOf({}, 'Normal')).toBe('normal');
  });
});

describe('what nobody knows', () => {
  it('of a book: named with what would be right, where rules of the plan speak of it', () => {
    expect(strangeTo(plan('02'), 'class', '优+')).toMatch(
      /^"优\+" is no class of 02-rural-bank-zones, .* excellent 优良, .* exit 坚决退出$/,
    );
    expect(strangeTo(plan('01'), 'industry', '食用植物之油加工')).toMatch(/C1331 食用植物油加工/);
    expect(strangeTo(plan('01'), 'industry', '食用植物油加工')).toBeNull();
    expect(strangeTo(plan('01'), 'class', '优+')).toBeNull(); // none of its rules speaks of classes
    expect(strangeTo(plan('02'), 'industry', '占星术')).toBeNull();
  });

  it('of a plan with lists: the word and where it stands', () => {
    const lists = {
      ...PLAN,
      classes: [{ class: 'exit', title: '坚决退出' }],
      trades: [{ trade: 'oil', title: '油脂', codes: ['C133'] }],
      checks: [
        {
          id: 'a',
          rule: 'P2.6',
          every: 'month',
          for: { classes: ['exit', '坚决退出', 'unknown', 'gone'], industries: ['oil', 'C13', '餐饮业', '炼金术'] },
          task: { kind: 'visit', role: 'account-manager', dueDays: 1 },
        },
      ],
    };
    const faults = planSchema.safeParse(lists).error?.issues.map((it) => `${it.path.join('.')}: ${it.message}`);
    expect(faults).toEqual([
      'checks.0.for.classes.3: gone: no class of this plan; right are exit 坚决退出, unknown',
      expect.stringMatching(/^checks\.0\.for\.industries\.3: 炼金术: no trade of this plan .* right are oil 油脂/),
    ]);
  });

  it('a code that is none is refused', () => {
    const wrong = planSchema.safeParse({ ...PLAN, trades: [{ trade: 'a', title: 'b', codes: ['C999'] }] });
    expect(wrong.error?.issues[0]?.path).toEqual(['trades', 0, 'codes', 0]);
  });

  it('every trade that a shipped plan lists is known to it by each of its words', () => {
    for (const it of plans.values())
      for (const { trade, title, also } of it.trades ?? [])
        for (const word of [trade, title, ...also]) {
          expect([it.plan, word, isTrade(it, word)]).toEqual([it.plan, word, true]);
          expect([it.plan, word, isOfTrade(it, [trade], word)]).toEqual([it.plan, word, true]);
        }
  });
});
