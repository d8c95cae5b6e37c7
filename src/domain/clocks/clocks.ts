import { type Account, unpaidOn } from '../loan/account/arrears.js';
import type { LoanFile } from '../loan/loan-file.js';
import { suitAt } from '../loan/relief/relief.js';
import type { Law } from '../plan/law.js';
import type { Plan } from '../plan/plan.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import { addMonths } from '../time/period.js';

export type ClockName = 'limitation' | 'guarantee' | 'preservation' | 'enforcement';

/** A term of law that runs for a loan. */
export interface Clock {
  clock: ClockName;
  /** What it runs from: a due day, the day of what restarted it, a preservation, a judgment. */
  from: Day;
  since: 'last-due' | 'payment' | 'promise' | 'relief' | 'demand' | 'preservation' | 'judgment';
  /** Its last day. */
  endsOn: Day;
}

type Part = Pick<Clock, 'from' | 'since'>;

/**
 * The terms of law of a loan that owes (民法典 188, 189, 195, 692; 民事诉讼法): none of one that is paid. Limitation runs from the last due
 * day and anew from what interrupts it; while a suit runs it does not, and the term of what was preserved or of enforcement does. The
 * last day may be a day off: the law then gives the next working day, and we do not wait for that.
 */
export function clocksOf(file: LoanFile, account: Account, plan: Plan, law: Law['clocks'], now: Moment): Clock[] {
  const today = dayOf(now);
  const lastDue = unpaidOn(account, today)
    .map((it) => it.dueOn)
    .sort()
    .at(-1);
  if (lastDue === undefined) return [];
  const clock = (name: ClockName, { from, since }: Part): Clock => ({
    ...{ clock: name, from, since },
    endsOn: addMonths(from, law[name].months),
  });
  const acts = (file.acts ?? []).filter((it) => it.on <= today);
  const latest = (kind: string) =>
    acts
      .filter((it) => it.kind === kind)
      .map((it) => it.on)
      .sort()
      .at(-1);
  const of = (kind: string, since: Clock['since']): Part[] => {
    const from = latest(kind);
    return from === undefined ? [] : [{ from, since }];
  };
  const due: Part = { from: lastDue, since: 'last-due' };
  const found: Clock[] = [];
  const suit = suitAt(file, plan, now);
  if (suit === null) {
    const restarts: Part[] = [
      ...account.payments
        .filter((it) => it.reversedOn === null && it.paidOn <= today && it.amount > 0)
        .map((it): Part => ({ from: it.paidOn, since: 'payment' })),
      ...file.promises
        .filter((it) => it.madeAt <= now)
        .map((it): Part => ({ from: dayOf(it.madeAt), since: 'promise' })),
      ...file.cases.flatMap((it): Part[] =>
        it.effect !== 'none' && it.approvedAt !== null && it.approvedAt <= now && !it.undone
          ? [{ from: dayOf(it.approvedAt), since: 'relief' }]
          : [],
      ),
      ...of('demand', 'demand'),
    ];
    found.push(clock('limitation', [due, ...restarts].sort((a, b) => (a.from < b.from ? -1 : 1)).at(-1)!));
  }
  const guaranteed = file.contacts.some(({ whose }) => whose === 'guarantor');
  // Once the guarantor was asked to pay in time, the guarantee period is of no more interest.
  const demanded = latest('guarantor-demand');
  if (guaranteed && suit === null && (demanded === undefined || demanded > clock('guarantee', due).endsOn))
    found.push(clock('guarantee', due));
  const [preserved] = of('preservation', 'preservation');
  if (preserved) found.push(clock('preservation', preserved));
  const [judged] = of('judgment', 'judgment');
  const applied = latest('enforcement');
  if (judged && (applied === undefined || applied < judged.from)) found.push(clock('enforcement', judged));
  return found;
}
