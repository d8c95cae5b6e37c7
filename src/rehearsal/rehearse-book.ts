import { importBook } from '../book/import-book.js';
import type { Plan } from '../domain/plan/plan.js';
import type { TimelineLine } from '../domain/preview/timeline.js';
import { type Day, MS_A_DAY, momentAt } from '../domain/time/dates.js';
import { BadInput } from '../library/checked-yaml.js';
import { rows } from '../store/base/connection/database.js';
import { recordPayment } from '../store/facts/payments.js';
import { type Happening, rehearse } from './rehearse.js';
import { intake } from './rehearse-scenario.js';
import { habitsOf, intakeOf } from './scenario.js';
import { openStage, type RehearsalStage } from './stage.js';

const HOUR_OF_PAYMENTS = '10:00';

interface BookPayment {
  reference: string;
  loan: string;
  paidOn: Day;
  amount: number;
}

/**
 * Runs a whole book through the real workflows: loans enter on the day they were paid out (or at the start), payments
 * arrive at ten on their day. What was paid before the start is known from the start.
 */
export async function rehearseBook(
  book: { dir: string; from: Day; until: Day },
  bundle: { code: string },
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = {},
  instead?: Plan,
  look: (stage: RehearsalStage) => Promise<void> = async () => undefined,
): Promise<TimelineLine[]> {
  const from = momentAt(book.from, '00:00');
  const until = momentAt(book.until, '00:00');
  const stage = await openStage(from, bundle, say, env, instead);
  try {
    const { db, seal } = stage.dependencies;
    const taken = await importBook(db, seal, book.dir, {
      now: from,
      actor: 'rehearsal',
      takeIn: false,
      ...(env.LENDER_COUNTRY ? { country: env.LENDER_COUNTRY } : {}),
    });
    if (!taken.ok) throw new BadInput(taken.problems);
    for (const it of taken.strange.listed) say(`warning: ${it}`);
    const payments = await setPaymentsAside(stage, book.from);
    const loans = await rows<{ loan: string; disbursedOn: Day }>(
      db.pool,
      'SELECT loan_id AS loan, disbursed_on AS "disbursedOn" FROM loans ORDER BY loan_id',
    );
    const happenings = [
      ...grouped(
        loans,
        (it) => intakeOf(it.disbursedOn, from),
        (at, group) =>
          intake(
            group.map((it) => it.loan),
            at,
          ),
      ),
      ...grouped(payments, (it) => momentAt(it.paidOn, HOUR_OF_PAYMENTS), paid),
    ];
    const staff = habitsOf({ tasks: {} });
    const lines = await rehearse(stage, { from, until, happenings, staff, quickest: MS_A_DAY }, say);
    await look(stage);
    return lines;
  } finally {
    await stage.close();
  }
}

/** The book knows of payments that, in the rehearsal, have not come in yet. */
async function setPaymentsAside({ dependencies: { db } }: RehearsalStage, from: Day): Promise<BookPayment[]> {
  return rows<BookPayment>(
    db.pool,
    `DELETE FROM payments WHERE paid_on >= $1 RETURNING reference, loan_id AS loan, paid_on AS "paidOn", amount`,
    [from],
  );
}

function paid(at: number, payments: BookPayment[]): Happening {
  return {
    at,
    happen: async ({ dependencies: { db } }) => {
      for (const payment of payments) await recordPayment(db, payment, { actor: 'rehearsal', at });
    },
  };
}

function grouped<T>(items: T[], atOf: (item: T) => number, make: (at: number, group: T[]) => Happening): Happening[] {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const at = atOf(item);
    const group = groups.get(at);
    if (group) group.push(item);
    else groups.set(at, [item]);
  }
  return [...groups].map(([at, group]) => make(at, group));
}
