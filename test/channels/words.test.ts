import { describe, expect, test } from 'vitest';
import { type Fields, parseTemplate, readTemplates, render } from '../../src/channels/words.js';

const templates = await readTemplates();
const fields: Fields = {
  name: '王建军',
  amount: '10600.00',
  currency: 'CNY',
  dueOn: '2026-11-15',
  lender: '示例贷款公司',
  hotline: '400-000-0000',
  loan: 'L001',
};
const LINK = `https://loans.example.com/l/${'x'.repeat(40)}`;
const english: Fields = { ...fields, name: 'Emma Clarke', lender: 'Example Bank' };

test('fills in the fields, in the language of the borrower', () => {
  expect(render(templates, 'due-soon', 'zh-CN', fields)).toEqual({
    subject: '还款提醒：2026-11-15到期',
    text: '【示例贷款公司】王建军您好，您的贷款L001有10600.00CNY于2026-11-15到期，请提前备好款项。已还款请忽略；有疑问或还款困难，请致电400-000-0000。',
  });
  expect(render(templates, 'due-today', 'en', english).text).toContain('10600.00 CNY of your loan L001 is due today');
});

test('does not read what a value says as a placeholder', () => {
  const { text } = render(templates, 'due-soon', 'en', { ...english, name: "{amount} $& $'" });
  expect(text).toContain("Dear {amount} $& $', 10600.00");
});

test('throws for an unknown template, a field that is not given and a placeholder that is none', () => {
  expect(() => render(templates, 'due-never', 'en', fields)).toThrow('no template due-never');
  const { hotline, ...rest } = fields;
  expect(hotline).toBeDefined();
  expect(() => render(templates, 'due-soon', 'en', rest)).toThrow('due-soon: no value for {hotline}');
  const made = { fields: [], 'zh-CN': { subject: 'x', text: 'x' }, en: { subject: 'x', text: 'Dear {colour}' } };
  expect(() => render(new Map([['made', made]]), 'made', 'en', fields)).toThrow('made: unknown placeholder {colour}');
});

test('a template file with a placeholder outside its fields, or without a language, is refused by line', () => {
  const zh = 'zh-CN: { subject: x, text: x }';
  const file = 'x.yaml';
  expect(() => parseTemplate(`fields: [name]\n${zh}\nen:\n  subject: x\n  text: Dear {nam}\n`, file)).toThrow(
    'x.yaml:5 en.text: {nam} is not among the fields',
  );
  expect(() => parseTemplate(`fields: [name]\n${zh}\n`, file)).toThrow(/^x\.yaml:1 en: /);
  expect(() => parseTemplate(`fields: [colour]\n${zh}\n`, file)).toThrow(/^x\.yaml:1 fields\.0: /);
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

  test('is two SMS segments at most', () => {
    expect(texts[0].text.length).toBeLessThanOrEqual(134);
    expect(texts[1].text.length).toBeLessThanOrEqual(306);
    // Letters outside the SMS alphabet would halve the room.
    expect(texts[1].text).toMatch(/^[\x20-\x7e]*$/);
    // With a link, three at most.
    expect(render(templates, name, 'zh-CN', { ...fields, link: LINK }).text.length).toBeLessThanOrEqual(201);
    expect(render(templates, name, 'en', { ...english, link: LINK }).text.length).toBeLessThanOrEqual(459);
  });

  test('neither threatens nor shames, and speaks for no authority', () => {
    for (const { subject, text } of texts) {
      expect(`${subject} ${text}`).not.toMatch(
        /法院|公安|警|检察|起诉|坐牢|黑名单|失信|老赖|家人|单位|亲友|曝光|后果自负|最后通牒|立即|否则/,
      );
      expect(`${subject} ${text}`).not.toMatch(
        /court|police|arrest|prison|jail|blacklist|sue|family|employer|public|immediately|final notice|or else|must/i,
      );
    }
  });
});
