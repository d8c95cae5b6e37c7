import { takeUploaded } from '../../../book/take-uploaded.js';
import { giveBackLease, keepLease, type Lease, takeLease } from '../../../store/base/leases.js';
import { openImports } from '../../../store/incoming/imports.js';
import type { ApiContext } from '../../context.js';

/** Of several processes one reads a book; who dies keeps the others out for so long. */
const LEASE_MS = 10_000;
/** What another process has left is looked for this often. */
const LOOK_MS = 5_000;

/** Reads what came and is not read yet, one book after the other; `soon`: there is one. */
export function readImports(context: ApiContext): { begin(): void; soon(): void; stop(): void } {
  let busy = false;
  let again = false;
  let stopped = false;
  const look = async (): Promise<void> => {
    if (busy || stopped) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      await readAll(context, () => stopped).catch((error: { code?: string; name: string }) => {
        if (!stopped) context.log('error', `a book could not be read, and is tried again: ${error.code ?? error.name}`);
      });
    } while (again && !stopped);
    busy = false;
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: () => {
      timer = setInterval(() => void look(), LOOK_MS).unref();
      void look();
    },
    soon: () => void look(),
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}

async function readAll(context: ApiContext, isStopped: () => boolean): Promise<void> {
  const { db, seal, now, settings, tell } = context;
  for (const it of await openImports(db.pool)) {
    if (isStopped()) return;
    const lease = await takeLease(db.pool, `import/${it.import}`, LEASE_MS);
    if (lease === null) continue;
    const kept = keeping(context, lease);
    try {
      await takeUploaded(db, seal, it, { now: now(), country: settings.country });
    } finally {
      clearInterval(kept);
      await giveBackLease(db.pool, lease).catch(() => undefined);
    }
    tell();
  }
}

const keeping = ({ db }: ApiContext, lease: Lease) =>
  setInterval(() => void keepLease(db.pool, lease, LEASE_MS).catch(() => undefined), LEASE_MS / 4).unref();
