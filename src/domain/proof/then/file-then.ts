import { kindsOf } from '../../loan/collateral.js';
import type { Hold, LoanFile, LoanState } from '../../loan/loan-file.js';
import { type Moment, MS_A_DAY } from '../../time/dates.js';
import { momentOf, type Row } from '../rows.js';
import { accountThen } from './account-then.js';
import { causeThen, collateralsOf, otherThen } from './others-then.js';
import { by, calendarThen, inOrder, known, notedBy, type Then, type Told, text } from './told.js';
import { warningsThen } from './warnings-then.js';
import { actsThen, caseWorkThen, collectedAt, documentsOf, workThen } from './work-then.js';

/** A loan's file as it was then. */
export function fileThen(told: Told, then: Then): LoanFile {
  const { of } = told;
  const { loan, plan, at, state, done } = then;
  const id = String(loan.loan_id);
  const own = (table: string, when: string) => of(table).filter((it) => it.loan_id === id && by(it[when], at));
  const person = (table: string, when: string) =>
    of(table).filter((it) => it.borrower_id === loan.borrower_id && by(it[when], at));
  const borrower = of('borrowers').find((it) => it.borrower_id === loan.borrower_id) ?? {};
  const others = of('loans').filter(
    (it) =>
      it.borrower_id === loan.borrower_id &&
      it.loan_id !== id &&
      it.taken_in_at !== undefined &&
      by(it.taken_in_at, at),
  );
  const noted = notedBy(at, id, done);
  const things = collateralsOf(told, then, others);
  const work = workThen(of, then);
  const decided = of('classifications')
    .filter((it) => it.loan_id === id && it.approved_at !== undefined && by(it.approved_at, at))
    .sort(inOrder('approved_at', 'classification_id'))
    .at(-1);
  const override = own('tier_overrides', 'at').sort(inOrder('override_id')).at(-1);
  return {
    loan: id,
    borrower: String(loan.borrower_id),
    takenInAt: momentOf(loan.taken_in_at)!,
    disbursedOn: String(loan.disbursed_on),
    principal: Number(loan.principal),
    product: text(loan.product),
    collateral: kindsOf(things),
    collaterals: things,
    annualRate: text(loan.annual_rate),
    rates: own('rate_changes', 'recorded_at')
      .sort(inOrder('rate_change_id'))
      .map((it) => ({
        ...{ id: String(it.rate_change_id), annualRate: String(it.annual_rate), from: String(it.from_on) },
        recordedAt: momentOf(it.recorded_at)!,
      })),
    profileSince: known(borrower.profile_since, at),
    zone: text(borrower.time_zone),
    profile: {
      kind: borrower.kind as LoanFile['profile']['kind'],
      size: (text(borrower.size) ?? null) as LoanFile['profile']['size'],
      ...{ industry: text(borrower.industry), class: text(borrower.class) },
    },
    calendar: calendarThen(told, at),
    ...accountThen(told, then, noted),
    holds: holdsThen(own, person, at),
    contacts: of('contacts')
      .filter((it) => it.borrower_id === loan.borrower_id)
      .map((it) => ({
        whose: it.whose as LoanFile['contacts'][number]['whose'],
        channel: it.channel as LoanFile['contacts'][number]['channel'],
        consent: it.consent === true && known(it.retired_at, at) === null,
      })),
    state,
    done,
    ...work,
    caseWork: caseWorkThen(of, id, at),
    acts: actsThen(of, id, at),
    letters: own('letters', 'reserved_at')
      .filter(
        (it) => done.has(String(it.letter_id).slice(id.length + 1)) && momentOf(it.reserved_at)! > at - 183 * MS_A_DAY,
      )
      .sort(inOrder('reserved_at', 'letter_id'))
      .map((it) => ({ kind: String(it.kind), task: text(it.task_id), at: momentOf(it.reserved_at)! })),
    collectedAt: collectedAt(of, id, at, done),
    indicators: person('indicators', 'recorded_at')
      .sort(inOrder('recorded_at', 'name', 'period'))
      .map((it) => ({
        ...{ name: String(it.name), period: String(it.period), value: Number(it.value) },
        recordedAt: momentOf(it.recorded_at)!,
      })),
    signals: person('signals', 'at')
      .sort(inOrder('signal_id'))
      .map((it) => ({
        ...{ id: String(it.signal_id), source: String(it.source), kind: String(it.kind) },
        ...{ at: momentOf(it.at)!, restEndedAt: known(it.rest_ended_at, at) },
      })),
    warnings: warningsThen(of, then, noted),
    cause: causeThen(of, id, at),
    decided: decided
      ? {
          id: String(decided.classification_id),
          category: decided.category as LoanState['category'],
          at: momentOf(decided.approved_at)!,
        }
      : null,
    promises: own('promises', 'made_at')
      .sort(inOrder('made_at', 'promise_id'))
      .map((it) => ({
        ...{ id: String(it.promise_id), madeAt: momentOf(it.made_at)!, on: String(it.promised_on) },
        ...{ amount: Number(it.amount), waitDays: plan.ladder.promiseWaitDays },
      })),
    tierOverride: override
      ? {
          ...{ tier: String(override.tier), at: momentOf(override.at)! },
          ...{ until: String(override.until_on), reason: String(override.reason) },
        }
      : null,
    documents: documentsOf(of, id, at),
    others: others.sort(inOrder('disbursed_on', 'loan_id')).map((it) => otherThen(told, it, at)),
  };
}

function holdsThen(
  own: (table: string, when: string) => Row[],
  person: (table: string, when: string) => Row[],
  at: Moment,
): Hold[] {
  const holds: Hold[] = [
    ...own('holds', 'from_at').map((it) => ({
      ...{ from: momentOf(it.from_at)!, until: momentOf(it.until_at) },
      ...{ reason: String(it.reason), everything: it.everything === true },
    })),
    ...person('complaints', 'opened_at').map((it) => ({
      ...{ from: momentOf(it.opened_at)!, until: known(it.solved_at, at) },
      ...{ reason: 'complaint', everything: false },
    })),
    ...person('restrictions', 'from_at').map((it) => ({
      ...{ from: momentOf(it.from_at)!, until: known(it.until_at, at) },
      ...{ reason: 'restricted', everything: true },
    })),
  ];
  return holds.sort((a, b) => a.from - b.from);
}
