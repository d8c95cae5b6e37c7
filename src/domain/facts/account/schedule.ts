import { z } from 'zod';
import type { Written } from '../../entry/said-schemas.js';
import { amountOf, type Instalment } from '../../loan/account/arrears.js';
import { formatMoney, type Minor, MOST_MONEY } from '../../money/money.js';
import { kind } from '../kind.js';

/** All that a schedule asks for. */
export const inAll = (instalments: readonly Instalment[]): Minor =>
  instalments.reduce((sum, it) => sum + amountOf(it), 0);

/** What is wrong with all of them together; null: nothing. */
export const scheduleFault = (instalments: readonly Instalment[]): string | null =>
  inAll(instalments) > MOST_MONEY ? `more than ${formatMoney(MOST_MONEY)} in all` : null;

/** The instalments of a loan. A part that is not stated is nothing: what is not known cannot be asked for. */
export const instalments = (as: Written) =>
  z
    .array(
      z.strictObject({
        seq: as.seq,
        dueOn: as.day,
        principal: as.money,
        interest: as.money.default(0),
        fee: as.money.default(0),
      }),
    )
    .min(1)
    .superRefine((instalments, context) => {
      const fault = scheduleFault(instalments);
      if (fault !== null) context.addIssue(fault);
      const numbers = instalments.map((it) => it.seq);
      numbers.forEach((seq, n) => {
        if (numbers.indexOf(seq) < n) context.addIssue({ code: 'custom', path: [n, 'seq'], message: 'stands twice' });
      });
    });

/**
 * The core system has another schedule for a loan: what is unpaid is replaced, what is paid never, and what is new is owed beside it.
 * `whole`: what is not named is no longer owed; left out: it stays.
 */
export const schedule = kind({
  said: (as) =>
    z.strictObject({ loan: as.id, instalments: instalments(as), whole: as.yes.optional(), reason: as.reason }),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ whole = false, ...said }) => ({ ...said, whole }),
  undoneBy: 'itself',
  doors: ['intake'],
});
