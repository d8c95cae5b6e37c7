import { writeFile } from 'node:fs/promises';
import { said } from '../../book/csv/problems.js';
import type { Daily } from '../../book/daily/import-daily.js';
import { takeFeed } from '../../book/daily/take-feed.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { DatabaseContext } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { now } from '../connect/now.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { explainUntold, moreThan, warn } from './import-words.js';

export interface DailyFlags {
  json?: boolean;
  dryRun?: boolean;
  refused?: string;
  format?: string;
  mapping?: string;
}

type Taken = Extract<Daily, { ok: true }>;

/** `import DIR --daily`: status 1 when something was refused, 2 when nothing was taken. */
export async function takeDaily(
  database: DatabaseContext,
  dir: string,
  { json, dryRun = false, refused, format, mapping }: DailyFlags,
  country: string,
): Promise<void> {
  const { db, seal } = database;
  const taken = await takeFeed(db, seal, dir, {
    ...{ now: now(), actor: me().actor, country, dryRun, format, mapping },
  });
  if (!taken.ok)
    throw new BadInput([...taken.problems, ...moreThan(taken.problems, taken.count, 'faults'), 'nothing was written']);
  warn({ listed: taken.said, count: taken.said.length });
  warn(taken.strange);
  const lines = taken.refused.map((it) => `${JSON.stringify(it)}\n`).join('');
  if (refused !== undefined) await writeFile(refused, lines);
  if (json) {
    if (dryRun) process.stdout.write(taken.changes.map((it) => `${JSON.stringify(it)}\n`).join(''));
    process.stdout.write(lines);
  } else process.stdout.write(inWords(taken, dryRun));
  if (!json)
    for (const it of taken.refused)
      process.stderr.write(`refused: ${said({ ...it, file: it.file.replace(/\.csv$/, '') as never })}: ${it.remedy}\n`);
  if (taken.refused.length > 0) process.exitCode = 1;
  if (!dryRun) await tellWorkflows(database).catch(explainUntold);
}

function inWords({ counts, changes, vanished, refused }: Taken, dryRun: boolean): string {
  const lines = Object.entries(counts).map(([kind, count]) => `${kind.padEnd(16)} ${count}`);
  if (lines.length === 0) lines.push('nothing new: all of it was there already');
  if (dryRun) lines.push(...changes.map(({ kind, about }) => `  ${kind} ${about}`));
  for (const { file, of, what } of vanished) lines.push(`no longer in ${file}.csv: ${of}, ${what}`);
  if (refused.length > 0) lines.push(`refused          ${refused.length}`);
  if (dryRun) lines.push('a dry run: nothing was written');
  return `${lines.join('\n')}\n`;
}
