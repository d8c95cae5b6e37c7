import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { ContactRules } from '../../../src/domain/plan/contact-rules.js';
import { projectPath } from '../../../src/library/project-path.js';
import { readWordRules } from '../../../src/library/word-rules.js';
import { planProblems } from '../../../src/planning/plan-check.js';
import { CHINA, REG_F } from '../../support/contact-rules.js';

const words = await readWordRules();
const plans = readdirSync(projectPath('plans')).filter((name) => /^\d{2}-.*\.yaml$/.test(name));
const read = (name: string) => readFileSync(projectPath(`plans/${name}`), 'utf8');

/** A small plan: what it sends, and what else stands in it. */
const plan = ({ notice = '{ channels: [sms], template: due-soon }', collect = '', more = '' } = {}) => `plan: 01-made
title: 试 made
version: 1
borrowers: [person]
window: { from: "09:00", until: "10:00" }
reminders:
  - { id: soon, rule: P1.5, daysBefore: 3, notice: ${notice} }
ladder:
  stages:
    - stage: early
      title: 早期 early
      rule: P1.5
      fromDpd: 1
      owner: account-manager
      actions:
        - { id: call, task: { kind: call, role: account-manager, dueDays: 1 } }${collect}
${more}`;
const check = (text: string, rules: ContactRules = CHINA, by = words) => planProblems(text, 'made.yaml', rules, by);

test('a good plan has no fault', async () => {
  expect(await check(plan())).toEqual([]);
});

describe.each([
  ['China', CHINA],
  ['Regulation F', REG_F],
])('under the rules of %s', (_, rules) => {
  it.each(plans)('%s has no fault', async (name) => {
    expect(await planProblems(read(name), name, rules)).toEqual([]);
  });
});

describe('templates and letters', () => {
  it('a letter that asks for what nothing fills in where it stands is named', async () => {
    const letter =
      '\n        - { id: letter, letter: warning-form, task: { kind: visit, role: risk-manager, dueDays: 5 } }';
    const found = await check(plan({ collect: letter }));
    expect(found.map((it) => /warning-form names (\S+), which nothing fills in/.exec(it)?.[1])).toEqual([
      '{{level}}',
      '{{signal}}',
      '{{foundOn}}',
      '{{source}}',
      '{{measures}}',
    ]);
  });

  it('must be there, on every channel', async () => {
    const notice = '{ channels: [sms, email], template: due-never, byChannel: { email: due-mail } }';
    expect(await check(plan({ notice }))).toEqual([
      expect.stringMatching(/^made\.yaml:7 reminders\.0\.notice\.template: no template due-never: there are due-soon,/),
      expect.stringMatching(/^made\.yaml:7 reminders\.0\.notice\.byChannel\.email: no template due-mail/),
    ]);
    const letter =
      '\n        - { id: letter, letter: no-letter, task: { kind: lawyer-letter, role: risk-manager, dueDays: 5 } }';
    expect(await check(plan({ collect: letter }))).toEqual([
      expect.stringMatching(
        /^made\.yaml:17 ladder\.stages\.0\.actions\.1\.letter: no letter no-letter: there are coll/,
      ),
    ]);
  });

  it('are not for a channel that the notice does not use', async () => {
    const notice = '{ channels: [sms], template: due-soon, byChannel: { voice: due-today } }';
    expect(await check(plan({ notice }))).toEqual([
      'made.yaml:7 reminders.0.notice.byChannel: names a channel that is not among the channels',
    ]);
  });

  it('name nothing that would be empty: what is about all that is overdue has no due day, an offer no amount', async () => {
    const collect = '\n        - { id: message, notice: { channels: [sms], template: due-soon } }';
    expect(await check(plan({ collect }))).toEqual([
      expect.stringContaining('made.yaml:17 ladder.stages.0.actions.1.notice.template: due-soon names {dueOn}'),
    ]);
    const more =
      'offers:\n  - { id: o, rule: P1.5, every: year, cleanDays: 9, notice: { channels: [sms], template: overdue-final } }\n';
    expect(await check(plan({ more }))).toContainEqual(
      expect.stringContaining('made.yaml:18 offers.0.notice.template: overdue-final names {amount}'),
    );
  });
});

