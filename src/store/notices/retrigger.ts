import type { NoticeStep, Step, TaskOpenStep } from '../../domain/loan/steps.js';
import { formatMoment, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { leaveWake } from '../base/nudges.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { subjectOf, writeSteps } from '../loans/steps/write-steps.js';
import { type AboutToGo, aboutToGo } from './sending.js';

/** An entry of a diary that can be done again. */
export type DoneBefore = Omit<Step, 'key' | 'why'> & { what: 'notice' | 'task.open'; detail: Record<string, unknown> };

/**
 * Does a notice or a task of a loan's diary once more, as an entry of its own; contact rules hold for it as for any other.
 * Answers the new entry. @throws FactRefused when the diary has no such entry, it still waits, or it is nothing that can be done again
 */
export async function retriggerStep(
  sql: Sql,
  asked: { loan: string; step: string; why: string },
  source: Source,
): Promise<string> {
  const [before] = await rows<DoneBefore & { planVersion: number }>(
    sql,
    `SELECT at, what, rule, dpd, stage, plan_version AS "planVersion", detail FROM loan_diary WHERE loan_id = $1 AND entry = $2`,
    [asked.loan, asked.step],
  );
  if (!before)
    throw new FactRefused(`loan ${asked.loan} has no entry ${asked.step}: see \`postloan loan show\``, 'step');
  if (before.what !== 'notice' && before.what !== 'task.open') {
    throw new FactRefused(`${before.what as string} cannot be done again: only notices and tasks can`, 'step');
  }
  const { planVersion, ...entry } = before;
  const again = stepAgain(asked, entry, source);
  const step = again.what === 'notice' ? again : { ...again, of: await subjectOf(sql, entry.detail.task as string) };
  for (;;) {
    const [loan] = await readLoanFiles(sql, [asked.loan], source.at);
    if (!loan) throw new FactRefused(`no loan ${asked.loan}`, 'loan');
    const waits = (await stepsThatWait(sql, [asked.loan])).find((it) => isTryOf(it.entry, asked.step));
    if (waits) throw new FactRefused(inWords(waits), 'step');
    if (await writeSteps(sql, loan, [step], loan.file.state, planVersion, source.at)) break;
  }
  if (step.what === 'notice') await leaveWake(sql, step.channel);
  await noteFact(sql, source, 'retrigger', `loan/${asked.loan}`, { step: asked.step, entry: step.key, why: asked.why });
  return step.key;
}

/** The step of an entry once more, from a moment on. */
export function stepAgain(
  { loan, step, why }: { loan: string; step: string; why: string },
  { detail, ...entry }: DoneBefore,
  source: Source,
): NoticeStep | TaskOpenStep {
  const key = `${step}/again/${source.at}`;
  const fresh =
    entry.what === 'notice'
      ? { staleAt: source.at + MS_A_DAY }
      : { task: `${loan}/${key}`, due: source.at + ((detail.due as number) - entry.at) };
  const because = { code: 'asked-again', by: source.actor, text: why };
  return { ...detail, ...entry, ...fresh, key, at: source.at, why: because } as NoticeStep | TaskOpenStep;
}

/** Whether an entry is that step, or one more try of it. */
export const isTryOf = (entry: string, step: string) => entry === step || entry.startsWith(`${step}/again`);

/** A message that still waits, or is asked of its provider, or a task that is still open: again, it would be done twice. */
type Waits = { loan: string; entry: string } & (
  | { what: 'notice'; notice: AboutToGo }
  | { what: 'task.open'; task: string; due: Moment }
);

export async function stepsThatWait(sql: Sql, loans: readonly string[]): Promise<Waits[]> {
  const notices = await aboutToGo(sql, { loans, until: null });
  const tasks = await rows<{ loan: string; task: string; entry: string; due: Moment }>(
    sql,
    `SELECT t.loan_id AS loan, task_id AS task, entry, due_at AS due
     FROM tasks t JOIN loan_diary d ON d.loan_id = t.loan_id AND d.detail->>'task' = t.task_id
     WHERE t.loan_id = ANY($1) AND d.what = 'task.open' AND t.status = 'open'`,
    [loans],
  );
  return [
    ...notices.map((notice) => ({ loan: notice.loan, entry: notice.entry, what: 'notice' as const, notice })),
    ...tasks.map((it) => ({ ...it, what: 'task.open' as const })),
  ];
}

function inWords(waits: Waits): string {
  if (waits.what === 'task.open') return `task ${waits.task} is still open, due ${formatMoment(waits.due)}`;
  const { entry, status, reason, due, paused } = waits.notice;
  if (status === 'sending') return `${entry} was handed over, and its provider is being asked what became of it`;
  const why = reason === null ? '' : ` (${reason})`;
  return `${entry} still waits, until ${formatMoment(due)}${why}${paused ? '; sending is paused: `send list`' : ''}`;
}
