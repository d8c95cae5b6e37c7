import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { newsThatRests } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { dayOf } from '../time/dates.js';
import { cancelKey } from './ended-work.js';

/**
 * News that rests the ladder (a death, incapacity, bankruptcy) opens a task at once: whom to turn to now. The rest ends with an answer
 * to that in its record, or not at all. Open calls to the borrower end, on each loan.
 */
export function restTasks(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { file, plan } = scene;
  const base = { dpd: arrears.dpd, stage: state.stage };
  const news = newsThatRests(file, plan, scene.now);
  const calls = news.length > 0 ? file.openTasks.filter(({ kind }) => kind === 'call') : [];
  return [
    ...calls.map(({ task, kind }): Step => {
      const rule = plan.warnings.rests[0]!.rule;
      const why: Reason = { code: 'nobody-calls' };
      const at = Math.max(scene.factAt, ...news.map(({ from }) => from));
      return { ...base, what: 'task.cancel', key: cancelKey(scene, task), at, rule, why, task, kind };
    }),
    ...(scene.first ? decisions(scene, base) : []),
  ];
}

function decisions(scene: Scene, base: { dpd: number; stage: string }): Step[] {
  const { file, plan, now } = scene;
  return plan.warnings.rests.flatMap(({ kinds, rule, task }) => {
    const news = file.signals.filter((it) => kinds.includes(it.kind) && it.at <= now && !it.restEndedAt);
    // If two registries report the same, it is one question.
    const first = news[0];
    if (!first || news.some((it) => scene.didForPerson(`care/rest/${it.id}`))) return [];
    const why: Reason = { code: 'whom-to-turn-to', source: first.source, kind: first.kind, on: dayOf(first.at) };
    const at = Math.max(first.at, scene.floor, scene.file.takenInAt, scene.firstFloor);
    return [scene.openTask(`care/rest/${first.id}`, at, { ...base, rule, why }, task)];
  });
}
