import { log } from '@temporalio/activity';
import { begins, leaveWake, markDelivered, markDeliveredTo, type Nudge } from '../src/store/base/nudges.js';
import type { Dependencies } from './dependencies.js';

/**
 * Starts or nudges the workflows that a decision concerns. If the server does not answer, the decision stands all the same: its nudge
 * stays in the database, and the worker delivers it within half a minute.
 */
export async function tell({ db, messenger }: Dependencies, nudges: Nudge[]): Promise<void> {
  if (nudges.length === 0) return;
  const told = await Promise.all(
    nudges.map((it) => heard(`${it.kind} ${it.subject}`, () => messenger.nudge(it.kind, it.subject, begins(it)))),
  );
  await markDelivered(
    db.pool,
    nudges.filter((_, n) => told[n]).map((it) => it.nudgeId),
  );
}

/** The same for tasks whose nudges were written elsewhere. */
export async function tellTasks({ db, messenger }: Dependencies, tasks: string[]): Promise<void> {
  const told: string[] = [];
  for (const task of tasks) if (await heard(`task ${task}`, () => messenger.nudge('task', task))) told.push(task);
  await markDeliveredTo(db.pool, 'task', told);
}

/** Nudges the dispatch of each channel. Where the server does not answer, the nudge is kept in the database, as for any workflow. */
export async function wake({ db, messenger }: Dependencies, channels: string[]): Promise<void> {
  await Promise.all(
    channels.map(async (channel) => {
      if (!(await heard(`dispatch ${channel}`, () => messenger.nudge('dispatch', channel))))
        await leaveWake(db.pool, channel);
    }),
  );
}

async function heard(who: string, say: () => Promise<void>): Promise<boolean> {
  try {
    await say();
    return true;
  } catch (error) {
    log.warn(`${who} could not be told, and will be: ${(error as Error).message}`);
    return false;
  }
}
