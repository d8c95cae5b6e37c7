import pg from 'pg';

/** What went to the database from this process. */
export interface Statements {
  statements: number;
  /** A statement outside BEGIN … COMMIT is one of its own. */
  transactions: number;
}

/** Counts from now on, at the one place through which pool, transactions and Prisma all go. */
export function countStatements(ofWhom: (client: pg.Client) => boolean = () => true): Statements {
  const count: Statements = { statements: 0, transactions: 0 };
  const open = new WeakSet<object>();
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const text = typeof args[0] === 'string' ? args[0] : ((args[0] as { text?: string } | undefined)?.text ?? '');
    if (!ofWhom(this)) return original.apply(this, args);
    count.statements++;
    if (text === 'BEGIN') open.add(this);
    else if (text === 'COMMIT' || text === 'ROLLBACK') open.delete(this);
    if (!open.has(this)) count.transactions++;
    return original.apply(this, args);
  } as typeof pg.Client.prototype.query;
  return count;
}
