import type { Client, WorkflowHandle } from '@temporalio/client';
import pMap from 'p-map';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** What the histories say of a wave, by the server's clock. */
export interface Wave {
  /** When the last of them had set its timer. */
  asleep: number;
  firstFired: number;
  lastFired: number;
  /** When the server had recorded the last of what the wave brought about. */
  lastEvent: number;
  /** Events from the firing on, all workflows together. */
  events: number;
  /** Workflows that have not come to rest: no end, and no timer set after the one that fired. */
  restless: number;
  /** Workflows that were not yet asleep at the moment asked about. */
  late: number;
}

export async function readWave(client: Client, ids: string[], asleepBy: number): Promise<Wave> {
  const wave: Wave = { asleep: 0, firstFired: Infinity, lastFired: 0, lastEvent: 0, events: 0, restless: 0, late: 0 };
  await pMap(ids, async (id) => add(wave, await client.workflow.getHandle(id).fetchHistory(), asleepBy), {
    concurrency: 16,
  });
  return wave;
}

function add(wave: Wave, history: History, asleepBy: number): void {
  const events = history.events ?? [];
  const setAt = events.findIndex((event) => event.timerStartedEventAttributes);
  const firedAt = events.findIndex((event) => event.timerFiredEventAttributes);
  if (setAt < 0 || timeOf(events[setAt]!) > asleepBy) wave.late++;
  else wave.asleep = Math.max(wave.asleep, timeOf(events[setAt]!));
  if (firedAt < 0) {
    wave.restless++;
    return;
  }
  const after = events.slice(firedAt);
  const ended = after.some(
    (event) => event.workflowExecutionCompletedEventAttributes || event.timerStartedEventAttributes,
  );
  if (!ended) wave.restless++;
  wave.events += after.length;
  wave.firstFired = Math.min(wave.firstFired, timeOf(after[0]!));
  wave.lastFired = Math.max(wave.lastFired, timeOf(after[0]!));
  wave.lastEvent = Math.max(wave.lastEvent, timeOf(after.at(-1)!));
}

function timeOf({ eventTime }: NonNullable<History['events']>[number]): number {
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}

/** Events and bytes of the workflows' histories by the server's own count, added up; none for a workflow that is not there. */
export async function sizeOf(client: Client, ids: string[]): Promise<{ events: number; bytes: number }> {
  const sizes = await Promise.all(
    ids.map(async (id) => {
      const found = await client.workflow
        .getHandle(id)
        .describe()
        .catch(() => null);
      return { events: found?.historyLength ?? 0, bytes: found?.historySize ?? 0 };
    }),
  );
  return sizes.reduce((sum, it) => ({ events: sum.events + it.events, bytes: sum.bytes + it.bytes }), {
    events: 0,
    bytes: 0,
  });
}
