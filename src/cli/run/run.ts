import { endWith } from '../connect/errors.js';
import { firstSignal } from '../terminal/signals.js';
import { createParts, type Parts } from './parts.js';

/** Supervisors lose patience after 30 seconds and kill. */
const STOP_MS = 27_000;
/** After a start that failed nothing is under way, and a supervisor waits to start it again. */
const FAILED_START_MS = 2_000;

/**
 * Runs what serves until it is told to stop, or ends by itself. The first SIGINT or SIGTERM stops all parts, also those of a
 * start that is not done; the second ends the process at once. What fails is told, and is the exit status.
 */
export async function runUntilStopped(
  start: (parts: Parts) => Promise<{ ended: Promise<unknown> }>,
  say: (line: string) => void = () => undefined,
): Promise<void> {
  const parts = createParts();
  const signalled = firstSignal();
  let patienceMs = FAILED_START_MS;
  try {
    const starting = start(parts);
    // What a start that is given up says afterwards interests nobody.
    starting.catch(() => undefined);
    const started = await Promise.race([starting, signalled]);
    patienceMs = STOP_MS;
    await Promise.race([started?.ended, signalled]);
  } catch (error) {
    // Said before anything is stopped: should that hang, it has been said, and the status is right.
    endWith(error);
  }
  if (patienceMs === STOP_MS) say('stopping …');
  endAfter(patienceMs, patienceMs === STOP_MS);
  await parts.stop();
  if (patienceMs === STOP_MS) say('stopped');
}

/** Whatever hangs: what is left behind is found at the next start, by the database. */
function endAfter(ms: number, told: boolean): void {
  setTimeout(() => {
    // Of a start that failed its own line says all.
    if (told) process.stderr.write('not everything stopped in time: what was under way is found at the next start\n');
    process.exit();
  }, ms).unref();
}
