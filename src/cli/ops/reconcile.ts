import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { Failure } from '../../../activities/dependencies.js';
import { type Moment, parseMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { Database } from '../../store/base/connection/database.js';
import type { DoubtfulMail } from '../../store/notices/restored-mails.js';
import { noteRestored } from '../../store/notices/sending.js';
import { beginPapersAnew } from '../../worker/mend/begin-anew.js';
import { mend } from '../../worker/mend/mend.js';
import { isOfOriginal } from '../../worker/run/namespace.js';
import { withDatabase } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { me } from '../connect/me.js';
import { clockHere } from '../connect/now.js';
import { readyDatabase } from '../run/ready.js';
import { adopt } from './adopt.js';

export function reconcileCommand(command: Command): Command {
  return command
    .option(
      '--after-restore <moment>',
      'the database was restored from a backup, and until then (2026-11-29T14:05:00+08:00) others of its workers may have sent: whatever belongs to a time before is asked of its provider before it goes. Before the workers start',
    )
    .option('--json', 'one JSON document')
    .action(async (options: { afterRestore?: string; json?: boolean }) => {
      const restored = options.afterRestore === undefined ? null : parseMoment(options.afterRestore);
      if (options.afterRestore !== undefined && restored === null)
        throw new BadInput([`--after-restore: not a moment: ${options.afterRestore}`]);
      await withDatabase(async ({ db }) => {
        const ours = async (client: Client) => {
          const identity = await readyDatabase(db);
          if (await isOfOriginal(client, identity)) await adopt(db, client, identity);
        };
        const temporal = await connectTemporal(db, restored === null ? undefined : ours);
        try {
          const after = restored === null ? NOTHING : await afterRestore(db, temporal.client, restored);
          const mended = await mend(db, temporal.client, temporal.messenger, clockHere());
          const counted = { ...after.counted, ...mended.counted };
          const failed = [...after.failed, ...mended.failed];
          const named = restored === null ? {} : { mailsAsked: after.mails };
          if (options.json) process.stdout.write(`${JSON.stringify({ ...counted, ...named, failed })}\n`);
          else {
            for (const [what, count] of Object.entries(counted)) process.stdout.write(`${words(what)}: ${count}\n`);
            for (const { what, staff } of after.mails)
              process.stdout.write(
                `may have gone: mail to ${staff}, ${what}: the mail server is asked, and where it cannot be, it is not sent\n`,
              );
            for (const { what, why } of failed) process.stdout.write(`not mended: ${what}: ${why}\n`);
          }
          if (failed.length > 0) process.exitCode = 1;
        } finally {
          await temporal.close();
        }
      });
    });
}

interface AfterRestore {
  counted: Record<string, number>;
  /** Mails to staff of which nobody knows whether they went. */
  mails: DoubtfulMail[];
  failed: Failure[];
}

const NOTHING: AfterRestore = { counted: {}, mails: [], failed: [] };

async function afterRestore(db: Database, client: Client, until: Moment): Promise<AfterRestore> {
  const { notices, mails } = await noteRestored(db, until, me());
  const { papersBegunAnew, failed } = await beginPapersAnew(client);
  return { counted: { noticesAsked: notices, papersBegunAnew }, mails, failed };
}

const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
