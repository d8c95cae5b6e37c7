/** `postloan worker` in the time of a test. A process of its own, so that a test can kill it. */
import { runWorker } from '../../src/cli/worker.js';
import { installRuntime } from '../../src/worker/runtime.js';
import { testClock } from './clock.js';

installRuntime();
const worker = await runWorker(process.env, testClock(process.env.TEST_CLOCK ?? ''));
process.stdout.write('worker is running\n');
await worker.running.finally(() => worker.close());
