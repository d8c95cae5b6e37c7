/** `postloan worker` in the time of a test. A process of its own, so that a test can kill it. */
import { runUntilStopped } from '../../src/cli/run/run.js';
import { startWorker } from '../../src/cli/run/worker.js';
import { installRuntime } from '../../src/worker/run/runtime.js';
import { testClock } from './clock.js';

installRuntime();
await runUntilStopped(async (parts) => {
  const worker = await startWorker(parts, process.env, testClock(process.env.TEST_CLOCK ?? ''));
  process.stdout.write('worker is running\n');
  return { ended: worker.running };
});
process.exit();
