import { markDeliveredTo } from '../src/store/nudges.js';
import type { Dependencies } from './dependencies.js';

/** Starts the workflows of opened tasks and ends those of cancelled ones; a word lost here is said again next time. */
export async function tellTasks({ db, messenger }: Dependencies, tasks: string[]): Promise<void> {
  if (tasks.length === 0) return;
  await Promise.all(tasks.map((task) => messenger.nudge('task', task)));
  await markDeliveredTo(db.pool, 'task', tasks);
}
