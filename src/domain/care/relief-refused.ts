import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { restsOf } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { belongsTo } from '../scene/segment.js';
import { MS_A_DAY } from '../time/dates.js';

/**
 * The borrower hears once that a relief was refused (S5), on the day, or at the end of the hold under which that was decided: not what the
 * bank knows of him, but that the conditions are not met, that the plan of instalments stands, and whom to ask. Not after news of a death or
 * the like, nor where another relief was granted meanwhile.
 */
export function refusedReliefs(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { file, plan, now } = scene;
  const spec = plan.reliefRefused;
  if (!spec || scene.held || !belongsTo(plan, spec.for, file, scene.tierName(state))) return [];
  const refused = file.cases.flatMap(({ case: id, kind, effect, refusedAt }) =>
    effect !== 'none' && refusedAt && refusedAt <= now ? [{ id, kind, refusedAt }] : [],
  );
  return refused.flatMap(({ id, kind, refusedAt }): Step[] => {
    const key = `refused/${id}`;
    const at = Math.max(refusedAt, scene.floor);
    if (scene.did(key) || now >= at + spec.notice.staleAfterDays * MS_A_DAY) return [];
    const granted = file.cases.some(
      (it) => it.effect !== 'none' && it.approvedAt !== null && it.approvedAt > refusedAt,
    );
    const news = restsOf(file, plan, now).some((it) => it.kind === 'signal' && (it.until ?? Infinity) > refusedAt);
    if (granted || news) return [];
    const why: Reason = { code: 'relief-refused', kind };
    const base = { rule: spec.rule, why, dpd: arrears.dpd, stage: state.stage };
    return scene.notify(key, at, base, spec.notice, 'service', null);
  });
}
