import type { Step } from '../../domain/loan/steps.js';
import { formatMoment, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { leaveWake } from '../base/nudges.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { subjectOf, writeSteps } from '../loans/steps/write-steps.js';
import { aboutToGo } from './sending.js';

/**
 * Does a notice or a task of a loan's diary once more, as an entry of its own; contact rules hold for it as for any other.
 * Answers the new entry. @throws FactRefused when the diary has no such entry, it still waits, or it is nothing that can be done again
 */
export async function retriggerStep(
  sql: Sql,
  asked: { loan: string; step: string; why: string },
  source: Source,
): Promise<string> {
  const [before] = await rows<Omit<Step, 'key' | 'why'> & { planVersion: number; detail: Record<string, unknown> }>(
    sql,
    `SELECT at, what, rule, dpd, stage, plan_version AS "planVersion", detail FROM loan_diary WHERE loan_id = $1 AND entry = $2`,
    [asked.loan, asked.step],
  );
  if (!before) throw new FactRefused(`loan ${asked.loan} has no entry ${asked.step}: see \`postloan loan show\``);
  if (before.what !== 'notice' && before.what !== 'task.open') {
    throw new FactRefused(`${before.what} cannot be done again: only notices and tasks can`);
  }
  const { planVersion, detail, ...entry } = before;
  const key = `${asked.step}/again/${source.at}`;
  const fresh =
    entry.what === 'notice'
      ? { staleAt: source.at + MS_A_DAY }
      : {
          task: `${asked.loan}/${key}`,
          of: await subjectOf(sql, detail.task as string),
          due: source.at + ((detail.due as number) - entry.at),
        };
  const step = {
    ...detail,
    ...entry,
    ...fresh,
    key,
    at: source.at,
    why: { code: 'asked-again', by: source.actor, text: asked.why },
  } as Step;
  for (;;) {
    const [loan] = await readLoanFiles(sql, [asked.loan], source.at);
    if (!loan) throw new FactRefused(`no loan ${asked.loan}`);
    await refuseWhatWaits(sql, asked);
    if (await writeSteps(sql, loan, [step], loan.file.state, planVersion, source.at)) break;
  }
  if (step.what === 'notice') await leaveWake(sql, step.channel);
  await noteFact(sql, source, 'retrigger', `loan/${asked.loan}`, { step: asked.step, entry: key, why: asked.why });
  return key;
}

/** What still waits, or is asked of its provider, would be done twice. */
async function refuseWhatWaits(sql: Sql, { loan, step }: { loan: string; step: string }): Promise<void> {
  const tries = (entry: string) => entry === step || entry.startsWith(`${step}/again`);
  const waiting = (await aboutToGo(sql, { loan, until: null })).find((it) => tries(it.entry));
  if (waiting?.status === 'sending')
    throw new FactRefused(`${waiting.entry} was handed over, and its provider is being asked what became of it`);
  if (waiting) {
    const why = waiting.reason === null ? '' : ` (${waiting.reason})`;
    throw new FactRefused(
      `${waiting.entry} still waits, until ${formatMoment(waiting.due)}${why}${waiting.paused ? '; sending is paused: `send list`' : ''}`,
    );
  }
  const open = await rows<{ task: string; entry: string; due: Moment }>(
    sql,
    `SELECT task_id AS task, entry, due_at AS due FROM tasks t JOIN loan_diary d ON d.loan_id = t.loan_id AND d.detail->>'task' = t.task_id
     WHERE t.loan_id = $1 AND d.what = 'task.open' AND t.status = 'open'`,
    [loan],
  );
  const task = open.find((it) => tries(it.entry));
  if (task) throw new FactRefused(`task ${task.task} is still open, due ${formatMoment(task.due)}`);
}
