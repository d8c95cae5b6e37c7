import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { formatMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import {
  type EvidenceFile,
  LARGEST_EVIDENCE,
  listEvidence,
  type MaskedEvidence,
  readEvidence,
} from '../../store/work/evidence.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { checkFilter } from '../list/filters.js';
import { writeNew } from '../terminal/write-new.js';

export function evidenceCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('what is kept, without names, places and content')
        .option('--loan <loan>', 'of one loan')
        .option('--task <task>', 'of one task')
        .option('--json', 'JSON lines')
        .action(list),
    )
    .addCommand(
      new Command('print')
        .description('write a file out; the audit log keeps who read it and why')
        .argument('<evidence>', 'its number, as `evidence list` shows it')
        .requiredOption('--reason <text>')
        .requiredOption('--out <file>')
        .action(print),
    );
}

/** A line for people: number, when, who, size, hash, ending of the name. */
export const evidenceLine = (it: MaskedEvidence): string =>
  `${String(it.evidence).padStart(6)}  ${formatMoment(it.at).slice(0, 16)}  ${it.by}  ${it.size} bytes  ${it.sha256.slice(0, 12)}  ${it.name}  ${it.task}`;

async function list(options: { loan?: string; task?: string; json?: true }): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    await checkFilter(db.pool, options);
    for (const it of await listEvidence(db.pool, seal, options)) {
      const line = options.json ? JSON.stringify({ ...it, at: formatMoment(it.at) }) : evidenceLine(it);
      process.stdout.write(`${line}\n`);
    }
  });
}

async function print(evidence: string, { reason, out }: { reason: string; out: string }): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(evidence)) throw new BadInput([`not a number of evidence: ${evidence}`]);
  await withDatabase(async ({ db, seal }) => {
    const read = () => readEvidence(db, seal, Number(evidence), reason, me());
    const { name, bytes, place } = await writeNew(out, read, (it) => it.bytes);
    process.stdout.write(`${name}${place === null ? '' : `, ${place}`}: ${bytes.length} bytes in ${out}\n`);
  });
}

/** A file to be kept. @throws BadInput naming the option when it cannot be read or is too large */
export async function readEvidenceFile(option: string, path: string): Promise<EvidenceFile> {
  const known = await stat(path).catch(() => null);
  if (!known?.isFile()) throw new BadInput([`${option}: ${path} is not a file that can be read`]);
  if (known.size > LARGEST_EVIDENCE)
    throw new BadInput([`${option}: ${path} has ${known.size} bytes: at most ${LARGEST_EVIDENCE} (10 MiB) are kept`]);
  return { name: basename(path), bytes: await readFile(path) };
}
