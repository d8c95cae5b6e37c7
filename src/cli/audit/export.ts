import type { KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { signed } from '../../domain/proof/envelope.js';
import { ENTRIES, HEAD, MANIFEST, manifestOf, SIGNATURE, STAMP, statementOfExport } from '../../domain/proof/export.js';
import { BadInput } from '../../library/checked-yaml.js';
import { ownRules } from '../../library/own-rules.js';
import { ownVersion } from '../../library/own-version.js';
import { projectPath } from '../../library/project-path.js';
import { rows } from '../../store/base/connection/database.js';
import { noteFact } from '../../store/facts/facts.js';
import { exportPerson } from '../../store/people/person-export.js';
import { appendToRecord } from '../../store/proof/append.js';
import { entriesOf } from '../../store/proof/export.js';
import { signHead } from '../../store/proof/heads/heads.js';
import { type Vouchers, vouchForHeads } from '../../store/proof/heads/vouch.js';
import { whichLoans } from '../../store/proof/which-loans.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { Unreachable } from '../connect/errors.js';
import { me } from '../connect/me.js';
import { now } from '../connect/now.js';
import { checkDay } from '../terminal/check-day.js';
import { writeNew } from '../terminal/write-new.js';
import { keptFiles, runningFiles } from './histories.js';
import { pageOf } from './page.js';
import { proofOf } from './proof-of-database.js';
import { zipped } from './zip.js';

interface Signing {
  signing: KeyObject;
  vouchers: Vouchers;
}

interface Made {
  zip: Buffer;
  entries: number;
  /** Histories that stand in the record. */
  kept: number;
  /** Those that do not yet, since their workflows still run; null: the server did not answer. */
  running: number | null;
}

interface Options {
  out: string;
  borrower?: string;
  from?: string;
  until?: string;
  sample?: number;
  seed?: string;
  reason?: string;
}

export const exportCommand = (command: Command): Command =>
  command
    .description(
      'all that the record has of a loan and its borrower, in one file that proves itself; or a folder of such files, of the loans that are asked for',
    )
    .argument('[loan]')
    .requiredOption('--out <file>', 'the ZIP of the loan that is named, else a new folder')
    .option('--borrower <borrower>', 'the loans of this borrower')
    .option('--from <date>', 'loans for which something was decided from this day on')
    .option('--until <date>', '… to before this day')
    .option('--sample <n>', 'so many of them, drawn by the seed', countOf)
    .option('--seed <text>', 'who knows it can draw the same loans again')
    .option('--reason <text>', 'besides in the clear what is known of the person, person.json; audited')
    .action(async (loan: string | undefined, options: Options) => {
      await withDatabase(async (context) => {
        if (loan !== undefined) await one(context, loan, options);
        else await several(context, options);
      });
    });

function countOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new BadInput([`--sample: not a number of loans: ${text}`]);
  return Number(text);
}

async function one(context: DatabaseContext, loan: string, { out, reason }: Options): Promise<void> {
  const made = await writeNew(
    out,
    () => signingOf().then((it) => exported(context, loan, it, reason)),
    (it) => it.zip,
  );
  process.stdout.write(`${out}: ${inWords(made)}\n`);
}

async function several(context: DatabaseContext, options: Options): Promise<void> {
  const { out, borrower = null, from = null, until = null, sample, seed, reason } = options;
  if (borrower === null && from === null && until === null && sample === undefined)
    throw new BadInput(['which loans: name one, or --borrower, --from, --until, --sample with --seed']);
  if ((sample === undefined) !== (seed === undefined)) throw new BadInput(['--sample and --seed go together']);
  for (const [option, day] of Object.entries({ '--from': from, '--until': until }))
    if (day !== null) checkDay(option, day);
  const drawn = sample === undefined ? null : { size: sample, seed: seed! };
  const loans = await whichLoans(context.db.pool, { borrower, from, until, sample: drawn });
  if (loans.length === 0) throw new BadInput(['there is no such loan']);
  await mkdir(out).catch(() => {
    throw new BadInput([`${out} is there already, or cannot be made`]);
  });
  const signing = await signingOf();
  for (const loan of loans) {
    const file = join(out, `${encodeURIComponent(loan)}.zip`);
    const made = await writeNew(
      file,
      () => exported(context, loan, signing, reason),
      (it) => it.zip,
    );
    process.stdout.write(`${file}: ${inWords(made)}\n`);
  }
}

const inWords = ({ entries, kept, running }: Made): string =>
  `${entries} things with their proofs, ${kept} histories; ${running === null ? 'Temporal does not answer: those that still run are not in it' : `${running} that still run, without proof`}`;

/** What signs. @throws BadInput where nothing does */
async function signingOf(): Promise<Signing> {
  const { signing, vouchers } = await proofOf({});
  if (signing === null) throw new BadInput(['AUDIT_KEY is not set: what is not signed proves nothing']);
  return { signing, vouchers };
}

/** @throws BadInput for a loan that is not there */
async function exported(
  { db, seal }: DatabaseContext,
  loan: string,
  { signing, vouchers }: Signing,
  reason?: string,
): Promise<Made> {
  const [of] = await rows<{ borrower: string }>(
    db.pool,
    'SELECT borrower_id AS borrower FROM loans WHERE loan_id = $1',
    [loan],
  );
  if (!of) throw new BadInput([`no loan ${loan}`]);
  const person = reason === undefined ? null : await exportPerson(db, seal, of.borrower, reason, me());
  // The file says of itself that it was made.
  await noteFact(db.pool, me(), 'audit export', `loan/${loan}`, reason === undefined ? {} : { reason });
  await appendToRecord(db, Date.now());
  await signHead(db, signing, Date.now());
  for (const it of await vouchForHeads(db, vouchers, Date.now())) process.stderr.write(`${it}\n`);
  const found = await entriesOf(db, of.borrower);
  if (!found) throw new BadInput(['the record is empty']);
  const { head, stamp, entries, later, workflows } = found;
  const kept = await keptFiles(db.pool, workflows);
  const others = await running(db, workflows, kept);
  const about = {
    ...{ loan, borrower: of.borrower, madeAt: new Date().toISOString(), madeBy: me().actor },
    ...{ asOf: new Date(now()).toISOString(), program: ownVersion(), rules: ownRules() },
  };
  const files = new Map<string, Uint8Array>([
    ['index.html', Buffer.from(pageOf(about, entries, later))],
    [HEAD, Buffer.from(JSON.stringify(head))],
    ...(stamp ? [[STAMP, stamp] as const] : []),
    [ENTRIES, Buffer.from(JSON.stringify(entries))],
    ['verify.sh', await readFile(projectPath('docs/verify-export.sh'))],
    ...kept,
    ...(others ?? []),
  ]);
  if (person) files.set('person.json', Buffer.from(JSON.stringify(person)));
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
