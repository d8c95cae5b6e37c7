import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import type { Database } from '../../src/store/base/connection/database.js';
import { PLAN } from '../domain/build.js';

/** A plan with these duties, and nothing else that comes of itself. */
export function planWithDuties(duties: object[], version = 1): Plan {
  return planSchema.parse({ ...PLAN, plan: '99-duties', version, reminders: [], duties });
}

export const MEETING = {
  id: 'risk-meeting',
  rule: 'P7.9',
  title: '每周风险例会',
  every: 'week',
  day: 1,
  task: { kind: 'meeting', role: 'department-head', dueDays: 1, form: ['到会人员', '决定'] },
};

export async function deployPlan(db: Database, plan: Plan): Promise<void> {
  await db.pool.query('INSERT INTO plans (plan, version, content) VALUES ($1, $2, $3)', [
    plan.plan,
    plan.version,
    JSON.stringify(plan),
  ]);
}
