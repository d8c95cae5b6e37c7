import type { Command } from 'commander';
import { crossFaults } from '../../domain/proof/cross.js';
import { historiesAgainstDiary } from '../../domain/proof/cross-histories.js';
import { type Recomputed, recomputeDecisions } from '../../domain/proof/decisions.js';
import { type Manifest, type Verified, verifyExport } from '../../domain/proof/export.js';
import { reckonFigures } from '../../domain/proof/figures.js';
import { chinaCalendar } from '../../library/calendar.js';
import { BadInput } from '../../library/checked-yaml.js';
import { underLaw } from '../../library/law.js';
import { ownRules } from '../../library/own-rules.js';
import { replayFaults } from './histories.js';
import { readCertificates, readKeys, repeated } from './proof-of-database.js';
import { stampOfExport } from './stamp-of-export.js';
import { unzipped } from './zip.js';

interface Options {
  key?: string[];
  tsa?: string[];
  json?: true;
}

/** What no file can show about itself. */
const CANNOT = [
  'that the facts were true when they were entered',
  'what was changed within the hour before a head was signed',
  'what the record had after the head of this file',
];

export const verifyCommand = (command: Command): Command =>
  command
    .description(
      'whether an export is as it was made, without a server or a database; status 1 and what differs where not',
    )
    .argument('<file>')
    .option('--key <file>', 'a public key that is trusted, as PEM, got by another way; may be repeated', repeated)
    .option('--tsa <file>', 'a certificate of the authority that stamped the head, as PEM; may be repeated', repeated)
    .option('--json', 'one JSON document')
    .action(async (file: string, { key, tsa, json }: Options) => {
      if (!key)
        throw new BadInput([
          '--key: the lender’s public key is needed (`audit key`), got by another way than the file',
        ]);
      const files = await unzipped(file);
      const verified = verifyExport(files, await readKeys(key));
      const stamp = await stampOfExport(files, verified.head?.at ?? '', await readCertificates(tsa ?? []));
      const replay = await replayFaults(files);
      const crossed = crossFaults(verified.entries);
      const figures = reckonFigures(verified.entries);
      const decisions = decidedAnew(verified);
      const did = historiesAgainstDiary(files, verified.entries, verified.head?.at ?? '');
      const faults = [
        ...verified.faults,
        ...stamp.faults,
        ...crossed,
        ...figures.faults,
        ...decisions.faults,
        ...did.faults,
        ...replay.faults,
      ];
      const { manifest, entries, head } = verified;
      if (faults.length > 0) process.exitCode = 1;
      if (json) {
        process.stdout.write(
          `${JSON.stringify({ loan: manifest?.loan ?? null, faults, entries: entries.length, histories: replay.replayed, figures: { same: figures.same, left: figures.left }, decisions: { same: decisions.same, followed: decisions.followed, left: decisions.left }, head })}\n`,
        );
        return;
      }
      for (const fault of faults) process.stdout.write(`${fault}\n`);
      if (faults.length === 0)
        process.stdout.write(
          `good: loan ${manifest!.loan}, ${entries.length} things as the record of ${head!.at} has them, signed with ${head!.key}${stamp.shown === null ? '' : `, ${stamp.shown}`}; ${replay.replayed} histories are what this version's workflows do, and the diary has the ${did.compared} decisions that they tell of; the figures of ${figures.same} decisions are those of the facts in the file; ${decisions.same} decisions the rules take again as they were taken\n`,
        );
      else process.stdout.write(`NOT good: ${faults.length} faults\n`);
      if (figures.left > 0)
        process.stdout.write(
          `not shown: the figures of ${figures.left} decisions, whose due days were moved off holidays or by a relief\n`,
        );
      if (decisions.followed > 0)
        process.stdout.write(
          `not shown: ${decisions.followed} decisions that follow from what people did, or from what became of a message\n`,
        );
      if (decisions.left > 0)
        process.stdout.write(
          `not shown: ${decisions.left} decisions: ${isOurs(manifest) ? 'what they hang on was changed later, and how it was then is not in the file' : `the file was made by a program (version ${manifest?.program ?? 'unknown'}) whose rules are not those of this one; one that has them takes them again`}\n`,
        );
      for (const it of [...(stamp.notShown === null ? [] : [stamp.notShown]), ...CANNOT])
        process.stdout.write(`not shown: ${it}\n`);
    });

const isOurs = (manifest: Manifest | null) => manifest?.rules === ownRules();

/** Where a program with other rules has made the file, what differs is no fault. */
function decidedAnew({ entries, manifest }: Verified): Recomputed {
  const until = manifest?.asOf === undefined ? null : Date.parse(manifest.asOf);
  const found = recomputeDecisions(entries, underLaw, chinaCalendar(), until);
  return isOurs(manifest) ? found : { ...found, left: found.left + found.faults.length, faults: [] };
}
