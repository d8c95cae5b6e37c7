import { describe, expect, test } from 'vitest';
import { WORDS } from '../../../src/api/pages/page-words.js';
import { callScript, identityQuestion, keyAnswer, messageScript } from '../../../src/channels/call-words.js';
import { smsLength } from '../../../src/channels/message/segments.js';
import { type Fields, parseTemplate, readTemplates, render } from '../../../src/channels/message/words.js';
import { LANGUAGES } from '../../../src/domain/plan/template.js';
import { forbiddenIn, missingIn, WORD_KINDS } from '../../../src/domain/plan/word-rules.js';
import { readWordRules } from '../../../src/library/word-rules.js';

const templates = await readTemplates();
const rules = await readWordRules();
const fields: Fields = {
  name: '王建军',
  amount: '10600.00',
  currency: 'CNY',
  dueOn: '2026-11-15',
  lender: '示例贷款公司',
  hotline: '400-000-0000',
  loan: 'L001',
  rate: '4.05',
  rateFrom: '2027-01-01',
  limit: '50000.00',
  onTime: '12',
};
const LINK = `https://loans.example.com/l/${'x'.repeat(40)}`;
const english: Fields = { ...fields, name: 'Emma Clarke', lender: 'Example Bank' };

test('fills in the fields, in the language of the borrower', () => {
  expect(render(templates, 'due-soon', 'zh-CN', fields)).toEqual({
    subject: '还款提醒：2026-11-15到期',
    text: '【示例贷款公司】王建军您好，您的贷款L001有10600.00CNY于2026-11-15到期，请提前备好款项。已还款请忽略；有疑问、还款困难或不愿再收此类信息，请致电400-000-0000。',
  });
  expect(render(templates, 'due-today', 'en', english).text).toContain('10600.00 CNY of your loan L001 is due today');
});

test('does not read what a value says as a placeholder', () => {
  const { text } = render(templates, 'due-soon', 'en', { ...english, name: "{amount} $& $'" });
  expect(text).toContain("Dear {amount} $& $', 10600.00");
});

test('throws for an unknown template, a field that is not given or empty, and a placeholder that is none', () => {
  expect(() => render(templates, 'due-never', 'en', fields)).toThrow('no template due-never');
  const { hotline, ...rest } = fields;
  expect(hotline).toBeDefined();
  expect(() => render(templates, 'due-soon', 'en', rest)).toThrow('due-soon: no value for {hotline}');
  // A lender that has not said its name must not write.
  expect(() => render(templates, 'due-soon', 'en', { ...fields, lender: '' })).toThrow('no value for {lender}');
  const made = {
    version: 1,
    fields: [],
    'zh-CN': { subject: 'x', text: 'x' },
    en: { subject: 'x', text: 'Dear {colour}' },
  };
  expect(() => render(new Map([['made', made]]), 'made', 'en', fields)).toThrow('made: unknown placeholder {colour}');
});

test('a template file with a placeholder outside its fields, or without a language, is refused by line', () => {
  const zh = 'zh-CN: { subject: x, text: x }';
  const file = 'x.yaml';
  expect(() =>
    parseTemplate(`version: 1\nfields: [name]\n${zh}\nen:\n  subject: x\n  text: Dear {nam}\n`, file),
  ).toThrow('x.yaml:6 en.text: {nam} is not among the fields');
  expect(() => parseTemplate(`version: 1\nfields: [name]\n${zh}\n`, file)).toThrow(/^x\.yaml:1 en: /);
  expect(() => parseTemplate(`version: 1\nfields: [colour]\n${zh}\n`, file)).toThrow(/^x\.yaml:2 fields\.0: /);
  expect(() => parseTemplate(`fields: []\n${zh}\nen: { subject: x, text: x }\n`, file)).toThrow(/^x\.yaml:1 version: /);
});

test('a line with a link is there when links are configured, and is left out otherwise', () => {
  const without = render(templates, 'due-soon', 'en', english).text;
  expect(without).not.toMatch(/link|Answer|\n/);
  expect(render(templates, 'due-soon', 'en', { ...english, link: LINK }).text).toBe(`${without}\nAnswer: ${LINK}`);
  expect(render(templates, 'due-soon', 'zh-CN', { ...fields, link: LINK }).text).toMatch(
    new RegExp(`\n办理：${LINK}$`),
  );
});

describe.each([...templates.keys()])('%s', (name) => {
  const texts = [render(templates, name, 'zh-CN', fields), render(templates, name, 'en', english)] as const;

  test('names the fields that it uses, and both languages use the same', () => {
    const template = templates.get(name)!;
    for (const { subject, text } of [template['zh-CN'], template.en]) {
      const used = new Set([...`${subject} ${text}`.matchAll(/\{(\w+)\}/g)].map((it) => it[1]));
      expect([...used].sort()).toEqual([...template.fields].sort());
    }
  });

  test('says who writes, and how to reach us, dispute and ignore it if paid', () => {
    for (const { text } of texts) {
      expect(text).toContain(fields.hotline);
      // What does not speak of an amount asks for nothing that may have been paid.
      if (templates.get(name)!.fields.includes('amount'))
        expect(text).toMatch(/已还款请忽略|have paid.*please ignore this|If paid, please ignore this/);
      expect(text).toMatch(/异议|疑问|[Dd]ispute|Questions/);
    }
    expect(texts[0].text.startsWith('【示例贷款公司】')).toBe(true);
    expect(texts[1].text.startsWith('Example Bank: ')).toBe(true);
  });

  test('is two SMS segments at most, with a link three', () => {
    for (const [language, own] of [
      ['zh-CN', fields],
      ['en', english],
    ] as const) {
      expect(smsLength(render(templates, name, language, own).text).segments).toBeLessThanOrEqual(2);
      expect(smsLength(render(templates, name, language, { ...own, link: LINK }).text).segments).toBeLessThanOrEqual(3);
    }
    // Letters outside the SMS alphabet would halve the room.
    expect(smsLength(texts[1].text).encoding).toBe('GSM-7');
  });

  test('says nothing forbidden, and how to get no more of these', () => {
    for (const language of LANGUAGES) {
      const { subject, text } = templates.get(name)![language];
      expect(forbiddenIn(`${subject} ${text}`, 'messages', rules)).toEqual([]);
      expect(missingIn(text, language, { purpose: 'offer', optOut: true }, rules)).toEqual([]);
    }
  });
});

