import { z } from 'zod';

/**
 * Of a change of the rate: the rate in per cent a year and from which day. Of a personal offer: rate, limit, and how many
 * instalments were paid by their day.
 */
export const FIGURES = ['rate', 'rateFrom', 'limit', 'onTime'] as const;

/**
 * What a text may name, as `{amount}`. `dueOn` is empty in what is about all that is overdue. `link` stands on a line of
 * its own, which is left out where there is none: it is not configured, or the message is spoken.
 */
export const FIELDS = ['name', 'amount', 'currency', 'dueOn', 'lender', 'hotline', 'loan', 'link', ...FIGURES] as const;
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const PLACEHOLDER = /\{([^{}]*)\}/g;

const words = z.strictObject({
  subject: z.string().min(1).describe('of a mail; other channels leave it out'),
  text: z.string().min(1).describe('a line with {link} is left out where there is none'),
});

/** A message template is data: plans/templates/NAME.yaml. plans/template.schema.json is made from this for editors. */
export const templateSchema = z
  .strictObject({
    version: z.number().int().min(1).describe('raised with every change: each notice keeps the one it was written by'),
    fields: z.array(z.enum(FIELDS)).describe('those that the words name'),
    'zh-CN': words,
    en: words,
  })
  .superRefine((it, context) => {
    for (const language of LANGUAGES) {
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

export type Template = z.output<typeof templateSchema>;
