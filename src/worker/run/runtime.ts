import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { ownEnvironment } from '../../lender/own-environment.js';
import { processLog } from './log.js';

let installed = false;

/** One log for the process: warnings and errors of the SDK as JSON lines on standard error, ids only. */
export function installRuntime(): void {
  if (installed) return;
  const log = processLog(ownEnvironment());
  installed = true;
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    const { error, workflowId, activityType, attempt } = (meta ?? {}) as Record<string, unknown>;
    const fields = { workflowId, activityType, attempt, ...(error instanceof Error ? { error: error.message } : {}) };
    if (level === 'ERROR') log.error(fields, message);
    else log.warn(fields, message);
  });
  Runtime.install({
    logger,
    // Ctrl-C is handled by whoever started the process: `up` stops its parts in order, the worker command itself.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
  });
}
