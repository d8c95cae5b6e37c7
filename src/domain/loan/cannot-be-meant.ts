import { formatMoney, type Minor } from '../money/money.js';
import type { BorrowerKind } from '../person/borrower.js';
import type { Plan } from '../plan/plan.js';
import { type Day, daysBetween } from '../time/dates.js';
import type { Instalment } from './account/running-sums.js';

/** A loan as a book brings it, with its instalments summed up. */
export interface Lent {
  plan: Pick<Plan, 'plan' | 'borrowers'>;
  borrower: string;
  kind: BorrowerKind;
  disbursedOn: Day;
  principal: Minor;
  /** Per cent a year, as written; null: not known. */
  annualRate: string | null;
  penaltyRate: string | null;
  instalments: { firstDueOn: Day; lastDueOn: Day; principal: Minor; interest: Minor; fee: Minor };
}

/** A schedule as it is held against its loan; of one instalment or more. */
export function instalmentsInAll(all: readonly Instalment[]): Lent['instalments'] {
  const days = all.map((it) => it.dueOn).sort();
  const sum = (part: 'principal' | 'interest' | 'fee') => all.reduce((so, it) => so + it[part], 0);
  const [firstDueOn, lastDueOn] = [days[0]!, days.at(-1)!];
  return { firstDueOn, lastDueOn, principal: sum('principal'), interest: sum('interest'), fee: sum('fee') };
}

/** Something that has the right form and that nobody can mean: what is pointed at, and what is wrong with it. */
export interface Doubt {
  file: 'loans' | 'instalments';
  field: string;
  what: string;
  /** Money would be asked for wrongly: such a loan is taken in only when somebody says that it is meant. */
  ofMoney: boolean;
}

/** Per cent a year. Four times the LPR, and the 36 of courts before it, were the most that a lender could ask for. */
export const USUAL_RATE = 36;
/** Per cent a year; also the most that a changed rate may be (`isRate`). */
export const MOST_RATE = 100;
/** Below, a share was probably written: 0.0435 for 4.35. */
export const LEAST_RATE = 0.5;
/** So many times what the rate gives on all that was lent until the last due day, and a point has slipped. */
export const MOST_INTEREST = 10;
/** A payment of so many times all that the schedule asks for: the point has slipped. */
export const MOST_PAID = 100;
/** Days, some fifty years: no loan runs so long, and none that was paid out before then is still open; a slip in the year is a hundred. */
export const LONGEST = 18_263;

/** What of a new loan cannot be meant; `today` null: it may be of any day. */
export function loanDoubts(it: Lent, today: Day | null): Doubt[] {
  const { disbursedOn, principal, instalments } = it;
  const doubt = (field: string, what: string): Doubt => ({ file: 'loans', field, what, ofMoney: false });
  const strange = (field: string, what: string): Doubt => ({ file: 'instalments', field, what, ofMoney: false });
  const wrong = (file: Doubt['file'], field: string, what: string): Doubt => ({ file, field, what, ofMoney: true });
  const due = dueFault(instalments.firstDueOn, disbursedOn);
  return [
    ...(it.plan.borrowers.includes(it.kind)
      ? []
      : [
          doubt(
            'plan',
            `${it.plan.plan} is for ${it.plan.borrowers.join(', ')}, and ${it.borrower} is a${it.kind === 'enterprise' ? 'n' : ''} ${it.kind}`,
          ),
        ]),
    ...(today !== null && disbursedOn > today
      ? [doubt('disbursed_on', `${disbursedOn} is a day to come, today is ${today}`)]
      : []),
    ...(today !== null && daysBetween(disbursedOn, today) > LONGEST
      ? [doubt('disbursed_on', `${disbursedOn} is more than fifty years ago: is the year right?`)]
      : []),
    ...(due === null ? [] : [wrong('instalments', 'due_on', due)]),
    ...(daysBetween(disbursedOn, instalments.lastDueOn) > LONGEST
      ? [strange('due_on', `${instalments.lastDueOn} is more than fifty years after the payout: is the year right?`)]
      : []),
    ...(principal === 0 ? [doubt('principal', 'nothing was lent')] : []),
    ...(instalments.fee > principal && principal > 0
      ? [
          strange(
            'fee',
            `${formatMoney(instalments.fee)} in all, more than the ${formatMoney(principal)} that were lent`,
          ),
        ]
      : []),
    ...(instalments.principal > principal
      ? [
          wrong(
            'loans',
            'principal',
            `${sums(instalments.principal)}, more than the ${formatMoney(principal)} that were lent`,
          ),
        ]
      : []),
    ...(instalments.principal < principal
      ? [
          doubt(
            'principal',
            `${sums(instalments.principal)} of the ${formatMoney(principal)} that were lent: are some missing?`,
          ),
        ]
      : []),
    ...rateDoubts('annual_rate', it.annualRate),
    ...rateDoubts('penalty_rate', it.penaltyRate),
    ...interestDoubts(it),
  ];
}

const sums = (principal: Minor) => `the instalments have a principal of ${formatMoney(principal)} in all`;

/** What is wrong with a due day; null: nothing. An instalment of the day of the payout is meant: interest taken at once. */
export const dueFault = (dueOn: Day, disbursedOn: Day): string | null =>
  dueOn < disbursedOn ? `${dueOn} is before the loan was paid out on ${disbursedOn}` : null;

function rateDoubts(field: 'annual_rate' | 'penalty_rate', said: string | null): Doubt[] {
  if (said === null) return [];
  const rate = Number(said);
  const doubt = (what: string, ofMoney = false): Doubt[] => [
    { file: 'loans', field, what: `${said} ${what}`, ofMoney },
  ];
  if (rate > MOST_RATE) return doubt('is no rate in per cent a year: is the point missing?', true);
  if (rate > USUAL_RATE && field === 'annual_rate') return doubt(`% a year is more than ${USUAL_RATE}: is that meant?`);
  if (rate > 0 && rate < LEAST_RATE) return doubt('% a year: was a share written? per cent is meant, 4.35 for 0.0435');
  return [];
}

/** Held against interest on all that was lent until the last day, of which an honest schedule, also of a flat rate, is never much more. */
function interestDoubts({ annualRate, principal, disbursedOn, instalments }: Lent): Doubt[] {
  const days = Math.max(31, daysBetween(disbursedOn, instalments.lastDueOn));
  const at = (rate: number) => Math.round((principal * rate * days) / 36_500);
  const said = Number(annualRate ?? 0);
  if (annualRate !== null && (said < LEAST_RATE || said > MOST_RATE)) return [];
  // A book that says no rate is held to the most that there is.
  const [rate, most] = annualRate === null ? [MOST_RATE, at(MOST_RATE)] : [said, at(said) * MOST_INTEREST];
  if (instalments.interest <= most || principal === 0) return [];
  const what = `${formatMoney(instalments.interest)} in all, where ${annualRate ?? rate} % a year of ${formatMoney(principal)} until ${instalments.lastDueOn} are ${formatMoney(at(rate))}`;
  return [{ file: 'instalments', field: 'interest', what, ofMoney: false }];
}
