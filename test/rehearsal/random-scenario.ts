import { type Scenario, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { type Book, loansOf } from '../plans/random-book.js';

/** The book as a scenario says it: what its loans are, and nothing that comes in. */
export function scenarioOf(book: Book): Scenario {
  const loans = loansOf(book);
  const money = (minor: number) => (minor / 100).toFixed(2);
  return scenarioSchema.parse({
    from: '2026-09-14T08:00:00+08:00',
    until: '2026-11-10T00:00:00+08:00',
    tasks: book.late ? { call: 'never', visit: { after: 'P5D' } } : {},
    borrowers: ['B1', 'B2'].map((id, n) => ({
      ...{ id, kind: book.kind },
      contacts: book.reached ? [{ whose: 'self', channel: 'sms', address: `+861380000020${n}`, consent: 'yes' }] : [],
    })),
    loans: loans.map(({ file, plan }) => ({
      ...{ id: file.loan, borrower: file.borrower, plan: plan.plan, disbursedOn: file.disbursedOn },
      principal: money(file.principal),
      instalments: file.instalments.map(({ seq, dueOn, principal }) => ({
        seq,
        dueOn,
        principal: money(principal),
        interest: '0',
      })),
    })),
    collateral: book.things.flatMap(({ kind }, n) => {
      const secured = loans.filter((it) => it.file.collaterals!.some(({ id }) => id === `C${n}`));
      const borrower = secured[0]?.file.borrower;
      return secured.length === 0 ? [] : [{ id: `C${n}`, borrower, kind, loans: secured.map((it) => it.file.loan) }];
    }),
  });
}
