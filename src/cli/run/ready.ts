import type { Client } from '@temporalio/client';
import type { Database } from '../../store/base/connection/database.js';
import { databaseFaults } from '../../store/base/health.js';
import { type Identity, identityOf } from '../../store/base/identity.js';
import {
  adoptNamespace,
  attributeFaults,
  claimNamespace,
  strangerFault,
  temporalClockFaults,
} from '../../worker/run/namespace.js';
import { temporalFault } from '../../worker/run/temporal-faults.js';
import { temporalThere } from '../connect/connect-temporal.js';
import { databaseError, refuse, Unreachable } from '../connect/errors.js';
import { AT_START_MS, inTime, whileThere } from '../connect/in-time.js';

/** What must hold before a worker or the API acts: nothing is decided or sent otherwise. */

/** @throws Unreachable: read-only, a clock that is off, missing grants … */
export async function readyDatabase(db: Database): Promise<Identity> {
  try {
    refuse(await inTime(databaseFaults(db), AT_START_MS));
    return await inTime(identityOf(db.pool), AT_START_MS);
  } catch (error) {
    throw databaseError(error);
  }
}

/**
 * The namespace becomes this database's if it is no other's; with `own` whosever it was, since the server is ours alone.
 * Search attributes are made where that is allowed. @throws Unreachable for the namespace of another database and the like
 */
export async function readyNamespace(client: Client, identity: Identity, { own = false } = {}): Promise<void> {
  const soon = <T>(asked: Promise<T>) => inTime(asked, AT_START_MS);
  try {
    if (own && (await soon(strangerFault(client, identity))) !== null) await soon(adoptNamespace(client, identity));
    const stranger = await soon(claimNamespace(client, identity));
    refuse(stranger === null ? [] : [stranger]);
    // Making them may take a server longer than an answer.
    refuse(await whileThere([temporalThere(client)], () => attributeFaults(client, { make: true })));
    refuse(await soon(temporalClockFaults(client)));
  } catch (error) {
    throw error instanceof Unreachable
      ? error
      : new Unreachable(temporalFault(error, { namespace: client.options.namespace }));
  }
}