describe('what must be said', () => {
  it('a reminder says how much, by when, and what to do who has paid', async () => {
    const problems = await check(plan({ notice: '{ channels: [sms], template: offer }' }));
    for (const language of ['zh-CN', 'en']) {
      const mine = problems.filter((it) => it.includes(` ${language}.text: `));
      expect(mine.map((it) => it.replace(/^.*does not say ([^(]*) \(.*$/, '$1')).sort()).toEqual([
        'by when',
        'how much',
        'that who has paid may pass over it',
      ]);
    }
    expect(problems[0]).toMatch(
      /^plans\/templates\/offer\.yaml:7 zh-CN\.text: does not say how much \(.*\): say it with \{amount\} and \{currency\} \(by sms\)$/,
    );
  });

  it('how to get no more of them: where the set of rules asks for it, of what is not spoken', async () => {
    const deaf = {
      ...words,
      disclosures: words.disclosures.map((it) => (it.of === 'opt-out' ? { ...it, 'zh-CN': ['无'], en: ['none'] } : it)),
    };
    const asked = async (rules: ContactRules, channel: string) =>
      (await check(plan({ notice: `{ channels: [${channel}], template: due-soon }` }), rules, deaf)).length;
    expect(await asked(REG_F, 'sms')).toBe(2);
    expect(await asked(REG_F, 'email')).toBe(2);
    expect(await asked(REG_F, 'voice')).toBe(0);
    expect(await asked(CHINA, 'sms')).toBe(0);
  });
});

describe('what may not be said', () => {
  const ban = { ban: 'is a word of this test', source: 'own: a test', instead: 'leave it out' };
  const forbidding = (kind: 'messages' | 'letters' | 'tasks', zh: string, en: string) => ({
    ...words,
    forbidden: [{ id: 'made', ...ban, in: [kind], 'zh-CN': [zh], en: [en] }],
  });

  it('is found in templates, in both languages, by line and key', async () => {
    expect(await check(plan(), CHINA, forbidding('messages', '备好款项', 'due \\{dueOn\\}'))).toEqual([
      'plans/templates/due-soon.yaml:7 zh-CN.text: “备好款项” is a word of this test (own: a test): leave it out',
      'plans/templates/due-soon.yaml:11 en.subject: “due {dueOn}” is a word of this test (own: a test): leave it out',
    ]);
  });

  it('is found in letters', async () => {
    const letter =
      '\n        - { id: letter, letter: lawyer-letter, task: { kind: lawyer-letter, role: risk-manager, dueDays: 5 } }';
    const found = await check(plan({ collect: letter }), CHINA, forbidding('letters', '人民法院', 'x{9}'));
    expect(found).toEqual([expect.stringMatching(/^plans\/letters\/lawyer-letter\.yaml:\d+ “人民法院” is a word/)]);
  });

  it('is found in titles and forms: a task must not ask for what is forbidden', async () => {
    const task = '{ kind: call, role: account-manager, dueDays: 1, title: 通知家人, form: [金额, 是否已在朋友圈曝光] }';
    expect(await check(plan({ collect: `\n        - { id: shame, task: ${task} }` }))).toEqual([
      expect.stringMatching(/^made\.yaml:17 ladder\.stages\.0\.actions\.1\.task\.title: “通知家人” speaks of telling/),
      expect.stringMatching(/^made\.yaml:17 ladder\.stages\.0\.actions\.1\.task\.form\.1: “曝光” speaks of telling/),
      expect.stringMatching(/^made\.yaml:17 ladder\.stages\.0\.actions\.1\.task\.form\.1: “朋友圈” speaks of telling/),
    ]);
  });
});

test('a text message may not be longer than allowed, with the longest values that are likely', async () => {
  const short = { ...words, sms: { ...words.sms, segments: 2, withLink: 3 } };
  expect(await check(plan(), CHINA, short)).toEqual([
    'plans/templates/due-soon.yaml:7 zh-CN.text: 140 signs without a link are 3 segments of a text message, 2 are allowed: shorten it',
    expect.stringContaining('are 4 segments of a text message, 3 are allowed'),
  ]);
  const mail = plan({ notice: '{ channels: [email, voice], template: due-soon }' });
  expect(await check(mail, CHINA, short)).toEqual([]);
});

test('the day’s work keeps out of the quiet hours, to the minute', async () => {
  const made = (from: string, until: string) =>
    check(plan().replace('"09:00", until: "10:00"', `"${from}", until: "${until}"`));
  expect(await made('08:00', '22:00')).toEqual([]);
  expect(await made('07:59', '09:00')).toEqual([
    'made.yaml:5 window: reaches into the quiet hours of china-2026, 22:00 to 08:00: keep it out of them',
  ]);
  expect(await made('20:00', '22:01')).toHaveLength(1);
});

describe('an emergency contact', () => {
  const asked = (when: string, task: string, more = '') =>
    check(
      plan({
        more: `warnings:\n  rules:\n    - { id: lost, rule: P1.5, level: yellow, when: [${when}], measures: [{ kind: emergency-contact, role: collection-specialist, dueDays: 2, ${task} }]${more} }\n`,
      }),
    );
  const title = 'title: 联系紧急联系人, form: [请其转告本人回电]';
  const lost = '{ dpd: 31, signals: [unreachable] }';

  it('is turned to only when the borrower cannot be reached', async () => {
    expect(await asked(lost, title)).toEqual([]);
    for (const when of ['{ dpd: 31 }', '{ signals: [unreachable, litigation] }', `${lost}, { dpd: 91 }`])
      expect(await asked(when, title)).toEqual([
        expect.stringMatching(
          /^made\.yaml:19 warnings\.rules\.0\.measures\.0: .*only when the borrower cannot be reached/,
        ),
      ]);
    const collect =
      '\n        - { id: family, task: { kind: emergency-contact, role: collection-specialist, dueDays: 2 } }';
    expect(await check(plan({ collect }))).toEqual([
      expect.stringContaining('only when the borrower cannot be reached'),
    ]);
  });

  it.each(['title: 请代为还款', 'title: 联系, form: [逾期金额]', 'title: 联系, form: [贷款编号]', 'title: the debt'])(
    'never hears of the debt: %s',
    async (task) => {
      expect(await asked(lost, task)).toEqual([expect.stringContaining('an emergency contact must never hear')]);
    },
  );

  it('gets no letter', async () => {
    const collect =
      '\n        - { id: x, when: [{ signals: [unreachable] }], letter: collection-notice, task: { kind: emergency-contact, role: collection-specialist, dueDays: 2 } }';
    expect(await check(plan({ collect }))).toEqual([expect.stringContaining('a letter would tell')]);
  });
});

describe('a key that does nothing where it stands is named', () => {
  const task = (more: string) => `{ kind: visit, role: risk-manager, dueDays: 5${more} }`;
  const sets = ', form: [评级], sets: { class: 评级 }';
  it.each([
    [
      'another in a measure',
      `warnings: { rules: [ { id: a, rule: P1.5, level: red, when: [ { dpd: 3 } ], measures: [ ${task(', another: true')} ] } ] }`,
      'warnings.rules.0.measures.0.another',
    ],
    [
      'another in the work of a warning',
      `warnings: { work: [ { stage: form, rule: P1.5, task: ${task(', another: true')} } ] }`,
      'warnings.work.0.task.another',
    ],
    [
      'another in a step of a case',
      `cases: [ { kind: legal, rule: P1.5, proposer: account-manager, approver: risk-manager, effect: none, steps: [ { id: a, task: ${task(', another: true')} } ] } ]`,
      'cases.0.steps.0.task.another',
    ],
    [
      'another in a duty',
      `duties: [ { id: a, rule: P1.5, title: t, every: week, task: ${task(', another: true')} } ]`,
      'duties.0.task.another',
    ],
    [
      'sets in a duty',
      `duties: [ { id: a, rule: P1.5, title: t, every: week, task: ${task(sets)} } ]`,
      'duties.0.task.sets',
    ],
    [
      'whom a duty without a paper goes to',
      `duties: [ { id: a, rule: P1.5, title: t, every: week, to: [risk-manager], task: ${task('')} } ]`,
      'duties.0.to',
    ],
    [
      'how far nothing reaches',
      'cases: [ { kind: legal, rule: P1.5, proposer: account-manager, approver: risk-manager, effect: none, maxMonths: 3 } ]',
      'cases.0.maxMonths',
    ],
    [
      'a day of the month without a month',
      `maturity: [ { id: a, rule: P1.5, daysBefore: 3, dayOfMonth: 5, task: ${task('')} } ]`,
      'maturity.0.dayOfMonth',
    ],
    ['a step before maturity that does nothing', 'maturity: [ { id: a, rule: P1.5, daysBefore: 3 } ]', 'maturity.0'],
    [
      'days of no signal',
      `checks: [ { id: a, rule: P1.5, every: month, when: [ { dpd: 3, withinDays: 9 } ], task: ${task('')} } ]`,
      'checks.0.when.0.withinDays',
    ],
    [
      'periods of no figure',
      `checks: [ { id: a, rule: P1.5, every: month, when: [ { dpd: 3, running: 2 } ], task: ${task('')} } ]`,
      'checks.0.when.0.running',
    ],
    [
      'a tier that nobody enters',
      `checks: [ { id: a, rule: P1.5, byTier: { watch: month }, task: ${task('')} } ]`,
      'checks.0.byTier.watch',
    ],
    [
      'a tier that nobody is in',
      `checks: [ { id: a, rule: P1.5, every: month, for: { tiers: [watch] }, task: ${task('')} } ]`,
      'checks.0.for.tiers.0',
    ],
    [
      'a second step of the same name',
      `cases: [ { kind: legal, rule: P1.5, proposer: account-manager, approver: risk-manager, effect: none, steps: [ { id: a, task: ${task('')} }, { id: a, task: ${task('')} } ] } ]`,
      'cases.0.steps.1.id',
    ],
  ])('%s', async (_, more, where) => {
    const found = await check(plan({ more: `${more}\n` }));
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(`^made.yaml:17 ${where.replaceAll('.', '\\.')}: (does nothing here|used twice): `),
      ),
    ]);
  });
});

describe('a file that is no plan is named with its line', () => {
  it.each([
    ['an alias of nothing', 'title: *no', /^made.yaml:1 \*no: no anchor &no stands before it$/],
    ['an alias of itself', 'plan: &a { b: *a }', /^made.yaml:1 \*a: stands within what it stands for$/],
    [
      'a bomb',
      `${['a: &a [1,1,1,1,1,1,1,1,1]', 'b: &b [*a,*a,*a,*a,*a,*a,*a,*a]', 'c: &c [*b,*b,*b,*b,*b,*b,*b,*b]', 'd: [*c,*c,*c,*c]'].join('\n')}`,
      /^made.yaml:4 aliases of aliases/,
    ],
    ['a tag that nothing knows', 'plan: !secret x', /^made.yaml:1 Unresolved tag/],
    ['a nest', '['.repeat(100_000), /^made.yaml:1 /],
    ['two documents', 'plan: a\n---\nplan: b', /^made.yaml:2 /],
  ])('%s', async (_, text, fault) => {
    expect((await check(text))[0]).toMatch(fault);
  });
});
