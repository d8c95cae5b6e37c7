import { markDelivered, type Nudge } from '../src/store/nudges.js';
import type { Dependencies } from './dependencies.js';

/** Starts or nudges the workflows that something concerns. A word lost here is said again by the worker before long. */
export async function tell({ db, messenger }: Dependencies, nudges: Nudge[]): Promise<void> {
  if (nudges.length === 0) return;
  await Promise.all(nudges.map(({ kind, subject }) => messenger.nudge(kind, subject)));
  await markDelivered(
    db.pool,
    nudges.map((it) => it.nudgeId),
  );
}
