import { z } from 'zod';
import { canBeKept } from '../../../domain/entry/said.js';
import { formatMoney, type Minor } from '../../../domain/money/money.js';
import { FIRST_DAY, formatMoment, isDay, LAST_DAY, type Moment } from '../../../domain/time/dates.js';
import { PROBLEMS, Refused } from './problem.js';

/** How values are written in answers, as in what is sent: money as text with two decimals, moments with the lender's offset. */
export const money = z
  .string()
  .meta({ id: 'Money', description: 'major units with two decimals', examples: ['1060.00'] });
export const moment = z.iso.datetime({ offset: true });
export const day = z.iso.date();
/** A day that is asked about: one that something can be of. */
export const dayAsked = day.refine(isDay, `must be a day from ${FIRST_DAY} to ${LAST_DAY}`);
export const maybe = <T extends z.ZodType>(it: T) => it.nullable();

export const moneyOrNull = (it: Minor | null) => (it === null ? null : formatMoney(it));
export const momentOrNull = (it: Moment | null) => (it === null ? null : formatMoment(it));

/** The name of a person, never more than its first sign. */
export const maskedName = maybe(z.string()).describe('masked; null: not known');

export const id = z.string().min(1).max(1000);

/** The number of what the database has numbered. */
export const number = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
/** A number after which something is asked for; 0: from the beginning. */
export const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** How a list is asked for by parts. */
export const page = {
  after: z.string().max(2000).default('').describe('`next` of the part before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** The same of a list whose entries are numbered as they are made. */
export const pageByNumber = { ...page, after: position.default(0).describe('`next` of the part before') };
export const order = z.enum(['made', 'newest']).default('made').describe('`newest`: the last one first');

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: maybe(z.string()).describe('where the next part begins; null: there is none'),
  });

/** A place in a list that is sorted by two ids, as `next` says it. */
export const placeAt = (first: string, second: string) => JSON.stringify([first, second]);

/** Empty: before all. @throws Refused for what is no `next` of such a list */
export function placeOf(said: string): [string, string] {
  if (said === '') return ['', ''];
  try {
    return place.parse(JSON.parse(said));
  } catch {
    throw new Refused(422, 'after: not the `next` of a part of this list', 'after');
  }
}
/** Written as JSON it may have what the address itself cannot. */
const part = z.string().refine(canBeKept);
const place = z.tuple([part, part]);

/** A part of a list; `cursor`: what the next part begins after. */
export const paged = <T>(items: T[], limit: number, cursor: (last: T) => string) => ({
  items,
  next: items.length < limit ? null : cursor(items.at(-1)!),
});

/** An answer of one form, and what else may be answered. */
export const answers = <T extends z.ZodType>(it: T) => ({ 200: it, ...PROBLEMS });
