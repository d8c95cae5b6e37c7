/** The words of each notice, in the languages we write: plans/templates/, one file a template. */
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { checkedYaml } from '../store/checked-yaml.js';
import { projectPath } from '../store/project-path.js';

/**
 * What a text may name, as `{amount}`. `dueOn` is empty in what is about all that is overdue. `link` stands on a line of
 * its own, which is left out where there is none: it is not configured, or the message is spoken.
 */
const FIELDS = ['name', 'amount', 'currency', 'dueOn', 'lender', 'hotline', 'loan', 'link'] as const;

type Language = 'zh-CN' | 'en';
export type Fields = Record<Exclude<(typeof FIELDS)[number], 'link'>, string> & { link?: string | undefined };
export type Templates = ReadonlyMap<string, Template>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

const words = z.strictObject({ subject: z.string().min(1), text: z.string().min(1) });
const template = z
  .strictObject({ fields: z.array(z.enum(FIELDS)), 'zh-CN': words, en: words })
  .superRefine((it, context) => {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const part of ['subject', 'text'] as const) {
        for (const [placeholder, field] of it[language][part].matchAll(PLACEHOLDER)) {
          if (it.fields.some((known) => known === field)) continue;
          context.addIssue({
            code: 'custom',
            path: [language, part],
            message: `${placeholder} is not among the fields`,
          });
        }
      }
    }
  });
type Template = z.output<typeof template>;

/** Reads every template that ships with the project. @throws BadInput naming file, line and key of a fault */
export async function readTemplates(): Promise<Templates> {
  const folder = projectPath('plans/templates');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const read = files.map(async (file) => {
    const text = await readFile(`${folder}/${file}`, 'utf8');
    return [file.replace(/\.yaml$/, ''), parseTemplate(text, `plans/templates/${file}`)] as const;
  });
  return new Map(await Promise.all(read));
}

/** Reads one template. @throws BadInput naming file, line and key of a fault, such as a placeholder nobody fills */
export function parseTemplate(text: string, file: string): Template {
  return checkedYaml(text, template, file);
}

/** Fills in a template. @throws for an unknown template, a placeholder that is not a field, and a field that is not given */
export function render(
  templates: Templates,
  template: string,
  language: Language,
  fields: Partial<Fields>,
): { subject: string; text: string } {
  const found = templates.get(template);
  if (!found) throw new Error(`no template ${template}`);
  // What a value says is never read as a placeholder: a name may hold anything.
  const fill = (words: string) =>
    withoutMissingLink(words, fields).replace(PLACEHOLDER, (placeholder, field: keyof Fields) => {
      if (!FIELDS.includes(field)) throw new Error(`template ${template}: unknown placeholder ${placeholder}`);
      const value = fields[field];
      if (value === undefined) throw new Error(`template ${template}: no value for ${placeholder}`);
      return value;
    });
  return { subject: fill(found[language].subject), text: fill(found[language].text) };
}

function withoutMissingLink(words: string, { link }: Partial<Fields>): string {
  if (link !== undefined) return words;
  const lines = words.split('\n');
  return lines.filter((line) => !line.includes('{link}')).join('\n');
}
