import type { Client } from '@temporalio/client';
import type { ApiHealth } from '../../api/context.js';
import type { Database } from '../../store/base/connection/database.js';
import { databaseFault } from '../../store/base/connection/database-faults.js';
import { databaseFaults } from '../../store/base/health.js';
import { identityOf } from '../../store/base/identity.js';
import { attributeFaults, strangerFault } from '../../worker/run/namespace.js';

/** A health check must answer quickly, even when Temporal does not. */
const ASK_MS = 2_000;
/** Anybody may call /health as often as they like; the database is asked at most once in this time. */
const FRESH_FOR_MS = 1_000;

/**
 * The API's health, looked at anew when the last look is older than FRESH_FOR_MS. A change is logged once, with what is wrong; the
 * outside only learns that something is.
 */
export function apiHealth(db: Database, client: Client, say: (line: string) => void): () => Promise<ApiHealth> {
  let known: Promise<ApiHealth> | null = null;
  let lookedAt = 0;
  let looking = false;
  let said = '';
  const look = async (): Promise<ApiHealth> => {
    const database = await databaseFaults(db).catch((error: unknown) => [databaseFault(error) ?? 'the database fails']);
    const temporal = await namespaceFaults(client, db).catch(() => null);
    const all = [...database, ...(temporal ?? [])].join('; ');
    if (all !== said) say(all || 'all is well again');
    said = all;
    return {
      database: database.length === 0,
      temporal: temporal === null ? 'away' : temporal.length === 0 ? 'good' : 'refused',
    };
  };
  return () => {
    if (known === null || (!looking && performance.now() - lookedAt > FRESH_FOR_MS)) {
      looking = true;
      known = look().finally(() => {
        lookedAt = performance.now();
        looking = false;
      });
    }
    return known;
  };
}

async function namespaceFaults(client: Client, db: Database): Promise<string[]> {
  return client.withDeadline(Date.now() + ASK_MS, async () => {
    const stranger = await strangerFault(client, await identityOf(db.pool));
    return stranger === null ? attributeFaults(client, { make: false }) : [stranger];
  });
}
