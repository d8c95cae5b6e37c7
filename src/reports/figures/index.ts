/** Figures of a plan's book as of a cut-off, each defined once: docs/figures.md and definitions.ts. */
import { type Database, type Sql, transaction } from '../../store/base/connection/database.js';
import { FIGURES } from '../../store/base/connection/session.js';
import type { Part } from './definition.js';
import { layOut } from './lay-out.js';
import { type Collection, collection } from './of-loans/collection.js';
import { type Maturities, maturities } from './of-loans/maturities.js';
import { type Movement, movement } from './of-loans/movement.js';
import { type Portfolio, portfolio } from './of-loans/portfolio.js';
import { type Trend, trend } from './of-loans/trend.js';
import { type Care, care } from './of-work/care.js';
import { type Complaints, complaints } from './of-work/complaints.js';
import { type Contact, contact } from './of-work/contact.js';
import { type Warnings, warnings } from './of-work/warnings.js';
import { type Tasks, tasks } from './of-work/work.js';
import type { Scope } from './scope.js';

export type { Part } from './definition.js';
export type { Scope } from './scope.js';

export interface Parts {
  portfolio: Portfolio;
  movement: Movement;
  trend: Trend;
  collection: Collection;
  contact: Contact;
  tasks: Tasks;
  warnings: Warnings;
  complaints: Complaints;
  care: Care;
  maturities: Maturities;
}

const MEASURE: { [P in Part]: (sql: Sql, scope: Scope, beat: () => Promise<void> | void) => Promise<Parts[P]> } = {
  portfolio,
  movement,
  trend,
  collection,
  contact,
  tasks,
  warnings,
  complaints,
  care,
  maturities,
};

/** Called between statements of long work: how many steps are done, of how many. */
export type OnProgress = (done: number, of: number) => Promise<void> | void;

/** The trend counts the book twelve times. */
const stepsOf = (part: Part) => (part === 'trend' ? 12 : 1);

/**
 * Measures the parts asked for, all at one moment of the database: what comes in meanwhile is not seen by some and unseen
 * by others. Only sums leave the database, so that a large book needs no more memory here than a small one.
 */
export async function measure<P extends Part>(
  db: Database,
  scope: Scope,
  parts: readonly P[],
  onProgress: OnProgress = () => undefined,
): Promise<Pick<Parts, P>> {
  return inOneMoment(db, scope, (sql) => measureIn(sql, scope, parts, onProgress));
}

/** A transaction in which the book is laid out (lay-out.ts), for what lists loans one by one. */
export async function inOneMoment<T>(db: Database, scope: Scope, work: (sql: Sql) => Promise<T>): Promise<T> {
  return transaction(
    db,
    async (client) => {
      await layOut(client, scope);
      return work(client);
    },
    FIGURES,
  );
}

/** The parts asked for, of a book that is laid out. */
export async function measureIn<P extends Part>(
  sql: Sql,
  scope: Scope,
  parts: readonly P[],
  onProgress: OnProgress = () => undefined,
): Promise<Pick<Parts, P>> {
  const of = parts.reduce((sum, part) => sum + stepsOf(part), 0);
  let done = 0;
  const measured: Partial<Parts> = {};
  for (const part of parts) {
    measured[part] = await MEASURE[part](sql, scope, () => onProgress(++done, of));
    if (part !== 'trend') await onProgress(++done, of);
  }
  return measured as Pick<Parts, P>;
}
