import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findTemporalCli } from '../../src/embedded/temporal/fetch-temporal.js';
import { addMissingSearchAttributes } from '../../src/search-attributes.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.js';

/** Temporal's dev server in memory, with settings that the product has no need of: to make rare things happen. */
export async function startLocalServer(dynamicConfig: Record<string, string | number | boolean>) {
  const path = await findTemporalCli(() => undefined);
  const extraArgs = Object.entries(dynamicConfig).flatMap(([name, value]) => [
    '--dynamic-config-value',
    `${name}=${JSON.stringify(value)}`,
  ]);
  const server = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path }, extraArgs, log: { format: 'pretty', level: 'error' } },
  });
  await addMissingSearchAttributes(server.connection, SEARCH_ATTRIBUTES);
  return { address: server.address, pid: 0, stop: () => server.teardown() };
}
