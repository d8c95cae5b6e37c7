import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

/** Letters and forms with their words: plans/letters/, one file each. */

export const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
/** What every letter carries: its number, its day, to whom, from whom, and where to reach the sender. */
export const FRAME = ['number', 'date', 'addressee', 'lender', 'contact'] as const;

const text = z.string().min(1);
const name = z.string().regex(/^[a-z][A-Za-z]*$/, 'a name in camelCase');
const block = z.union([
  text,
  z.strictObject({ heading: text }),
  z.strictObject({ form: z.array(z.strictObject({ label: text, value: z.string() })).min(1) }),
  z.strictObject({ table: name }),
]);
const letterSchema = z
  .strictObject({
    title: text,
    numberPrefix: text.describe('the number reads prefix〔year〕number号'),
    fields: z.array(name).describe('what the words name beside the frame; each must be given'),
    tables: z.array(name).default([]).describe('lists that must be given'),
    paragraphs: z.array(block).min(1),
    to: z.enum(['borrower', 'unit', 'staff']).default('borrower').describe('the addressee: staff is who does the work'),
    deadlineDays: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(10)
      .describe('payUntil and replyUntil: so many days after its date'),
    from: text.default('{{lender}}').describe('whose letter it is: who seals it'),
    seal: z.string().min(1).default('（盖章处）').describe('what stands where the seal goes'),
    receipt: text.optional().describe('the line on which the addressee signs for it'),
  })
  .superRefine((it, context) => {
    const known = new Set<string>([...FRAME, ...it.fields]);
    const used = new Set<string>();
    const complain = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const look = (words: string, path: PropertyKey[]) => {
      for (const [placeholder, field] of words.matchAll(PLACEHOLDER)) {
        if (!known.has(field!)) complain(path, `${placeholder} is not among the fields`);
        used.add(field!);
      }
    };
    look(it.from, ['from']);
    it.paragraphs.forEach((paragraph, n) => {
      if (typeof paragraph === 'object' && 'table' in paragraph) {
        if (!it.tables.includes(paragraph.table))
          complain(['paragraphs', n], `${paragraph.table} is not among the tables`);
        used.add(paragraph.table);
      } else {
        look(wordsOf(paragraph).join('\n'), ['paragraphs', n]);
      }
    });
    for (const part of ['fields', 'tables'] as const) {
      it[part].forEach((field, n) => {
        if (!used.has(field)) complain([part, n], `${field} stands in no paragraph`);
      });
    }
  });

export type LetterBlockPlan = z.output<typeof block>;
export type LetterPlan = z.output<typeof letterSchema>;
export type Letters = ReadonlyMap<string, LetterPlan>;

let shipped: Letters | null = null;

/** Every letter that ships with the project, read once. @throws BadInput naming file, line and key of a fault */
export const readLetters = (): Letters => {
  shipped ??= shippedLetters();
  return shipped;
};

function shippedLetters(): Letters {
  const folder = projectPath('plans/letters');
  const files = readdirSync(folder).filter((it) => it.endsWith('.yaml'));
  return new Map(
    files.sort().map((file) => {
      const words = readFileSync(`${folder}/${file}`, 'utf8');
      return [file.replace(/\.yaml$/, ''), parseLetter(words, `plans/letters/${file}`)] as const;
    }),
  );
}

/** Reads one letter. @throws BadInput naming file, line and key of a fault, such as a placeholder nobody fills */
export function parseLetter(words: string, file: string): LetterPlan {
  return checkedYaml(words, letterSchema, file);
}

/** The days that a demand gives the borrower, by its kind: of each letter to the borrower that names `payUntil`. */
export function demandDays(): Readonly<Record<string, number>> {
  const demands = [...readLetters()].filter(([, it]) => it.to === 'borrower' && it.fields.includes('payUntil'));
  return Object.fromEntries(demands.map(([kind, { deadlineDays }]) => [kind, deadlineDays]));
}

function wordsOf(paragraph: Exclude<LetterBlockPlan, { table: string }>): string[] {
  if (typeof paragraph === 'string') return [paragraph];
  return 'heading' in paragraph ? [paragraph.heading] : paragraph.form.map(({ value }) => value);
}
