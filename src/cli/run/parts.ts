import { setTimeout as sleep } from 'node:timers/promises';

/** How long a part may take to stop: longer than the database takes to end its connections. */
const PATIENCE_MS = 6_000;

/** What a process has started. Stopped in the opposite order; a part that fails or hangs keeps no other from stopping. */
export interface Parts {
  /** Aborted when stopping begins: whoever is still starting something gives up. */
  signal: AbortSignal;
  /**
   * `stop` may take `patienceMs`, then it is left behind. A part that comes when stopping has begun is stopped at once.
   * @throws the signal's reason then
   */
  add(name: string, stop: () => unknown, patienceMs?: number): void;
  /** Never rejects; asked again, it waits for the first time. */
  stop(): Promise<void>;
}

interface Part {
  name: string;
  stop: () => unknown;
  patienceMs: number;
}

export function createParts(): Parts {
  const begun: Part[] = [];
  const stopping = new AbortController();
  let stopped: Promise<void> | null = null;
  const stopAll = async () => {
    stopping.abort(new Error('stopping'));
    for (const part of begun.reverse()) await stopOne(part);
  };
  return {
    signal: stopping.signal,
    add: (name, stop, patienceMs = PATIENCE_MS) => {
      const part = { name, stop, patienceMs };
      if (!stopping.signal.aborted) return void begun.push(part);
      void stopOne(part);
      stopping.signal.throwIfAborted();
    },
    stop: () => {
      stopped ??= stopAll();
      return stopped;
    },
  };
}

async function stopOne({ name, stop, patienceMs }: Part): Promise<void> {
  const done = new AbortController();
  const late = sleep(patienceMs, 'late', { signal: done.signal }).catch(() => 'done');
  try {
    const outcome = await Promise.race([(async () => stop())(), late]);
    if (outcome === 'late') tell(`${name} did not stop within ${patienceMs / 1000} s and is left behind`);
  } catch (error) {
    tell(`${name} did not stop in order: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    done.abort();
  }
}

function tell(line: string): void {
  process.stderr.write(`${line.replaceAll(/\s*\n\s*/g, ' ')}\n`);
}
