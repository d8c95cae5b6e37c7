import type { Failure } from '../../../activities/dependencies.js';
import { workflowIdOf } from '../../domain/entry/ids.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { Database } from '../../store/base/connection/database.js';
import { noteFact } from '../../store/facts/facts.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { failingActivities, failingTask } from '../../worker/mend/troubles.js';
import type { DatabaseContext } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { me } from '../connect/me.js';
import { now } from '../connect/now.js';

/** Why the loan does not go on, if it does not. Without Temporal, what the database knows of it. */
export async function troublesOf(db: Database, loan: string): Promise<Failure[]> {
  const workflow = workflowIdOf('loan', loan);
  const failing = await failingActivities(db, workflow);
  const temporal = await connectTemporal(db).catch(() => null);
  if (temporal === null) return failing;
  try {
    const task = await failingTask(temporal.client, workflow);
    return task === null ? failing : [...failing, task];
  } finally {
    await temporal.close();
  }
}

/** Ends the workflow of a loan, and starts it again from the database. */
export async function restart({ db }: DatabaseContext, loan: string): Promise<void> {
  const [stored] = await readLoanFiles(db.pool, [loan], now());
  if (!stored) throw new BadInput([`no loan ${loan}`]);
  const temporal = await connectTemporal(db);
  try {
    await temporal.messenger.restart(loan, null);
    await noteFact(db.pool, me(), 'restart', `loan/${loan}`, {});
    process.stdout.write(`${loan} goes on from the database\n`);
  } finally {
    await temporal.close();
  }
}
