/** `postloan worker` in the time of a test. A process of its own, so that a test can kill it. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { assemble } from '../../src/worker/assemble.js';
import { builtBundle } from '../../src/worker/bundle.js';
import { installRuntime } from '../../src/worker/runtime.js';
import { startWorkers } from '../../src/worker/worker.js';
import { testClock } from './clock.js';

const { TEMPORAL_ADDRESS: address = '', TEST_CLOCK: clockFile = '' } = process.env;
installRuntime();
const native = await NativeConnection.connect({ address });
const connection = await Connection.connect({ address });
const dependencies = await assemble(process.env, new Client({ connection }), testClock(clockFile));
const workers = await startWorkers(native, dependencies, await builtBundle());
process.once('SIGTERM', () => void workers.stop());
process.stdout.write('worker is running\n');
await workers.running;
await dependencies.close();
await connection.close();
await native.close();
