import { endWith } from '../connect/errors.js';
import { firstSignal } from '../terminal/signals.js';
import { createParts, type Parts } from './parts.js';

/** Supervisors kill a process that has not stopped after 30 seconds. */
const STOP_MS = 27_000;
/** After a failed start there is nothing to finish, and a supervisor waits to start the process again. */
const FAILED_START_MS = 2_000;

/**
 * Runs a worker, an API or `up` until it is told to stop or ends by itself. The first SIGINT or SIGTERM stops all parts, even while
 * they are starting; the second ends the process at once. An error is printed, and decides the exit status.
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
    // An error of a start that a signal has broken off is of no interest.
    starting.catch(() => undefined);
    const started = await Promise.race([starting, signalled]);
    patienceMs = STOP_MS;
    await Promise.race([started?.ended, signalled]);
  } catch (error) {
    // Printed before the parts are stopped, in case stopping hangs.
    endWith(error);
  }
  if (patienceMs === STOP_MS) say('stopping …');
  endAfter(patienceMs, patienceMs === STOP_MS);
  await parts.stop();
  if (patienceMs === STOP_MS) say('stopped');
}

/** Ends the process even if a part hangs: what was under way is found in the database at the next start. */
function endAfter(ms: number, told: boolean): void {
  setTimeout(() => {
    // A failed start has printed its own error.
    if (told) process.stderr.write('not everything stopped in time: what was under way is found at the next start\n');
    process.exit();
  }, ms).unref();
}
