import pMap from 'p-map';
import type { Messenger } from '../../../activities/dependencies.js';
import type { Database } from '../../store/base/connection/database.js';
import { begins, markDelivered, type Nudge, waitingNudges } from '../../store/base/nudges.js';
import type { NudgeKind } from '../../store/base/subjects.js';
import { isAway, refusalOf } from './refused.js';

const PAGE = 1000;
/** The server takes starts one after another: more at once only makes the others wait longer. */
const AT_ONCE = 32;

/** A workflow that could not be told: its nudge goes on waiting. */
export interface Undelivered {
  kind: NudgeKind;
  subject: string;
  why: string;
}

export interface Delivery {
  /** How many workflows were told. */
  told: number;
  failed: Undelivered[];
}

/**
 * Delivers every nudge that waits; one word to a workflow stands for all that wait for it, and one that cannot be told holds
 * up no other. May be broken off anywhere: what was delivered but not marked is delivered once more, which does no harm.
 * @throws when the server answers nobody
 */
export async function deliverNudges(
  db: Database,
  messenger: Messenger,
  onProgress: (told: number) => void = () => undefined,
): Promise<Delivery> {
  const delivery: Delivery = { told: 0, failed: [] };
  const tell = tellingEach(messenger);
  for (let after = 0; ; ) {
    const page = await waitingNudges(db.pool, after, PAGE);
    if (page.length === 0) return delivery;
    after = page.at(-1)!.nudgeId;
    const failed = await tell(page);
    const waits = new Set(failed.map(nameOf));
    await markDelivered(
      db.pool,
      page.filter((it) => !waits.has(nameOf(it))).map((it) => it.nudgeId),
    );
    delivery.told += new Set(page.map(nameOf)).size - failed.length;
    delivery.failed.push(...failed);
    onProgress(delivery.told);
  }
}

const nameOf = ({ kind, subject }: Pick<Nudge, 'kind' | 'subject'>) => `${kind}/${subject}`;

/** Nudges each of many workflows once, and answers which could not be nudged. If nobody of a whole round answers, the server is away. */
export function tellingEach(messenger: Messenger) {
  let unanswered = 0;
  return async (many: readonly Omit<Nudge, 'nudgeId'>[]): Promise<Undelivered[]> => {
    const failed: Undelivered[] = [];
    const each = new Map(many.map((it) => [nameOf(it), it]));
    const beginning = new Set(many.filter(begins).map(nameOf));
    await pMap(
      each.values(),
      async ({ kind, subject }) => {
        try {
          await messenger.nudge(kind, subject, beginning.has(nameOf({ kind, subject })));
          unanswered = 0;
        } catch (error) {
          if (isAway(error) && ++unanswered >= Math.min(AT_ONCE, each.size)) throw error;
          failed.push({ kind, subject, why: refusalOf(error) });
        }
      },
      { concurrency: AT_ONCE },
    );
    return failed;
  };
}
