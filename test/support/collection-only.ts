import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import type { Database } from '../../src/store/base/connection/database.js';

/** A plan with nothing but its reminders and its ladder. */
export function collectionOnly({ plan, title, borrowers, window, reminders, ladder }: Plan, version: number): Plan {
  return planSchema.parse({ plan, title, version, borrowers, window, reminders, ladder });
}

/**
 * Puts a later version of every shipped plan into the database that only reminds and collects. What comes round by the
 * calendar would make a test on the real clock depend on the day on which it is run.
 */
export async function deployCollectionOnly(db: Database): Promise<void> {
  for (const plan of (await shippedPlans()).values()) {
    const quiet = collectionOnly(plan, 1000);
    await db.pool.query('INSERT INTO plans (plan, version, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      quiet.plan,
      quiet.version,
      JSON.stringify(quiet),
    ]);
  }
}
