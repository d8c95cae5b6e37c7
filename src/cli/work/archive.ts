import { Command } from 'commander';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { formatMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { handOverArchive, noteLook, readAccessLog } from '../../store/documents/archive.js';
import { planNameOf, planReader } from '../../store/loans/plans.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { takeFact } from '../connect/take-fact.js';
import { readTyped } from '../connect/typed-fact.js';
import { writeNew } from '../terminal/write-new.js';

export function archiveCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('handover')
        .description('the hand-over list of an account manager: what is filed, and each gap with its explanation')
        .requiredOption('--from <staff>')
        .requiredOption('--to <staff>')
        .requiredOption('--out <file>', 'the list, CSV')
        .option('--explain <gaps...>', 'LOAN:document/form=why it is missing')
        .action(handover),
    )
    .addCommand(
      new Command('look')
        .description('note that a document of the archive was looked at')
        .argument('<loan>')
        .argument('<document>', 'contract/paper, contract/electronic, …')
        .requiredOption('--reason <text>')
        .action((loan: string, document: string, _: object, command: Command) => {
          // At the command line whoever enters the look has looked, and now.
          const look = readTyped(FACTS.look.said(inWords).omit({ by: true, at: true }), command);
          return takeFact(`look at ${document} of ${loan}`, ({ db }, source) => noteLook(db, look, source));
        }),
    )
    .addCommand(
      new Command('log')
        .description('who filed, handed over or looked at what of a loan and its borrower')
        .argument('<loan>')
        .option('--json', 'JSON lines')
        .action(log),
    );
}

async function handover(it: { from: string; to: string; out: string; explain?: string[] }): Promise<void> {
  const explained = Object.fromEntries(
    (it.explain ?? []).map((said): [string, string] => {
      const [, gap, why] = /^([^=]+)=(.+)$/s.exec(said) ?? [];
      if (gap === undefined || why === undefined)
        throw new BadInput([`--explain: not LOAN:document/form=why: ${said}`]);
      return [gap, why];
    }),
  );
  await withDatabase(async ({ db, seal }) => {
    const { from, to } = it;
    const handOver = () => handOverArchive(db, seal, planReader(db.pool), { from, to, explained }, me());
    const made = await writeNew(it.out, handOver, ({ csv }) => csv);
    process.stdout.write(`${made.loans} loans, ${made.gaps} gaps, each explained: ${it.out}\n`);
  });
}

async function log(loan: string, { json }: { json?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    await planNameOf(db.pool, loan);
    for (const { at, actor, what, subject, detail } of await readAccessLog(db.pool, loan)) {
      const line = { at: formatMoment(at), actor, what, subject, ...detail };
      const words = `${line.at.slice(0, 16)}  ${actor}  ${what}  ${subject}  ${JSON.stringify(detail)}`;
      process.stdout.write(`${json ? JSON.stringify(line) : words}\n`);
    }
  });
}
