import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Database } from '../../store/base/connection/database.js';
import type { Identity } from '../../store/base/identity.js';
import { noteFact } from '../../store/facts/facts.js';
import { TRUST_MS } from '../../worker/run/guard.js';
import { adoptNamespace } from '../../worker/run/namespace.js';
import { me } from '../connect/me.js';

/** From here on the namespace is this database's; answers when no worker of another one acts any more. */
export async function adopt(db: Database, client: Client, identity: Identity): Promise<void> {
  await adoptNamespace(client, identity);
  await noteFact(db.pool, me(), 'namespace adopted', `namespace/${client.options.namespace}`, { ...identity });
  await sleep(TRUST_MS);
}
