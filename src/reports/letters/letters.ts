import type { Reason } from '../../domain/reason/reason.js';
import { inEnglish } from '../../domain/reason/words.js';
import { isDay } from '../../domain/time/dates.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { FRAME, type LetterBlockPlan, type Letters, PLACEHOLDER } from '../../library/letter-files.js';
import type { Table } from '../paper/paper.js';
import { codesOf, unwritable } from '../render/fonts.js';
import type { Letter, LetterBlock } from './letter.js';

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
  const filled = (paragraph: LetterBlockPlan): LetterBlock[] => {
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
