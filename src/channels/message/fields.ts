import type { Figures } from '../../domain/loan/steps.js';
import { type Minor, parseMoney } from '../../domain/money/money.js';
import { currencyWord, writtenMoney } from '../../domain/money/written-money.js';
import type { Language } from '../../domain/plan/template.js';
import type { Day } from '../../domain/time/dates.js';
import { writtenDay } from '../../domain/time/written-day.js';
import type { Fields } from './words.js';

/** A loan that a message speaks of. */
export interface Spoken {
  loan: string;
  amount: Minor;
  currency: string;
  /** Null: of all that is overdue. */
  dueOn: Day | null;
}

type OfLoans = Pick<Fields, 'loan' | 'amount' | 'currency' | 'dueOn'>;

/**
 * What a message says of loans, as people write it: 10,600.00元, 2026年3月5日. If there are several, each is named with its amount and
 * `amount` is their sum. `brief`: their ids without amounts, for gateways that take no long values.
 */
export function fieldsOfLoans(spoken: readonly Spoken[], language: Language, brief = false): OfLoans {
  const list = (parts: string[]) => [...new Set(parts)].join(language === 'en' ? ', ' : '、');
  const money = (amount: Minor, currency: string) =>
    `${writtenMoney(amount)}${language === 'en' ? ' ' : ''}${currencyWord(currency, language)}`;
  const loans = new Set(spoken.map((it) => it.loan));
  const named = ({ loan, amount, currency }: Spoken) =>
    loans.size === 1 || brief
      ? loan
      : language === 'en'
        ? `${loan} (${money(amount, currency)})`
        : `${loan}（${money(amount, currency)}）`;
  const sums = new Map<string, Minor>();
  for (const { amount, currency } of spoken) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  const [[currency, last], ...others] = [...sums].reverse() as [[string, Minor], ...[string, Minor][]];
  const days = spoken.flatMap((it) => it.dueOn ?? []).sort();
  return {
    loan: list(spoken.map(named)),
    amount: list([...others.reverse().map(([of, sum]) => money(sum, of)), writtenMoney(last)]),
    currency: currencyWord(currency, language),
    dueOn: list(days.map((it) => writtenDay(it, language))),
  };
}

/** The figures of a decision as people write them. */
export function writtenFigures({ rateFrom, limit, ...others }: Figures, language: Language): Figures {
  const amount = limit === undefined ? null : parseMoney(limit);
  return {
    ...others,
    ...(rateFrom === undefined ? {} : { rateFrom: writtenDay(rateFrom, language) }),
    ...(limit === undefined ? {} : { limit: amount === null ? limit : writtenMoney(amount) }),
  };
}
