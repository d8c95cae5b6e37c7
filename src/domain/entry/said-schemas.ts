import { z } from 'zod';
import { formatMoney, MOST_MONEY, parseMoney } from '../money/money.js';
import { parseMoment } from '../time/dates.js';
import { parsePeriod } from '../time/period.js';
import * as of from './said.js';

/** The same for what is read as JSON, YAML or a form: for every door that is no book. No message repeats what was said. */

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
/** Empty: there is none. */
export const saidName = text(of.nameForm, of.nameFault);
/** A few words on one line; empty: nothing was said. */
export const saidLine = text(of.lineForm, of.nameFault);
export const saidText = text(asSaid, of.textFault);
export const saidDay = text(asSaid, of.dayFault);

/** A kind of signal, the name of a figure: what plans name and other ids are made of. */
export const saidWord = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be a word such as new-overdue');

export const saidMoment = z.string().transform((said, context) => {
  const moment = parseMoment(said);
  if (moment !== null) return moment;
  context.addIssue('not a moment from 1900 to 2199, such as 2026-11-01T08:00:00+08:00 or 2026-11-01');
  return z.NEVER;
});

export const saidPeriod = z
  .string()
  .refine((said) => parsePeriod(said) !== null, 'not a period, such as 2026-Q3 or 2026-09');

/** In minor units, nought or more. */
export const saidMoney = z.string().transform((said, context) => {
  const minor = parseMoney(said);
  if (minor === null || minor < 0) context.addIssue('not an amount of money, such as "1060.00"');
  else if (minor > MOST_MONEY) context.addIssue(`more than ${formatMoney(MOST_MONEY)}`);
  else return minor;
  return z.NEVER;
});

export const saidSum = saidMoney.refine((minor) => minor > 0, 'must be more than nothing');

/** A figure of a borrower: a ratio, a sum, a count. */
export const saidFigure = z.number('not a number').min(-1e15).max(1e15);
