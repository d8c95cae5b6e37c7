import pMap from 'p-map';
import type { Messenger } from '../../activities/dependencies.js';
import type { Database } from '../store/database.js';
import { markDelivered, waitingNudges } from '../store/nudges.js';

const PAGE = 1000;
/** The server takes starts one after another: more at once only makes the others wait longer. */
const AT_ONCE = 32;

/**
 * Delivers every nudge that waits; one word to a workflow stands for all that wait for it. May be broken off anywhere:
 * what was delivered but not marked is delivered once more, which does no harm. Answers how many workflows were told.
 */
export async function deliverNudges(
  db: Database,
  messenger: Messenger,
  onProgress: (told: number) => void = () => undefined,
): Promise<number> {
  let told = 0;
  for (let after = 0; ; ) {
    const page = await waitingNudges(db.pool, after, PAGE);
    if (page.length === 0) return told;
    after = page.at(-1)!.nudgeId;
    const subjects = new Map(page.map((it) => [`${it.kind}/${it.subject}`, it]));
    await pMap(subjects.values(), ({ kind, subject }) => messenger.nudge(kind, subject), { concurrency: AT_ONCE });
    await markDelivered(
      db.pool,
      page.map((it) => it.nudgeId),
    );
    told += subjects.size;
    onProgress(told);
  }
}
