import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { letterId } from '../../domain/entry/ids.js';
import type { Reason } from '../../domain/reason/reason.js';
import { inEnglish } from '../../domain/reason/words.js';
import { formatMoment } from '../../domain/time/dates.js';
import { readSettings } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { readLetters } from '../../library/letter-files.js';
import { type LetterFormat, makeLetter, readLetter } from '../../reports/letters/make-letter.js';
import { addFonts } from '../../reports/render/fonts.js';
import { sha256Of } from '../../store/base/sha256.js';
import { keepReceipt } from '../../store/documents/letter-receipts.js';
import { type ListedLetter, listLetters, reservedLetter, reserveLetter } from '../../store/documents/letters.js';
import { planNameOf, planReader } from '../../store/loans/plans.js';
import { environment, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { checkFilter } from '../list/filters.js';
import { writeNew } from '../terminal/write-new.js';
import { readEvidenceFile } from './evidence.js';

const format = () => new Option('--format <format>').choices(['pdf', 'docx']).default('pdf');

export function letterCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('letters, without names and content')
        .option('--loan <loan>', 'of one loan')
        .option('--kind <kind>', 'collection-notice, lawyer-letter, warning-form, …')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('print')
        .description('write a letter out; it names the borrower: the audit log keeps who read it')
        .argument('<letter>', 'its id, as `letter list` and `task list` show it')
        .addOption(format())
        .requiredOption('--out <file>')
        .option('--reason <text>')
        .action(print),
    )
    .addCommand(
      new Command('verify')
        .description('which letter a file is; exit status 1 when it is none, or was changed')
        .argument('<file>')
        .option('--json', 'one JSON document')
        .action(verify),
    )
    .addCommand(
      new Command('receipt')
        .description('keep what was signed for a letter, as evidence of the work it went with')
        .argument('<letter>')
        .requiredOption('--file <files...>', 'the scan or photo of what was signed')
        .option('--paper', 'the signed paper is in the archive too')
        .action(receipt),
    )
    .addCommand(
      new Command('receipt-of-payment')
        .description('the receipt 还款凭证 for a payment: made once, written out as often as it is asked for')
        .argument('<payment>', 'its reference')
        .addOption(format())
        .requiredOption('--out <file>')
        .action(receiptOfPayment),
    );
}

function line({ at, number, withdrawn, kind, letter, files, receipts }: ListedLetter): string {
  const state = withdrawn ? `withdrawn: ${withdrawn}` : (number ?? 'to be made');
  const signed = receipts.length > 0 ? '  signed for' : '';
  return `${formatMoment(at).slice(0, 16)}  ${state.padEnd(14)} ${kind.padEnd(20)} ${letter}${files.length === 0 && number ? '  not filed yet' : ''}${signed}`;
}

const asJson = (it: ListedLetter) => ({ ...it, at: formatMoment(it.at) });

async function list(options: { loan?: string; kind?: string; json?: true }): Promise<void> {
  const kinds = [...readLetters().keys()];
  if (options.kind !== undefined && !kinds.includes(options.kind))
    throw new BadInput([`--kind: no letter ${options.kind}: ${kinds.join(', ')}`]);
  await withDatabase(async ({ db }) => {
    await checkFilter(db.pool, { loan: options.loan });
    const letters = await listLetters(db, options);
    if (options.json) process.stdout.write(`${JSON.stringify(letters.map(asJson))}\n`);
    else for (const it of letters) process.stdout.write(`${line(it)}\n`);
  });
}

interface PrintOptions {
  format: LetterFormat;
  out: string;
  reason?: string;
}

async function print(letter: string, { format, out, reason = '' }: PrintOptions): Promise<void> {
  await withDatabase(async (database) => {
    const read = () => readLetter(database, { letter, format, reason: reason || null }, me());
    const bytes = await writeNew(out, read, (it) => it);
    process.stdout.write(`${letter}: ${bytes.length} bytes in ${out}\n`);
  });
}

async function verify(file: string, { json }: { json?: true }): Promise<void> {
  const bytes = await readFile(file).catch(() => {
    throw new BadInput([`${file} is not a file that can be read`]);
  });
  const sha256 = sha256Of(bytes);
  await withDatabase(async ({ db }) => {
    const [found] = await listLetters(db, { sha256 });
    if (json) process.stdout.write(`${JSON.stringify({ file, sha256, letter: found ? asJson(found) : null })}\n`);
    if (!found)
      throw new Error(
        `${file} is not what was filed of any letter: it was changed, or is none of ours (SHA-256 ${sha256})`,
      );
    const { format } = found.files.find((it) => it.sha256 === sha256)!;
    if (!json)
      process.stdout.write(
        `${file} is ${found.number}, ${found.kind}, ${found.letter}, as ${format}, of ${formatMoment(found.at).slice(0, 16)}: unchanged\n`,
      );
  });
}

async function receipt(letter: string, it: { file: string[]; paper?: true }): Promise<void> {
  const files = await Promise.all(it.file.map((path) => readEvidenceFile('--file', path)));
  await withDatabase(async (database) => {
    const { db, seal } = database;
    const planOf = async (loan: string) => planReader(db.pool)(await planNameOf(db.pool, loan));
    const filed = await keepReceipt(db, seal, planOf, { letter, files, paper: it.paper === true }, me());
    if (filed.length > 0) await tellWorkflows(database);
    const archive = filed.length > 0 ? `; in the archive: ${filed.join(', ')}` : '';
    process.stdout.write(`${letter}: ${files.length} kept${archive}\n`);
  });
}

async function receiptOfPayment(payment: string, { format, out }: PrintOptions): Promise<void> {
  const lender = lenderOf();
  await withDatabase(async ({ db, seal }) => {
    const paid = await db.prisma.payments.findFirst({
      where: { reference: payment, reversed_on: null },
      select: { loan_id: true },
    });
    if (!paid) throw new BadInput([`no payment ${payment}, or it was reversed`]);
    const source = me();
    const letter = letterId(paid.loan_id, `payment/${payment}/receipt`);
    const about = { loan: paid.loan_id, task: null, report: null, unit: null, payment };
    const why: Reason = { code: 'asked-for', by: source.actor };
    const office = { db, seal, lender, letters: readLetters() };
    const make = async () => {
      await reserveLetter(db.pool, { letter, kind: 'payment-receipt', ...about, rule: 'S4', why, at: source.at });
      await makeLetter(office, (await reservedLetter(db.pool, letter))!, source);
      return readLetter(office, { letter, format, reason: inEnglish(why) }, source);
    };
    const bytes = await writeNew(out, make, (it) => it);
    process.stdout.write(`${letter}: ${bytes.length} bytes in ${out}\n`);
  });
}

function lenderOf() {
  const { LENDER_NAME: name, LENDER_HOTLINE: hotline, LENDER_ACCOUNT: account, FONTS } = readSettings(environment());
  addFonts(FONTS);
  if (!name || !hotline) throw new BadInput(['LENDER_NAME and LENDER_HOTLINE must be set: a letter names them']);
  return { name, hotline, account };
}
