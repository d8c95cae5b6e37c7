import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { formatMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { Sql } from '../../store/base/connection/database.js';
import { workflowsOf } from '../../store/people/workflows-of.js';
import { keptHistory, keptRuns, type Run } from '../../store/proof/histories.js';
import { withDatabase } from '../connect/connect.js';
import { table } from '../terminal/table.js';

interface Options {
  out?: string;
  json?: true;
}

export const historyCommand = (command: Command): Command =>
  command
    .description('the runs of a loan’s workflows that have ended, kept beyond the server’s retention')
    .argument('<loan>', 'a loan, or the id of any workflow')
    .option('--out <folder>', 'a new folder: each run as a file, which Temporal’s web UI imports')
    .option('--json', 'one JSON document')
    .action(async (loan: string, { out, json }: Options) => {
      await withDatabase(async ({ db }) => {
        const own = await workflowsOf(db.pool, [loan]);
        const runs = await keptRuns(db.pool, own.length > 0 ? own : [loan]);
        if (own.length === 0 && runs.length === 0)
          throw new BadInput([`no loan ${loan}, and no run of such a workflow`]);
        const written = out === undefined ? null : await writeEach(db.pool, out, runs);
        if (json) process.stdout.write(`${JSON.stringify(runs.map(documentOf))}\n`);
        else if (written !== null) process.stdout.write(`${out}: ${written} of ${runs.length} runs\n`);
        else say(runs);
      });
    });

/** Answers how many: one that was erased has no file. */
async function writeEach(sql: Sql, folder: string, runs: readonly Run[]): Promise<number> {
  await mkdir(folder).catch(() => {
    throw new BadInput([`${folder} is there already, or cannot be made`]);
  });
  let written = 0;
  for (const run of runs) {
    const history = await keptHistory(sql, run);
    if (!history) continue;
    await writeFile(join(folder, `${encodeURIComponent(run.workflow)}~${run.run}.json`), history);
    written += 1;
  }
  return written;
}

const documentOf = ({ startedAt, closedAt, ...run }: Run) => ({
  ...run,
  startedAt: formatMoment(startedAt),
  closedAt: formatMoment(closedAt),
});

function say(runs: readonly Run[]): void {
  if (runs.length === 0)
    process.stdout.write('no run of it has ended yet: the Temporal web UI shows what still runs\n');
  else
    process.stdout.write(
      `${table(
        [
          { head: 'workflow' },
          { head: 'run' },
          { head: 'began' },
          { head: 'ended' },
          { head: 'as' },
          { head: 'events', align: 'right' },
        ],
        runs.map((it) => [
          ...[it.workflow, it.run, formatMoment(it.startedAt).slice(0, 19), formatMoment(it.closedAt).slice(0, 19)],
          ...[it.status, String(it.events)],
        ]),
      )}\n`,
    );
}
