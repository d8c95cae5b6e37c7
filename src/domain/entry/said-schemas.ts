import { z } from 'zod';
import type { Minor } from '../money/money.js';
import { addDays, isDay, parseMoment } from '../time/dates.js';
import { parsePeriod } from '../time/period.js';
import * as of from './said.js';

/** The forms and limits of said.ts as schemas, for JSON, YAML, pages and commands. No message repeats the value: it may be personal. */

/** Brings a text into its form and holds it to its bounds. */
function text(form: (said: string) => string, fault: (said: string) => string | null) {
  return z.string().transform((said, context) => {
    const it = form(said);
    const wrong = fault(it);
    if (wrong === null) return it;
    context.addIssue(wrong);
    return z.NEVER;
  });
}

const asSaid = (said: string) => said;

export const saidId = text(of.idForm, of.idFault);
/** Of a warning, a case: made of ids of others, and therefore longer. */
const saidOurId = text(of.idForm, (id) => (id === '' ? 'missing' : of.textFault(id)));
/** Empty: there is none. */
const saidName = text(of.nameForm, of.nameFault);
/** A few words on one line; empty: nothing was said. */
const saidLine = text(of.lineForm, of.nameFault);
const saidText = text(asSaid, of.textFault);
const saidDay = text(asSaid, of.dayFault);

/** A kind of signal, the name of a figure: what plans name and other ids are made of. */
export const saidWord = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be a word such as new-overdue');

/** One of the words that there are. */
export const oneOf = <const W extends string>(words: readonly W[]) => z.enum(words, `not one of ${words.join(', ')}`);

export const saidMoment = z.string().transform((said, context) => {
  const moment = parseMoment(said);
  if (moment !== null) return moment;
  context.addIssue('not a moment from 1900 to 2199, such as 2026-11-01T08:00:00+08:00 or 2026-11-01');
  return z.NEVER;
});

/** When something ends; a named day belongs to it. */
const saidEnd = z
  .string()
  .transform((said) => (isDay(said) ? addDays(said, 1) : said))
  .pipe(saidMoment);

const saidPeriod = z.string().refine((said) => parsePeriod(said) !== null, 'not a period, such as 2026-Q3 or 2026-09');

const amount = (read: (said: string) => Minor | string) =>
  z.string().transform((said, context) => {
    const it = read(said);
    if (typeof it === 'number') return it;
    context.addIssue(it);
    return z.NEVER;
  });

/** In minor units, nought or more. */
const saidMoney = amount(of.readMoney);
/** More than nought. */
const saidSum = amount(of.readSum);

/** A figure of a borrower: a ratio, a sum, a count. */
const saidFigure = z.number('not a number').min(-1e15).max(1e15);

/** A text that must say something: a reason. */
const saidReason = saidText.refine((it) => it.trim() !== '', 'must not be empty');

/** How values are written in JSON: money and rates are text, so that no digit is lost on the way. */
export const inJson = {
  id: saidId,
  ourId: saidOurId,
  name: saidName,
  line: saidLine,
  text: saidText,
  reason: saidReason,
  word: saidWord,
  day: saidDay,
  moment: saidMoment,
  end: saidEnd,
  period: saidPeriod,
  money: saidMoney,
  sum: saidSum,
  rate: z.string().refine(of.isRate, 'must be per cent a year, from "0" to "100", such as "4.35"'),
  figure: saidFigure,
  /** The number of an instalment. */
  seq: z.number().int().min(0).max(of.LARGEST_SEQ),
  yes: z.boolean(),
};

/** The schemas of one door. Meaning and limits are the same at every door; only how a number or a yes is written may differ. */
export type Written = { [Name in keyof typeof inJson]: z.ZodType<z.output<(typeof inJson)[Name]>> };

const figureInWords = z
  .string()
  .transform((said) => (/^-?\d+(\.\d+)?$/.test(said) ? Number(said) : Number.NaN))
  .pipe(saidFigure);
const inText = z.union([z.string(), z.number()]).transform(String);
const yesOrNo = z.enum(['yes', 'no']).transform((said) => said === 'yes');

/** In YAML, where a person writes 1060 for "1060.00", and yes. */
export const inYaml: Written = {
  ...inJson,
  id: z
    .string({ error: ({ input }) => (input == null ? 'missing' : `no text: write it in quotes, "${String(input)}"`) })
    .pipe(saidId),
  period: inText.pipe(saidPeriod),
  money: inText.pipe(saidMoney),
  sum: inText.pipe(saidSum),
  rate: inText.pipe(inJson.rate),
  figure: z.union([saidFigure, figureInWords]),
  yes: z.union([z.boolean(), yesOrNo]),
};

/** On a command line, or in a form of a page, where all is text; a flag is there or not. */
export const inWords: Written = { ...inJson, figure: figureInWords };
