import type { Command } from 'commander';
import { type Imported, importBook } from '../../book/import-book.js';
import { checkBook } from '../../book/read-book.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { lenderCountry, plansFolder } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { deployOwnPlans } from '../../store/loans/plans.js';
import { withDatabase } from '../connect/connect.js';
import { Unreachable } from '../connect/errors.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { type DailyFlags, takeDaily } from './import-daily.js';
import { importStatusCommand, importWithoutCommand } from './import-status.js';
import { explainUntold, moreThan, warn } from './import-words.js';

export function importCommand(command: Command): Command {
  return command
    .addCommand(importStatusCommand())
    .addCommand(importWithoutCommand())
    .argument('<dir>', 'a folder of CSV files; one that is called as a command is, by ./')
    .option(
      '--daily',
      'the state of the core system as of a day: what changed comes in as facts, what cannot be taken is refused alone',
    )
    .option('--accept-warnings', 'what cannot be meant is meant: kept in the audit log, with your name')
    .option('--dry-run', 'with --daily: writes nothing, says what would change')
    .option('--refused <file>', 'with --daily: also writes what was refused into a file, as JSON lines')
    .option('--format <file>', 'with --daily: how files of another system are written (format.yaml beside them)')
    .option(
      '--mapping <name>',
      'with --daily: what their columns mean: fineract, frappe-lending, bank-statement, or a file',
    )
    .option('--json', 'one JSON document; with --daily JSON lines of what was refused')
    .action(async (dir: string, options: DailyFlags & { daily?: boolean; acceptWarnings?: true }) => {
      const country = lenderCountry(ownEnvironment());
      if (options.daily) return withDatabase((database) => takeDaily(database, dir, options, country));
      if (options.dryRun || options.refused || options.format || options.mapping)
        throw new BadInput(['--dry-run, --refused, --format and --mapping go with --daily']);
      await withDatabase(async (database) => {
        const { db, seal } = database;
        await deployOwnPlans(db, plansFolder(ownEnvironment()));
        const { actor, at: now } = me();
        const acceptWarnings = options.acceptWarnings === true;
        const taken = await importBook(db, seal, dir, { now, actor, country, acceptWarnings });
        if (!taken.ok) {
          warn(taken.warnings);
          return refuse(taken.problems, taken.count, taken.acceptable);
        }
        warn(taken.strange);
        process.stdout.write(options.json ? `${JSON.stringify(documentOf(taken))}\n` : inWords(taken));
        if (taken.touched > 0) await tellWorkflows(database).catch(explainUntold);
      }).catch(async (error: unknown) => {
        if (!(error instanceof Unreachable)) throw error;
        // A bad book is reported even when no database answers; what it names is then not looked up.
        const { listed, count } = await checkBook(dir, country);
        refuse(listed, count);
        throw error;
      });
    });
}

type Taken = Extract<Imported, { ok: true }>;

const documentOf = ({ inserted, touched, silent, strange }: Taken) => ({
  inserted,
  touched,
  silent,
  warnings: strange.listed,
});

function inWords({ inserted, touched, silent }: Taken): string {
  const stopped =
    silent === 0
      ? ''
      : `${silent} contacts are not written to: the person there has said stop, whatever the book says\n`;
  const counts = Object.entries(inserted).filter(([, count]) => count > 0);
  if (counts.length === 0) return `nothing new: all of it was there already\n${stopped}`;
  return `${counts.map(([what, count]) => `${what.padEnd(11)} ${count}\n`).join('')}${touched} loans have news\n${stopped}`;
}

function refuse(listed: string[], count: number, acceptable = false): void {
  if (count === 0) return;
  const meant = acceptable ? ': if all of it is meant, --accept-warnings takes it in' : '';
  throw new BadInput([...listed, ...moreThan(listed, count, 'faults'), `nothing was written${meant}`]);
}
