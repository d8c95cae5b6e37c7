import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Reason } from '../../domain/reason/reason.js';
import { inEnglish } from '../../domain/reason/words.js';
import { isDay } from '../../domain/time/dates.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { checkedYaml } from '../../library/checked-yaml.js';
import { projectPath } from '../../library/project-path.js';
import type { Table } from '../paper/paper.js';
import { codesOf, unwritable } from '../render/fonts.js';
import type { Letter, LetterBlock } from './letter.js';

/** Letters and forms with their words: plans/letters/, one file each. */

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
/** What every letter carries: its number, its day, to whom, from whom, and where to reach the sender. */
const FRAME = ['number', 'date', 'addressee', 'lender', 'contact'] as const;

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

type Block = z.output<typeof block>;
export type LetterPlan = z.output<typeof letterSchema>;
export type Letters = ReadonlyMap<string, LetterPlan>;

/** Amounts already written as they are to be read (1,234.50), days as YYYY-MM-DD; a table for each list of the letter. */
export type LetterFields = Record<string, string | Table>;

/** A letter that stays as it is until somebody mends what it lacks. */
export class LetterFault extends Error {
  constructor(readonly reason: Reason<'letter-lacks' | 'no-font'>) {
    super(inEnglish(reason));
  }

  /** The same without the signs of a name, for logs. */
  get what(): string {
    return this.reason.code === 'no-font' ? inEnglish({ ...this.reason, signs: [] }) : this.message;
  }
}

/** Reads every letter that ships with the project. @throws BadInput naming file, line and key of a fault */
export async function readLetters(): Promise<Letters> {
  const folder = projectPath('plans/letters');
  const files = (await readdir(folder)).filter((it) => it.endsWith('.yaml')).sort();
  const read = files.map(async (file) => {
    const words = await readFile(`${folder}/${file}`, 'utf8');
    return [file.replace(/\.yaml$/, ''), parseLetter(words, `plans/letters/${file}`)] as const;
  });
  return new Map(await Promise.all(read));
}

/** Reads one letter. @throws BadInput naming file, line and key of a fault, such as a placeholder nobody fills */
export function parseLetter(words: string, file: string): LetterPlan {
  return checkedYaml(words, letterSchema, file);
}

/**
 * Fills in a letter. What a value says is never read as a placeholder: a name may hold anything.
 * @throws for an unknown letter, a field or table that is missing or blank (a letter with a gap must not go out), and a date
 * that is no day; LetterFault for what somebody can mend: a value that is missing, signs that no font has
 */
export function letterOf(letters: Letters, id: string, fields: LetterFields): Letter {
  const plan = letters.get(id);
  if (!plan) throw new Error(`no letter ${id}`);
  const wordsFor = (field: string): string => {
    const value = fields[field];
    if (typeof value !== 'string' || value.trim() === '')
      throw new LetterFault({ code: 'letter-lacks', letter: id, field });
    return value;
  };
  const tableOf = (field: string): Table => {
    const value = fields[field];
    if (value === undefined || typeof value === 'string') throw new Error(`letter ${id}: no table for ${field}`);
    return value;
  };
  const date = wordsFor('date');
  if (!isDay(date)) throw new Error(`letter ${id}: date is not a day`);
  for (const field of [...FRAME, ...plan.fields]) wordsFor(field);
  const fill = (words: string) =>
    words.replace(PLACEHOLDER, (_, field: string) => {
      const value = wordsFor(field);
      return isDay(value) ? writtenDay(value) : value;
    });
  const filled = (paragraph: Block): LetterBlock[] => {
    // A value of several lines, such as findings, is several paragraphs.
    if (typeof paragraph === 'string')
      return fill(paragraph)
        .split('\n')
        .map((line) => ({ text: line }));
    if ('heading' in paragraph) return [{ heading: fill(paragraph.heading) }];
    if ('table' in paragraph) return [{ table: tableOf(paragraph.table) }];
    return [{ form: paragraph.form.map(({ label, value }) => ({ label, value: fill(value) })) }];
  };
  const letter: Letter = {
    id,
    title: plan.title,
    number: `${plan.numberPrefix}〔${date.slice(0, 4)}〕${wordsFor('number')}号`,
    date,
    addressee: wordsFor('addressee'),
    from: fill(plan.from),
    body: plan.paragraphs.flatMap(filled),
    seal: plan.seal,
    receipt: plan.receipt ?? null,
  };
  const signs = unwritable(JSON.stringify(letter));
  if (signs.length > 0) throw new LetterFault({ code: 'no-font', signs: signs.map((it) => `${it} (${codesOf(it)})`) });
  return letter;
}

/** The letter's bytes: equal for an equal letter. */
export async function renderLetter(letter: Letter, format: 'pdf' | 'docx'): Promise<Uint8Array> {
  // Loaded when needed: pdfmake alone takes a quarter of a second.
  if (format === 'pdf') return (await import('./letter-pdf.js')).letterPdf(letter);
  return (await import('./letter-docx.js')).letterDocx(letter);
}

function wordsOf(paragraph: Exclude<Block, { table: string }>): string[] {
  if (typeof paragraph === 'string') return [paragraph];
  return 'heading' in paragraph ? [paragraph.heading] : paragraph.form.map(({ value }) => value);
}
