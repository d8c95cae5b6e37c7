import { rows, type Sql } from '../base/connection/database.js';

const IDS = {
  task: 'SELECT task_id AS id FROM tasks WHERE number = $1',
  warning: 'SELECT warning_id AS id FROM warnings WHERE number = $1',
  case: 'SELECT case_id AS id FROM cases WHERE number = $1',
} as const;

/** The id of what has this number in the lists; null: nothing has. */
export async function wholeId(sql: Sql, kind: keyof typeof IDS, number: number): Promise<string | null> {
  const [found] = await rows<{ id: string }>(sql, IDS[kind], [number]);
  return found?.id ?? null;
}
