import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Messenger } from '../../../activities/dependencies.js';
import { presentVariables } from '../../lender/environment.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { Database } from '../../store/base/connection/database.js';
import { identityOf } from '../../store/base/identity.js';
import { strangerFault } from '../../worker/run/namespace.js';
import { patient } from '../../worker/run/patient.js';
import { temporalFault } from '../../worker/run/temporal-faults.js';
import { createMessenger } from '../../worker/tell/messenger.js';
import { environment } from './connect.js';
import { Unreachable } from './errors.js';
import { inTime, REACH_MS, type Service } from './in-time.js';

export interface TemporalContext {
  client: Client;
  messenger: Messenger;
  close(): Promise<void>;
}

/**
 * `prepare`: done before the check to which database the namespace belongs.
 * @throws Unreachable when the Temporal server does not answer, or the namespace is not this database's
 */
export async function connectTemporal(
  db: Database,
  prepare: (client: Client) => Promise<void> = async () => undefined,
): Promise<TemporalContext> {
  const { client, close } = await reachTemporal(environment());
  await prepare(client).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const stranger = await strangerFault(client, await identityOf(db.pool));
  if (stranger === null) return { client, messenger: createMessenger(client), close };
  await close();
  throw new Unreachable(stranger);
}

/** A client of a server that answers and has the namespace. @throws Unreachable when it does not, or has not */
export async function reachTemporal(
  env: NodeJS.ProcessEnv,
  patienceMs = REACH_MS,
): Promise<{ client: Client; close(): Promise<void> }> {
  const { connectionOptions, namespace = 'default' } = temporalConfig(env);
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ ...patient(connectionOptions), connectTimeout: patienceMs });
    await inTime(connection.workflowService.describeNamespace({ namespace }), patienceMs);
    const { close } = connection;
    return { client: new Client({ connection, namespace }), close: close.bind(connection) };
  } catch (error) {
    await connection?.close();
    throw new Unreachable(temporalFault(error, { namespace }));
  }
}

/** TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_* and temporal.toml, as every Temporal tool reads them. */
export function temporalConfig(env: NodeJS.ProcessEnv) {
  try {
    return loadClientConnectConfig({ overrideEnvVars: presentVariables(env) });
  } catch (error) {
    throw new BadInput([`TEMPORAL_…: ${(error as Error).message}`]);
  }
}

export const temporalThere = (client: Client): Service => {
  const { namespace } = client.options;
  return {
    // A question that the server's front end answers by itself: everything else is late while the server has much to write.
    ask: () => client.workflowService.getSystemInfo({}),
    fault: (error) => new Unreachable(temporalFault(error, { namespace })),
  };
};
