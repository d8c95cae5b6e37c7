import type { Plan } from '../../domain/plan/plan.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import { periodOf } from '../../domain/time/period.js';
import type { Database } from '../../store/base/connection/database.js';
import { inOneMoment, measureIn, type Parts } from '../figures/index.js';
import { within } from '../figures/narrow.js';
import { type Group, groupsBy } from '../figures/of-loans/portfolio.js';
import { currenciesOf } from '../figures/scope.js';
import { type Judged, partsOf } from './parts/targets.js';
import { judgePlan, valuesOf } from './people/judging.js';

const PARTS = ['portfolio', 'movement', 'trend'] as const;

/** A plan's book at the end of a day, looking back over its month: the same figures as a monthly report, not kept. */
export interface BookOnDay extends Pick<Parts, (typeof PARTS)[number]> {
  currency: string;
  /** Judged of the whole book; empty for a part of it. */
  targets: Judged[];
  /** By the stage and the tier in which the loans are now; null: of a day that is over, since no day but the present one knows it. */
  now: { stage: Group[]; tier: Group[] } | null;
}

/** `branch` null: all of it. Null: the plan has no loan by that day. */
export async function bookOnDay(
  db: Database,
  plan: Plan,
  { on, branch, now }: { on: Day; branch: string | null; now: Moment },
): Promise<BookOnDay | null> {
  const [most] = await currenciesOf(db.pool, plan.plan, on);
  if (most === undefined) return null;
  const { currency } = most;
  const period = periodOf('month', on);
  const scope = { plan: plan.plan, currency, from: period.from, asOf: on, madeAt: now };
  return inOneMoment(db, scope, async (sql) => {
    const measured = async (part: typeof scope) => ({
      ...{ currency, targets: [] },
      ...(await measureIn(sql, part, PARTS)),
      now:
        on === dayOf(now)
          ? { stage: await groupsBy(sql, ofLoan('stage')), tier: await groupsBy(sql, ofLoan('tier')) }
          : null,
    });
    if (branch !== null)
      return within(sql, scope, plan, { branches: [branch] }, (part) => measured({ ...scope, ...part }));
    const whole = await measured(scope);
    const gathering = { sql, scope, period, plan, borrower: null, onProgress: () => undefined };
    if (plan.targets.length === 0) return whole;
    const asked = await measureIn(sql, scope, partsOf(plan.targets));
    return { ...whole, targets: await judgePlan(gathering, valuesOf(asked)) };
  });
}

const ofLoan = (column: 'stage' | 'tier') => `(SELECT ${column} FROM loans WHERE loans.loan_id = book.loan_id)`;