describe('what no words may say', () => {
  // One of each of the eight bans, in both languages.
  test.each([
    ['法院将对您采取措施', '“法院” poses as'],
    ['THE COURT will act', '“COURT” poses as'],
    ['不还就等着坐牢', '“坐牢” threatens'],
    ['You will be arrested', '“arrest” threatens'],
    ['我们将起诉您', '“起诉” threatens with court'],
    ['We will sue you', '“sue” threatens with court'],
    ['您这个老赖', '“老赖” invents a blacklist'],
    ['You are on a blacklist', '“blacklist” invents'],
    ['立即还款', '“立即” exaggerates'],
    ['Pay immediately', '“immediately” exaggerates'],
    ['请先支付手续费', '“手续费” asks for further fees'],
    ['You may borrow from friends', '“borrow from” asks for further fees'],
    ['否则通知您的家人', '“家人” speaks of telling others'],
    ['We will tell your employer', '“employer” speaks of telling others'],
    ['请转入个人账户', '“个人账户” names a private account'],
    ['请联系13800138000', '“13800138000” names a private account or telephone'],
    ['Pay into my personal account', '“personal account” names a private account'],
    ['我们将上门', '“上门” announces a visit'],
    ['We will visit you', '“visit you” announces a visit'],
    ['骗子', '“骗子” insults'],
    ['you thief', '“thief” insults'],
  ])('%s', (text, expected) => {
    expect(forbiddenIn(text, 'messages', rules).map((it) => `“${it.found}” ${it.rule}`)).toContainEqual(
      expect.stringContaining(expected),
    );
  });

  test('a letter may say that nothing is to be paid into a private account, and name the law', () => {
    const text = '请勿将款项交付或转入任何个人账户。可以依法提起诉讼，由人民法院依法认定。';
    expect(forbiddenIn(text, 'letters', rules)).toEqual([]);
    expect(forbiddenIn('请转入个人账户', 'letters', rules)).toHaveLength(1);
  });

  test('a part of another word is none: a hotline is no private telephone, an issue no suit', () => {
    expect(forbiddenIn('致电400-138-0013，工单113800138000号', 'messages', rules)).toEqual([]);
    expect(forbiddenIn('an issue, pursued with courtesy', 'messages', rules)).toEqual([]);
  });

  test.each(LANGUAGES)('the page for borrowers and calls say nothing of it: %s', (language) => {
    const { said, ...words } = WORDS[language];
    const spoken = [undefined, 'https://example.com'].map((keysTo) => callScript({ language }, keysTo, '95500'));
    const of = { name: '王五', lender: { name: '某银行', hotline: '95500' }, keysTo: 'https://example.com' };
    for (const knownBy of ['identity', 'phone'] as const)
      for (const again of [false, true]) spoken.push(identityQuestion(language, { ...of, knownBy, again }));
    spoken.push(messageScript(language, '', of.keysTo, '95500'));
    const answers = ([null, 'will-pay', 'call-request', 'opt-out'] as const).map((it) => keyAnswer(language, it));
    for (const text of [...Object.values(words), ...Object.values(said), ...spoken, ...answers])
      expect(forbiddenIn(text, 'messages', rules), text).toEqual([]);
  });

  test('each ban says whence it comes, what to do instead, and looks in both languages', () => {
    const numbers = rules.forbidden.flatMap(({ source }) => [...source.matchAll(/bans? (\d)(?: and (\d))?/g)]);
    expect([...new Set(numbers.flatMap(([, ...n]) => n.filter(Boolean)))].sort()).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
    ]);
    for (const it of rules.forbidden) for (const language of LANGUAGES) expect(it[language].length).toBeGreaterThan(0);
    for (const kind of WORD_KINDS) expect(rules.forbidden.some((it) => it.in.includes(kind))).toBe(true);
  });
});

test('length of a text message at the edges of a segment', () => {
  const edges = (sign: string, lengths: number[]) => lengths.map((n) => smsLength(sign.repeat(n)).segments);
  expect(edges('a', [160, 161, 306, 307])).toEqual([1, 2, 2, 3]);
  expect(edges('中', [70, 71, 134, 135])).toEqual([1, 2, 2, 3]);
  expect(smsLength(`${'a'.repeat(70)}中`)).toEqual({ encoding: 'UCS-2', length: 71, segments: 2 });
  // In GSM-7 a brace counts as two, in UCS-2 a character outside the basic plane does.
  expect(smsLength('{'.repeat(80))).toEqual({ encoding: 'GSM-7', length: 160, segments: 1 });
  expect(smsLength('𬀩'.repeat(35))).toEqual({ encoding: 'UCS-2', length: 70, segments: 1 });
});
