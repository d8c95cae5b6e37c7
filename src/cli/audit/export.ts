import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { signed } from '../../domain/proof/envelope.js';
import { ENTRIES, HEAD, MANIFEST, manifestOf, SIGNATURE, statementOfExport } from '../../domain/proof/export.js';
import { BadInput } from '../../library/checked-yaml.js';
import { projectPath } from '../../library/project-path.js';
import { rows } from '../../store/base/connection/database.js';
import { noteFact } from '../../store/facts/facts.js';
import { appendToRecord } from '../../store/proof/append.js';
import { entriesOf } from '../../store/proof/export.js';
import { signHead } from '../../store/proof/heads.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { Unreachable } from '../connect/errors.js';
import { me } from '../connect/me.js';
import { writeNew } from '../terminal/write-new.js';
import { keptFiles, runningFiles } from './histories.js';
import { pageOf } from './page.js';
import { proofOf } from './proof-of-database.js';
import { zipped } from './zip.js';

interface Made {
  zip: Buffer;
  entries: number;
  /** Histories that stand in the record. */
  kept: number;
  /** Those that do not yet, since their workflows still run; null: the server did not answer. */
  running: number | null;
}

export const exportCommand = (command: Command): Command =>
  command
    .description('all that the record has of a loan and its borrower, in one file that proves itself; no personal data')
    .argument('<loan>')
    .requiredOption('--out <file>', 'the ZIP to be written')
    .action(async (loan: string, { out }: { out: string }) => {
      await withDatabase(async (context) => {
        const made = await writeNew(
          out,
          () => exported(context, loan),
          (it) => it.zip,
        );
        process.stdout.write(
          `${out}: ${made.entries} things with their proofs, ${made.kept} histories; ${made.running === null ? 'Temporal does not answer: those that still run are not in it' : `${made.running} that still run, without proof`}\n`,
        );
      });
    });

/** @throws BadInput for a loan that is not there, or where nothing signs the record */
async function exported({ db }: DatabaseContext, loan: string): Promise<Made> {
  const { signing, witness } = await proofOf({});
  if (signing === null) throw new BadInput(['AUDIT_KEY is not set: what is not signed proves nothing']);
  const [of] = await rows<{ borrower: string }>(
    db.pool,
    'SELECT borrower_id AS borrower FROM loans WHERE loan_id = $1',
    [loan],
  );
  if (!of) throw new BadInput([`no loan ${loan}`]);
  // The file says of itself that it was made.
  await noteFact(db.pool, me(), 'audit export', `loan/${loan}`, {});
  await appendToRecord(db, Date.now());
  await signHead(db, signing, witness, Date.now());
  const found = await entriesOf(db, of.borrower);
  if (!found) throw new BadInput(['the record is empty']);
  const { head, entries, later, workflows } = found;
  const kept = await keptFiles(db.pool, workflows);
  const others = await running(db, workflows, kept);
  const about = { loan, borrower: of.borrower, madeAt: new Date().toISOString(), madeBy: me().actor };
  const files = new Map<string, Uint8Array>([
    ['index.html', Buffer.from(pageOf(about, entries, later))],
    [HEAD, Buffer.from(JSON.stringify(head))],
    [ENTRIES, Buffer.from(JSON.stringify(entries))],
    ['verify.sh', await readFile(projectPath('docs/verify-export.sh'))],
    ...kept,
    ...(others ?? []),
  ]);
  const manifest = Buffer.from(JSON.stringify(manifestOf(about, files)));
  files.set(MANIFEST, manifest);
  files.set(SIGNATURE, Buffer.from(JSON.stringify(signed(statementOfExport(manifest), signing))));
  return { zip: await zipped(files), entries: entries.length, kept: kept.size, running: others?.size ?? null };
}

/** Those that still run are the server's alone; one that does not answer keeps them. Null: it does not. */
async function running(
  db: DatabaseContext['db'],
  workflows: readonly string[],
  kept: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array> | null> {
  const temporal = await connectTemporal(db).catch((error: unknown) => {
    if (error instanceof Unreachable) return null;
    throw error;
  });
  if (!temporal) return null;
  return runningFiles(temporal.client, workflows, kept).finally(() => temporal.close());
}
