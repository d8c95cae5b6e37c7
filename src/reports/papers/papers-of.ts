import type { Plan } from '../../domain/plan/plan.js';
import { PAPERS } from './index.js';

/** The kinds of paper that a plan has: those that its duties and groups name, and those that serve one of its rows. */
export function papersOf(plan: Plan): string[] {
  const named = new Set([...plan.duties.map((it) => it.report), ...plan.groups.map((it) => it.report)]);
  const rows = rowsOf(plan);
  return [...PAPERS.values()]
    .filter(({ kind, rules }) => named.has(kind) || rules.some((it) => rows.has(it)))
    .map(({ kind }) => kind)
    .sort();
}

/** Every row that is cited anywhere in the plan. */
function rowsOf(part: unknown, found = new Set<string>()): Set<string> {
  if (typeof part !== 'object' || part === null) return found;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'rule' && typeof value === 'string') found.add(value);
    else rowsOf(value, found);
  }
  return found;
}
