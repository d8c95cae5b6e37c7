/** The words of each notice, in the languages we write: plans/templates/, one file a template. */

import type { Figures } from '../../domain/loan/steps.js';
import { FIELDS, type Language, PLACEHOLDER } from '../../domain/plan/template.js';
import type { Templates } from '../../library/template-files.js';

export { FIELDS } from '../../domain/plan/template.js';
export { parseTemplate, readTemplates, type Templates } from '../../library/template-files.js';

export type Fields = Record<Exclude<(typeof FIELDS)[number], 'link' | keyof Figures>, string> &
  Figures & { link?: string | undefined };

/**
 * Fills in a template. @throws for an unknown template, a placeholder that is not a field, and a field that is not given or
 * empty: a message that does not say who writes, how much or by when must not go out
 */
export function render(
  templates: Templates,
  template: string,
  language: Language,
  fields: Partial<Fields>,
): { subject: string; text: string } {
  const found = templates.get(template);
  if (!found) throw new Error(`no template ${template}`);
  // One pass over the template, so that a name that holds `{…}` is not read as a placeholder.
  const fill = (words: string) =>
    withoutMissingLink(words, fields).replace(PLACEHOLDER, (placeholder, field: keyof Fields) => {
      if (!FIELDS.includes(field)) throw new Error(`template ${template}: unknown placeholder ${placeholder}`);
      const value = fields[field];
      // Blanks count as missing.
      if (!value?.trim()) throw new Error(`template ${template}: no value for ${placeholder}`);
      return value;
    });
  return { subject: fill(found[language].subject), text: fill(found[language].text) };
}

function withoutMissingLink(words: string, { link }: Partial<Fields>): string {
  if (link !== undefined) return words;
  const lines = words.split('\n');
  return lines.filter((line) => !line.includes('{link}')).join('\n');
}
