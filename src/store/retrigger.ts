import type { Step } from '../domain/steps.js';
import { type Database, rows } from './database.js';
import { FactRefused } from './fact-refused.js';
import { noteFact, type Source } from './facts.js';
import { readLoanFiles } from './loan-files.js';
import { writeSteps } from './write-steps.js';

const MS_A_DAY = 86_400_000;

/**
 * Does a notice or a task of a loan's diary once more, as an entry of its own; contact rules hold for it as for any other.
 * Answers the new entry. @throws FactRefused when the diary has no such entry, or it is nothing that can be done again
 */
export async function retriggerStep(
  db: Database,
  asked: { loan: string; step: string; why: string },
  source: Source,
): Promise<string> {
  const [before] = await rows<Omit<Step, 'key'> & { planVersion: number; detail: Record<string, unknown> }>(
    db.pool,
    `SELECT at, what, rule, why, dpd, stage, plan_version AS "planVersion", detail FROM diary WHERE loan_id = $1 AND entry = $2`,
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
      : { task: `${asked.loan}/${key}`, due: source.at + ((detail.due as number) - entry.at) };
  const step = {
    ...detail,
    ...entry,
    ...fresh,
    key,
    at: source.at,
    why: `asked for by ${source.actor}: ${asked.why}`,
  } as Step;
  for (;;) {
    const [loan] = await readLoanFiles(db.pool, [asked.loan], source.at);
    if (!loan) throw new FactRefused(`no loan ${asked.loan}`);
    if (await writeSteps(db.pool, loan, [step], loan.file.state, planVersion, source.at)) break;
  }
  await noteFact(db.pool, source, 'retrigger', `loan/${asked.loan}`, { step: asked.step, entry: key, why: asked.why });
  return key;
}
