import type { Command } from 'commander';
import { type Imported, importBook } from '../../book/import-book.js';
import { checkBook } from '../../book/read-book.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { lenderCountry } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { withDatabase } from '../connect/connect.js';
import { Unreachable } from '../connect/errors.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';

export function importCommand(command: Command): Command {
  return command
    .argument('<dir>')
    .option('--json', 'one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      // Checked first without a database, so that a bad book is reported even when none answers.
      const country = lenderCountry(ownEnvironment());
      const { listed, count } = await checkBook(dir, country);
      refuse(listed, count);
      await withDatabase(async (database) => {
        const { db, seal } = database;
        const taken = await importBook(db, seal, dir, { now: Date.now(), actor: me().actor, country });
        if (!taken.ok) return refuse(taken.problems, taken.count);
        warn(taken.strange);
        process.stdout.write(options.json ? `${JSON.stringify(documentOf(taken))}\n` : inWords(taken));
        if (taken.touched > 0) await tellWorkflows(database).catch(explainUntold);
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

function refuse(listed: string[], count: number): void {
  if (count === 0) return;
  throw new BadInput([...listed, ...moreThan(listed, count, 'faults'), 'nothing was written']);
}

/** Warns on standard error of words that are not known; the book was taken in all the same. */
function warn({ listed, count }: Taken['strange']): void {
  for (const line of [...listed, ...moreThan(listed, count, 'warnings')]) process.stderr.write(`warning: ${line}\n`);
}

const moreThan = (listed: string[], count: number, what: string): string[] =>
  count > listed.length ? [`${count} ${what} in all, of which these are ${listed.length}`] : [];

function explainUntold(error: unknown): never {
  if (!(error instanceof Unreachable)) throw error;
  throw new Unreachable(
    `the book is taken in, but ${error.message}; when it runs, \`postloan reconcile\` tells the workflows`,
  );
}
