import { type Plan, planSchema } from '../../domain/plan/plan.js';
import { rows, type Sql } from '../../store/base/database.js';

/** The newest version of a plan as it stands in the database; null: there is none of that name. */
export async function planOf(sql: Sql, name: string): Promise<Plan | null> {
  const [row] = await rows<{ content: unknown }>(
    sql,
    'SELECT content FROM plans WHERE plan = $1 ORDER BY version DESC LIMIT 1',
    [name],
  );
  return row ? planSchema.parse(row.content) : null;
}
