import { heartbeat } from '@temporalio/activity';

const BEAT_MS = 5_000;

/** Says every few seconds that it lives, and how far it is: a statement over a million loans may take a minute. */
export async function beating<T>(progress: object, work: () => Promise<T>): Promise<T> {
  const beat = setInterval(() => heartbeat({ ...progress }), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
