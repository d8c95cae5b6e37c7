import { rows, type Sql } from '../../store/base/connection/database.js';
import { findPlan } from '../../store/loans/plans.js';
import { ratio } from './buckets.js';
import { DEFINITIONS, type FigureId } from './definitions.js';
import type { Given, LineBehind, ListBehind } from './list-behind.js';
import { BEHIND_COLLECTION, collection } from './of-loans/collection.js';
import { BEHIND_MATURITIES, monthAfter } from './of-loans/maturities.js';
import { BEHIND_MOVEMENT } from './of-loans/movement.js';
import { BEHIND_PORTFOLIO } from './of-loans/portfolio.js';
import { BEHIND_CARE, behindArchive } from './of-work/care.js';
import { BEHIND_COMPLAINTS } from './of-work/complaints.js';
import { BEHIND_CONTACT } from './of-work/contact.js';
import { checksFor, rowsAndKinds } from './of-work/coverage.js';
import { BEHIND_WARNINGS } from './of-work/warnings.js';
import { BEHIND_TASKS } from './of-work/work.js';
import { momentsOf, type Scope } from './scope.js';

export type { LineBehind } from './list-behind.js';

/** All but the one whose statement has a part for each document that a plan asks for. */
type Listed = Exclude<FigureId, 'archive-completeness'>;

const LISTS: Record<Listed, ListBehind> = {
  ...BEHIND_PORTFOLIO,
  ...BEHIND_MOVEMENT,
  ...BEHIND_COLLECTION,
  ...BEHIND_CONTACT,
  ...BEHIND_TASKS,
  ...BEHIND_WARNINGS,
  ...BEHIND_COMPLAINTS,
  ...BEHIND_CARE,
  ...BEHIND_MATURITIES,
};

/** What a figure is counted from, of a book that is laid out; the largest first. */
export async function linesBehind(sql: Sql, scope: Scope, id: FigureId): Promise<LineBehind[]> {
  if (id === 'archive-completeness') return behindArchive(sql, scope, await findPlan(sql, scope.plan));
  // Its lists read the table of what came in.
  if (DEFINITIONS[id].part === 'collection') await collection(sql, scope);
  return listed(sql, id, await given(sql, scope, LISTS[id].given));
}

const listed = (sql: Sql, id: Listed, values: unknown[]) => rows<LineBehind>(sql, LISTS[id].text, values);

/** What a list comes to: its parts added up, of a share divided by its wholes; null as the figure is, of nothing to work it out from. */
export function sumOf(id: FigureId, lines: readonly LineBehind[]): number | null {
  const part = lines.reduce((sum, it) => sum + it.part, 0);
  if (DEFINITIONS[id].unit !== 'share') return part;
  return ratio(
    part,
    lines.reduce((sum, it) => sum + (it.whole ?? 0), 0),
  );
}

/** Whether what is added up is money, in minor units; else it is counted. */
export const isOfMoney = (id: FigureId): boolean =>
  DEFINITIONS[id].unit === 'money' || (id !== 'archive-completeness' && LISTS[id].money);

async function given(sql: Sql, scope: Scope, which: Given): Promise<unknown[]> {
  const { from, until } = momentsOf(scope);
  const moments = [new Date(from), new Date(until)];
  const work = [...moments, scope.plan, !scope.part, scope.roles ?? null];
  const checks = async (covers: 'check' | 'follow-up' | 'screening') =>
    rowsAndKinds(checksFor(await findPlan(sql, scope.plan), covers));
  switch (which) {
    case 'nothing':
      return [];
    case 'from':
      return [scope.from];
    case 'asOf':
      return [scope.asOf];
    case 'days':
      return [scope.from, scope.asOf];
    case 'daysBack':
      return [scope.asOf, scope.from];
    case 'nextMonth': {
      const month = monthAfter(scope.asOf);
      return [month.from, month.to];
    }
    case 'moments':
      return moments;
    case 'duties':
      return [...moments, scope.plan];
    case 'work':
      return work;
    case 'checks':
      return [...work, ...(await checks('check'))];
    default:
      return [...moments, ...(await checks(which))];
  }
}
