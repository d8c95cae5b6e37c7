import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.js';
import { englishBy } from '../../src/domain/reason/english.js';
import { chineseOf, englishOf } from '../../src/domain/reason/vocabulary.js';
import { inEnglishBy } from '../../src/domain/reason/words.js';
import { askedOf } from '../../src/domain/scene/asked-of.js';
import { englishWords } from '../../src/library/english-words.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';

const HAN = /\p{Script=Han}/u;
const say = englishBy(englishWords());
const plans = await shippedPlans();

/** What books are searched for, and the laws that a rule stands on: nobody reads it as the plan's words. */
const NOT_READ = new Set(['also', 'for', 'source']);

/** Every text of a plan that somebody may read; of a form also as it is asked of firms. */
function textsIn(value: unknown, firms = (value as Plan).borrowers?.includes('enterprise')): string[] {
  if (typeof value === 'string') return HAN.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const it = value as { kind?: string; role?: string; form?: string[] };
  const ofFirms = firms && it.kind && it.role && it.form ? (askedOf(it as never, 'enterprise').form ?? []) : [];
  return [...ofFirms, ...Object.entries(value).flatMap(([key, of]) => (NOT_READ.has(key) ? [] : textsIn(of, firms)))];
}

/** Titles and forms of the work that no plan asks for: they stand where it is opened. */
const source = ['domain', 'store'].flatMap((room) => {
  const folder = projectPath(`src/${room}`);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.ts') && !/generated|reason|trades|proof\/questions/.test(it))
    .map((it) => readFileSync(join(folder, it), 'utf8').replaceAll(/^ *(\*|\/\/|\/\*\*).*$/gm, ''));
});
const ofTheHouse = source
  .flatMap((text) =>
    [...text.matchAll(/(?:title: |form: \[|FORM = \[)(?:"([^"]*)"|('[^\]\n]*'))/g)].flatMap((found) =>
      found[1] ? [found[1]] : [...found[2]!.matchAll(/'([^']+)'/g)].map((it) => it[1]!),
    ),
  )
  .filter((it) => HAN.test(it));

describe('what the plans and the work of the house say has its English', () => {
  it.each([...plans])('%s', (_, plan) => {
    expect(textsIn(plan).filter((it) => HAN.test(say(it)))).toEqual([]);
  });

  it('work that no plan asks for', () => {
    expect(ofTheHouse.length).toBeGreaterThan(50);
    const named = ofTheHouse.map((it) =>
      /^(诉讼时效|保证期间|保全期限|执行时效)：/.test(it) ? `${it}（2027-01-05届满）` : it,
    );
    expect(named.filter((it) => HAN.test(say(it)))).toEqual([]);
  });

  it('and nothing has one that nobody says', () => {
    const said = new Set([...[...plans.values()].flatMap((it) => textsIn(it)), ...ofTheHouse]);
    expect([...englishWords().keys()].filter((it) => !said.has(it.replace('（{}届满）', '')))).toEqual([]);
  });

  it('two lines of a form are not one line in English', () => {
    const forms = (value: unknown): string[][] =>
      typeof value !== 'object' || value === null
        ? []
        : [...('form' in value ? [value.form as string[]] : []), ...Object.values(value).flatMap(forms)];
    const doubled = [...plans.values()]
      .flatMap(forms)
      .filter((form) => new Set(form.map(say)).size < form.length)
      .map(String);
    expect(doubled).toEqual([]);
  });
});

test('a title is read in one language: what has no English stays whole, what it is about has its own', () => {
  expect([chineseOf, englishOf].map((it) => it('整改通知 rectification notice：逾期率 overdue rate'))).toEqual([
    '整改通知：逾期率',
    'rectification notice: overdue rate',
  ]);
  expect(englishOf('整改通知 rectification notice：本行自定指标')).toBe('整改通知 rectification notice：本行自定指标');
  expect(say('诉讼时效：催收并取得签收（2027-01-05届满）')).toBe(
    'limitation: demand it and have that signed for (ends 2027-01-05)',
  );
  expect(say('本行自定：一行')).toBe('本行自定：一行');
  const low = { code: 'score-too-low', unit: '经营单位', period: '2026-11', points: 70, below: 80 } as const;
  expect(inEnglishBy(say)(low)).toBe('business units November 2026: 70 points, below 80');
});
