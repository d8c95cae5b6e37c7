import type pg from 'pg';
import { strangeTo } from '../domain/plan/strange-words.js';
import { rows } from '../store/base/connection/database.js';
import { findPlan } from '../store/loans/plans.js';
import { MOST_LISTED, type Problems, report } from './csv/problems.js';

interface Said {
  plan: string;
  class: string | null;
  industry: string | null;
  /** The first lines on which the word stands. */
  lines: number[];
  borrowers: number;
}

/**
 * Classes and trades of borrowers that are not known, though the plan of their loans has rules by class or trade. A warning, no fault:
 * the book is taken in, and such a borrower is looked after by the plan's other rules.
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
