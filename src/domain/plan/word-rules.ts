import { z } from 'zod';
import { FIELDS, LANGUAGES, type Language } from './template.js';

/** What words may not say and must say is data: plans/words/rules.yaml. */
const expression = z.string().refine(isExpression, 'not a regular expression');
const expressions = z.strictObject({ 'zh-CN': z.array(expression), en: z.array(expression) });
const source = z.string().min(1).describe('where the rule comes from; `own:` when it is ours');

export const WORD_KINDS = ['messages', 'letters', 'tasks'] as const;
export type WordKind = (typeof WORD_KINDS)[number];

const forbidden = expressions.extend({
  id: z.string(),
  ban: z.string().describe('what is forbidden, after "it …"'),
  source,
  instead: z.string().describe('what to do'),
  in: z.array(z.enum(WORD_KINDS)).min(1),
});

const disclosure = expressions.partial().extend({
  id: z.string(),
  of: z.enum(['all', 'demand', 'reminder', 'offer', 'opt-out']),
  fields: z.array(z.enum(FIELDS)).optional(),
  say: z.string().describe('what must be said'),
  source,
});

const longest = z.strictObject(Object.fromEntries(FIELDS.map((field) => [field, z.string().min(1)])));

export const wordRulesSchema = z.strictObject({
  version: z.number().int().min(1),
  forbidden: z.array(forbidden),
  disclosures: z.array(disclosure).superRefine((list, context) => {
    list.forEach((it, n) => {
      const says = it.fields ?? (it['zh-CN'] && it.en);
      if (!says) context.addIssue({ code: 'custom', path: [n], message: 'fields, or expressions in both languages' });
    });
  }),
  sms: z.strictObject({
    segments: z.number().int().min(1).max(8),
    withLink: z.number().int().min(1).max(8),
    longest: z.strictObject({ 'zh-CN': longest, en: longest }),
  }),
});

export type WordRules = z.output<typeof wordRulesSchema>;

/** What a message is for, and whether the contact rules ask that it tells how to get no more of them. */
export interface Use {
  purpose: 'reminder' | 'collection' | 'offer' | 'news';
  optOut: boolean;
}

/**
 * Everything forbidden in a text: what was found, and the ban it falls under. Both languages are looked for in every text,
 * for a Chinese title may end in English words.
 */
export function forbiddenIn(text: string, kind: WordKind, rules: WordRules): { found: string; rule: string }[] {
  return rules.forbidden
    .filter((it) => it.in.includes(kind))
    .flatMap((it) =>
      LANGUAGES.flatMap((language) => it[language])
        .map((one) => new RegExp(one, 'iu').exec(text)?.[0])
        .filter((found) => found !== undefined)
        .map((found) => ({ found, rule: `${it.ban} (${it.source}): ${it.instead}` })),
    );
}

/** What the text of a template must say and does not. */
export function missingIn(text: string, language: Language, use: Use, rules: WordRules): string[] {
  return rules.disclosures
    .filter(({ of }) => {
      if (of === 'demand') return use.purpose === 'reminder' || use.purpose === 'collection';
      if (of === 'opt-out') return use.optOut;
      return of === 'all' || of === use.purpose;
    })
    .filter(({ fields, ...it }) => {
      if (fields) return !fields.every((field) => text.includes(`{${field}}`));
      return !it[language]!.some((one) => new RegExp(one, 'iu').test(text));
    })
    .map(({ say, fields, source: from }) => {
      const how = fields ? ` with ${fields.map((field) => `{${field}}`).join(' and ')}` : '';
      return `does not say ${say} (${from}): say it${how}`;
    });
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'iu');
    return true;
  } catch {
    return false;
  }
}
