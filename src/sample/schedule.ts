import { Temporal } from 'temporal-polyfill';
import { amountOf, type Instalment, type Payment } from '../domain/loan/account/arrears.js';
import type { Minor } from '../domain/money/money.js';
import { addDays, type Day } from '../domain/time/dates.js';
import type { Case } from './cases.js';
import type { Product } from './products.js';
import type { Random } from './random.js';

export interface Schedule {
  disbursedOn: Day;
  principal: Minor;
  instalments: Instalment[];
  payments: Payment[];
}

/** A loan whose oldest unpaid instalment is due as the case says, with all that came before it paid in time. */
export function scheduleOf(loan: string, it: Case, product: Product, today: Day, random: Random): Schedule {
  const { count, months } = product;
  const principal = random.between(...product.thousands) * 100_000;
  const open = openFrom(it, count, random);
  const anchor = Temporal.PlainDate.from(addDays(today, it.dueIn));
  const dueOn = (n: number) => anchor.add({ months: (n - Math.min(open, count - 1)) * months }).toString();
  const instalments = instalmentsOf(product, principal, dueOn);

  const payments = instalments.slice(0, open).map((part, n): Payment => {
    const early = addDays(part.dueOn, -random.between(0, 2));
    return payment(loan, n, early < today ? early : today, amountOf(part));
  });
  const oldest = instalments[open];
  if (it.partly && oldest)
    payments.push(payment(loan, open, addDays(oldest.dueOn, 1), Math.floor(amountOf(oldest) / 3)));
  return { disbursedOn: dueOn(-1), principal, instalments, payments };
}

/** How many instalments are paid. */
function openFrom(it: Case, count: number, random: Random): number {
  if (it.paid === 'all') return count;
  if (it.paid === 'but-last') return count - 1;
  return random.between(1, count - 2);
}

/** Equal parts of the principal, or all of it at the end; interest on what is left of it. The last part takes the rest. */
function instalmentsOf(product: Product, principal: Minor, dueOn: (n: number) => Day): Instalment[] {
  const { count, months, bullet } = product;
  const basisPoints = Math.round(Number(product.annualRate) * 100);
  const part = bullet ? 0 : Math.floor(principal / count);
  return Array.from({ length: count }, (_, n) => {
    const left = principal - n * part;
    const interest = Math.round((left * basisPoints * months) / 120_000);
    return { seq: n + 1, dueOn: dueOn(n), principal: n === count - 1 ? left : part, interest, fee: 0 };
  });
}

function payment(loan: string, n: number, paidOn: Day, amount: Minor): Payment {
  return { reference: `P-${loan}-${String(n + 1).padStart(2, '0')}`, paidOn, amount, reversedOn: null };
}
