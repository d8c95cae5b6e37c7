import type { Command } from 'commander';
import { unprovedHistories } from '../../domain/proof/export.js';
import { besideEachOther } from '../../domain/proof/segment.js';
import { BadInput } from '../../library/checked-yaml.js';
import { withReplays } from './file/histories.js';
import { isOurs, type Judged, judged } from './file/judged.js';
import { unzipped } from './file/zip.js';
import { readCertificates, readKeys, repeated } from './proof-of-database.js';

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

const APART =
  'not shown: that this is the record of the files before: none of its heads is one of theirs (audit export --since)';

export const verifyCommand = (command: Command): Command =>
  command
    .description(
      'whether exports are as they were made, without a server or a database; status 1 and what differs where one is not',
    )
    .argument('<files...>')
    .option('--key <file>', 'a public key that is trusted, as PEM, got by another way; may be repeated', repeated)
    .option('--tsa <file>', 'a certificate of the authority that stamped the head, as PEM; may be repeated', repeated)
    .option('--json', 'one JSON document for each file, a line each')
    .action(async (files: string[], { key, tsa, json }: Options) => {
      if (!key)
        throw new BadInput([
          '--key: the lender’s public key is needed (`audit key`), got by another way than the file',
        ]);
      const [keys, authorities] = [await readKeys(key), await readCertificates(tsa ?? [])];
      let good = 0;
      const beside = besideEachOther();
      await withReplays(async (replays) => {
        for (const file of files) {
          const found = await judged(await unzipped(file), keys, authorities, replays);
          const { head, earlier } = found.verified;
          const { faults, apart } = beside(file, [...(earlier ?? []), ...(head ? [head] : [])]);
          found.faults.push(...faults);
          if (found.faults.length === 0) good += 1;
          if (json) process.stdout.write(`${JSON.stringify(documentOf(file, found))}\n`);
          else {
            if (files.length > 1) process.stdout.write(`${file}\n`);
            for (const line of [...inWords(found), ...(apart ? [APART] : [])]) process.stdout.write(`${line}\n`);
          }
        }
      });
      if (good < files.length) process.exitCode = 1;
      if (files.length > 1 && !json) process.stdout.write(`${good} of ${files.length} files are good\n`);
    });

const documentOf = (
  file: string,
  { faults, verified: { manifest, entries, head, earlier }, replayed, figures, decisions }: Judged,
) => ({
  ...{ file, loan: manifest?.loan ?? null, faults, entries: entries.length, histories: replayed },
  figures: { same: figures.same, left: figures.left },
  decisions: { same: decisions.same, followed: decisions.followed, left: decisions.left },
  head,
  earlier: earlier?.length ?? null,
});

function inWords({ faults, verified, stamp, replayed, compared, figures, decisions }: Judged): string[] {
  const { manifest, entries, head, earlier } = verified;
  const [first] = earlier ?? [];
  const grown = first ? `, which has only grown since the head of ${first.at}` : '';
  const verdict =
    faults.length === 0
      ? `good: loan ${manifest!.loan}, ${entries.length} things as the record of ${head!.at} has them, signed with ${head!.key}${grown}${stamp.shown === null ? '' : `, ${stamp.shown}`}; ${replayed} histories are what this version's workflows do, and the diary has the ${compared} decisions that they tell of; the figures of ${figures.same} decisions are those of the facts in the file; ${decisions.same} decisions the rules take again as they were taken`
      : `NOT good: ${faults.length} faults`;
  const unproved = manifest === null ? 0 : unprovedHistories(entries, manifest).length;
  const unshown = [
    ...(figures.left > 0
      ? [`the figures of ${figures.left} decisions, whose due days were moved off holidays or by a relief`]
      : []),
    ...(decisions.followed > 0
      ? [`${decisions.followed} decisions that follow from what people did, or from what became of a message`]
      : []),
    ...(decisions.left > 0
      ? [
          `${decisions.left} decisions: ${isOurs(manifest) ? 'what they hang on was changed later, and how it was then is not in the file' : `the file was made by a program (version ${manifest?.program ?? 'unknown'}) whose rules are not those of this one; one that has them takes them again`}`,
        ]
      : []),
    ...(unproved > 0
      ? [
          `that ${unproved} histories are as the server had them: their workflows still ran, and the record does not have them yet`,
        ]
      : []),
    ...(first ? [] : ['that the record has only grown: the file has no earlier head']),
    ...(stamp.notShown === null ? [] : [stamp.notShown]),
    ...CANNOT,
  ];
  return [...faults, verdict, ...unshown.map((it) => `not shown: ${it}`)];
}
