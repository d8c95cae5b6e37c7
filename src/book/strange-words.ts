import type pg from 'pg';
import { strangeTo } from '../domain/plan/strange-words.js';
import { rows } from '../store/base/connection/database.js';
import { findPlan } from '../store/loans/plans.js';
import { MOST_LISTED, type Problems, report } from './problems.js';

interface Said {
  plan: string;
  class: string | null;
  industry: string | null;
  /** The first of them. */
  lines: number[];
  borrowers: number;
}

/**
 * What the book says of class and trade of a borrower and nobody knows, though rules of the plan of the borrower's loans speak of it. No
 * fault, so that the book is taken in: whom no rule by class or trade fits is looked after by the others.
 */
export async function strangeWordsOf(client: pg.PoolClient): Promise<Problems> {
  const warnings: Problems = { listed: [], count: 0 };
  const said = await rows<Said>(
    client,
    `SELECT plan, class, industry, (array_agg(line ORDER BY line))[1:${MOST_LISTED}] AS lines, count(*) AS borrowers
     FROM stage_borrowers JOIN (SELECT borrower_id, plan FROM stage_loans UNION SELECT borrower_id, plan FROM loans) l USING (borrower_id)
     WHERE line IS NOT NULL AND (class IS NOT NULL OR industry IS NOT NULL)
     GROUP BY plan, class, industry ORDER BY plan, min(line)`,
  );
  const plans = new Map<string, Awaited<ReturnType<typeof findPlan>>>();
  for (const it of said) {
    if (!plans.has(it.plan)) plans.set(it.plan, await findPlan(client, it.plan));
    const plan = plans.get(it.plan);
    for (const field of ['class', 'industry'] as const) {
      const why = plan && it[field] !== null ? strangeTo(plan, field, it[field]) : null;
      if (why === null) continue;
      for (const line of it.lines) report(warnings, `borrowers.csv:${line} ${field}: ${why}`);
      warnings.count += it.borrowers - it.lines.length;
    }
  }
  return warnings;
}
