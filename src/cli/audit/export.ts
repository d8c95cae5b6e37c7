import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { headEnvelopeOf } from '../../domain/proof/export.js';
import { type Head, headOf } from '../../domain/proof/head.js';
import { BadInput } from '../../library/checked-yaml.js';
import { readBorrower } from '../../store/people/borrowers.js';
import { whichLoans } from '../../store/proof/which-loans.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { Unreachable } from '../connect/errors.js';
import { me } from '../connect/me.js';
import { checkDay } from '../terminal/check-day.js';
import { writeNew } from '../terminal/write-new.js';
import { type Made, type Making, makeExport } from './file/make-export.js';
import { unzipped } from './file/zip.js';
import { proofOf } from './proof-of-database.js';

interface Options {
  out: string;
  borrower?: string;
  from?: string;
  until?: string;
  sample?: number;
  seed?: string;
  reason?: string;
  since?: string;
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
    .option('--since <file>', 'an export of before: the proof that the record has only grown since is put in')
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

async function one(context: DatabaseContext, loan: string, { out, reason, since }: Options): Promise<void> {
  const before = await headIn(since);
  await withMaking(context, (making) => written(making(), loan, out, reason, before));
}

async function several(context: DatabaseContext, options: Options): Promise<void> {
  const { out, borrower = null, from = null, until = null, sample, seed, reason, since } = options;
  if (borrower === null && from === null && until === null && sample === undefined)
    throw new BadInput(['which loans: name one, or --borrower, --from, --until, --sample with --seed']);
  if ((sample === undefined) !== (seed === undefined)) throw new BadInput(['--sample and --seed go together']);
  for (const [option, day] of Object.entries({ '--from': from, '--until': until }))
    if (day !== null) checkDay(option, day);
  const drawn = sample === undefined ? null : { size: sample, seed: seed! };
  if (borrower !== null) await readBorrower(context.db.pool, borrower);
  const loans = await whichLoans(context.db.pool, { borrower, from, until, sample: drawn });
  if (loans.length === 0) throw new BadInput(['there is no such loan']);
  const before = await headIn(since);
  await mkdir(out).catch(() => {
    throw new BadInput([`${out} is there already, or cannot be made`]);
  });
  await withMaking(context, async (making) => {
    for (const loan of loans)
      await written(making(), loan, join(out, `${encodeURIComponent(loan)}.zip`), reason, before);
  });
}

/** The head of an export. @throws BadInput for a file that has none */
async function headIn(file: string | undefined): Promise<Head | undefined> {
  if (file === undefined) return undefined;
  const envelope = headEnvelopeOf(await unzipped(file));
  const head = envelope && headOf(envelope);
  if (!head) throw new BadInput([`${file}: is no export: it has no head`]);
  return head;
}

async function written(
  making: Making,
  loan: string,
  file: string,
  reason: string | undefined,
  since: Head | undefined,
): Promise<void> {
  const made = await writeNew(
    file,
    () => makeExport(making, loan, reason, since),
    (it) => it.zip,
  );
  for (const it of made.troubles) process.stderr.write(`${it}\n`);
  process.stdout.write(`${file}: ${inWords(made)}\n`);
}

const inWords = ({ entries, kept, running }: Made): string =>
  `${entries} things with their proofs, ${kept} histories; ${running === null ? 'Temporal does not answer: those that still run are not in it' : `${running} that still run, without proof`}`;

/** For as long as `work` lasts. @throws BadInput where nothing signs */
async function withMaking({ db, seal }: DatabaseContext, work: (making: () => Making) => Promise<void>): Promise<void> {
  const { signing, vouchers } = await proofOf({});
  if (signing === null) throw new BadInput(['AUDIT_KEY is not set: what is not signed proves nothing']);
  // A server that does not answer keeps what still runs.
  const temporal = await connectTemporal(db).catch((error: unknown) => {
    if (error instanceof Unreachable) return null;
    throw error;
  });
  const made = { db, seal, client: temporal?.client ?? null, signing, vouchers };
  await work(() => ({ ...made, by: me(), at: Date.now() })).finally(() => temporal?.close());
}
