import { isOfLadder, ladderOf } from '../loan/episode.js';
import type { EndedTask, LoanFile, LoanState, OpenTask } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import { dayOf, daysBetween } from '../time/dates.js';

/**
 * The file after steps were taken, as the database would answer it. `done`: the file's diary, if nobody else uses it: it is then added
 * to instead of copied.
 */
export function takeSteps(
  file: LoanFile,
  steps: readonly Step[],
  state: LoanState,
  done: Set<string> = new Set(file.done),
): LoanFile {
  if (steps.length === 0) return { ...file, state };
  const ladder = steps.map((step) => step.key).filter(isOfLadder);
  const letters = new Map(steps.flatMap((it) => (it.what === 'letter' && it.task ? [[it.task, it.kind]] : [])));
  const open = new Map(file.openTasks.map((it): [string, OpenTask] => [it.task, it]));
  const ended = new Map((file.ended ?? []).map((it): [string, EndedTask] => [it.task, it]));
  let collectedAt = file.collectedAt ?? null;
  for (const step of steps) {
    if (step.what === 'task.open') {
      const dueDays = daysBetween(dayOf(step.at), dayOf(step.due));
      open.set(step.task, { ...step, dueDays, letter: letters.get(step.task) ?? null });
      ended.delete(step.task);
    } else if (step.what === 'task.cancel') {
      const task = open.get(step.task);
      if (task?.role !== undefined) {
        const { role, dueDays = 1, rule = step.rule, letter = null } = task;
        ended.set(step.task, { ...task, role, dueDays, rule, letter, endedAt: step.at });
      }
      open.delete(step.task);
    } else if (step.what === 'notice' && step.purpose === 'collection') {
      collectedAt = Math.max(collectedAt ?? 0, step.at);
    }
  }
  const ofLadder = [...ladderOf(file), ...ladder.filter((key) => !file.done.has(key))];
  const sent = steps.flatMap((it) =>
    it.what === 'letter' ? [{ kind: it.kind, task: it.task ?? null, at: it.at }] : [],
  );
  for (const { key } of steps) done.add(key);
  return {
    ...file,
    state,
    done,
    ofLadder,
    openTasks: [...open.values()],
    ended: [...ended.values()],
    letters: [...(file.letters ?? []), ...sent],
    collectedAt,
  };
}
