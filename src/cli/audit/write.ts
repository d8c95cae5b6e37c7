import type { Command } from 'commander';
import { appendToRecord } from '../../store/proof/append.js';
import { signHead } from '../../store/proof/heads/heads.js';
import { vouchForHeads } from '../../store/proof/heads/vouch.js';
import { withDatabase } from '../connect/connect.js';
import { proofOf } from './proof-of-database.js';

export const writeCommand = (command: Command): Command =>
  command
    .description('write what was changed into the record now, and sign it, instead of at the next hour')
    .option('--json', 'one JSON document')
    .action(async ({ json }: { json?: true }) => {
      const { signing, vouchers } = await proofOf({});
      await withDatabase(async ({ db }) => {
        const now = Date.now();
        const added = await appendToRecord(db, now);
        const size = signing === null ? null : await signHead(db, signing, now);
        for (const it of await vouchForHeads(db, vouchers, now)) process.stderr.write(`${it}\n`);
        if (json) process.stdout.write(`${JSON.stringify({ added, signed: size })}\n`);
        else
          process.stdout.write(
            `${added} entries were added; ${size === null ? (signing === null ? 'nothing is signed: AUDIT_KEY is not set' : 'nothing new to sign') : `a head over ${size} is signed`}\n`,
          );
      });
    });
