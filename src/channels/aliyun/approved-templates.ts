/** Texts that a gateway has approved beforehand: a message names one by its code and says what fills it in. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadInput, checkedYaml } from '../../library/checked-yaml.js';
import type { Approved } from '../message/channel.js';
import { FIELDS, type Fields } from '../message/words.js';

/** `token` is the last part of the link's address: a gateway that takes no address in a variable may take that. */
const VARIABLES: readonly string[] = [...FIELDS, 'token'];
const VARIABLE = /\$\{([^{}]*)\}/g;

const approved = z.strictObject({
  code: z.string().regex(/^SMS_\d+$/, 'a template code such as SMS_153055065'),
  text: z
    .string()
    .min(1)
    .refine((text) => [...text.matchAll(VARIABLE)].every(([, name]) => VARIABLES.includes(name!)), {
      error: `a variable must be one of ${VARIABLES.join(', ')}`,
    })
    .describe('the very words that were approved, with variables as the gateway writes them and without the signature'),
});
const texts = z.array(approved).min(1).describe('the first one whose variables can all be filled in is used');

const schema = z.strictObject({
  sign: z.string().min(2).max(20).describe('the approved signature; it stands before each message as 【…】'),
  templates: z.record(z.string(), z.strictObject({ 'zh-CN': texts.optional(), en: texts.optional() })),
});
export type ApprovedTemplates = z.output<typeof schema>;

/** @throws BadInput naming file, line and key of a fault, or the file when it cannot be read */
export function readApprovedTemplates(file: string): ApprovedTemplates {
  return checkedYaml(textOf(file), schema, file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new BadInput([`ALIYUN_TEMPLATES: ${file} cannot be read: is the name right?`]);
  }
}

/** What the gateway will make of one of our templates; null: it has approved none whose variables can be filled in. */
export function approvedWords(
  { sign, templates }: ApprovedTemplates,
  template: string,
  language: 'zh-CN' | 'en',
  fields: Fields,
): { text: string; approved: Approved } | null {
  const known: Record<string, string | undefined> = { ...fields, token: fields.link?.split('/').at(-1) };
  for (const { code, text } of templates[template]?.[language] ?? []) {
    const names = [...text.matchAll(VARIABLE)].map(([, name]) => name!);
    if (names.some((name) => known[name] === undefined)) continue;
    const params = Object.fromEntries(names.map((name) => [name, known[name]!]));
    const filled = text.replace(VARIABLE, (_, name: string) => params[name]!);
    return { text: `【${sign}】${filled}`, approved: { code, sign, params } };
  }
  return null;
}
