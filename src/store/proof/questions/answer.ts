import type { AnswerLine, Question } from '../../../domain/proof/answer.js';
import { addDays, type Day, type Moment, momentAt } from '../../../domain/time/dates.js';
import { type Database, rows } from '../../base/connection/database.js';
import { approved } from './approved.js';
import type { Ask } from './asked.js';
import { knownAt } from './known-at.js';
import { looked } from './looked.js';
import { owed } from './owed.js';
import { rule } from './rule.js';
import { why } from './why.js';
import { whyNot } from './why-not.js';

const ANSWERS: Record<Question, (ask: Ask) => Promise<AnswerLine[]>> = {
  why,
  'why-not': whyNot,
  'known-at': knownAt,
  rule,
  approved,
  looked,
  owed,
};

/**
 * What the database says to a question about a loan, in the order of time. `on`: of a day; `at`: as of a moment, left out the end of that
 * day, or now. Null: there is no such loan.
 */
export async function answer(
  { pool }: Pick<Database, 'pool'>,
  question: Question,
  { loan, on, at }: { loan: string; on: Day | null; at: Moment | null },
  now: Moment,
): Promise<AnswerLine[] | null> {
  const known = await rows(pool, 'SELECT 1 FROM loans WHERE loan_id = $1', [loan]);
  if (known.length === 0) return null;
  const asked = at ?? (on === null ? now : Math.min(now, momentAt(addDays(on, 1), '00:00') - 1));
  const lines = await ANSWERS[question]({ sql: pool, loan, on, at: asked });
  return lines.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
