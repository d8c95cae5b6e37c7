import type { Command } from 'commander';
import { noteFindings } from '../../store/proof/break-task.js';
import { type Checked, checkRecord } from '../../store/proof/check.js';
import { withDatabase } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { proofOf, repeated } from './proof-of-database.js';

interface Options {
  key?: string[];
  witness?: string[];
  tsa?: string[];
  json?: true;
}

export const checkCommand = (command: Command): Command =>
  command
    .description(
      'whether all in the database is as the record says, and the record as it was signed; status 1 where not',
    )
    .option(
      '--key <file>',
      'a public key that is trusted, as PEM, instead of the lender’s settings; may be repeated',
      repeated,
    )
    .option(
      '--witness <place>',
      'a folder, or s3://BUCKET/FOLDER, where the heads were kept, instead of the lender’s settings; may be repeated',
      repeated,
    )
    .option(
      '--tsa <file>',
      'a certificate of the authority of time, as PEM, instead of the lender’s settings; may be repeated',
      repeated,
    )
    .option('--json', 'one JSON document')
    .action(async (options: Options) => {
      const { trusted, vouchers } = await proofOf(options);
      await withDatabase(async ({ db }) => {
        const checked = await checkRecord(db, trusted, vouchers);
        await noteFindings(db, checked, Date.now(), now());
        if (options.json) process.stdout.write(`${JSON.stringify(checked)}\n`);
        else say(checked, vouchers.witnesses.length > 0);
        if (checked.findings.length > 0) process.exitCode = 1;
      });
    });

function say({ findings, things, leaves, heads, stamped, waiting }: Checked, witnessed: boolean): void {
  for (const { what, where, says } of findings) process.stdout.write(`${what}: ${where}: ${says}\n`);
  const verdict =
    findings.length === 0
      ? 'all is as the record says'
      : `${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} not as the record says`;
  process.stdout.write(
    `${verdict}: ${things} things compared, ${leaves} entries of the record, ${heads} signed heads${stamped > 0 ? `, ${stamped} of them stamped` : ''}, ${waiting} changes not written into it yet\n`,
  );
  if (!witnessed) process.stdout.write('no witness: whether the end of the record was cut off is not known\n');
}
