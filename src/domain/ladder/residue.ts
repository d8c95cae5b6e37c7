import { type Arrears, oldestUnpaidOn } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Moment } from '../time/dates.js';
import { cancelKey } from '../work/ended-work.js';

const RESIDUE = 'residue';

/**
 * Arrears within the plan's tolerance (a cent of rounding) enter no stage, and no borrower hears of them. The account manager is told
 * once, and may ask for them by the way, book them off, or leave them.
 */
export function residueWord(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const { file, plan, account } = scene;
  const rule = plan.ladder.stages[0]!.rule;
  const base = { rule, dpd: arrears.dpd, stage: state.stage };
  const tolerated = arrears.overdue > 0 && arrears.dpd === 0;
  const oldest = oldestUnpaidOn(account, scene.today)!.dueOn;
  if (!tolerated) {
    later.push({ at: scene.slot(addDays(oldest, 1)), what: `what is due ${oldest} is overdue` });
    return file.openTasks
      .filter((it) => it.kind === RESIDUE)
      .map(({ task, kind }) => {
        const key = cancelKey(scene, task);
        const why: Reason = { code: 'no-residue' };
        return { ...base, what: 'task.cancel', key, at: scene.factAt, why, task, kind };
      });
  }
  const key = `residue/${oldest}`;
  const at = scene.since(addDays(oldest, 1));
  if (scene.did(key)) return [];
  if (at > scene.now) {
    later.push({ at, what: 'a residue is overdue' });
    return [];
  }
  const why: Reason = { code: 'residue', amount: arrears.overdue, since: oldest };
  const task = { kind: RESIDUE, role: 'account-manager', dueDays: 7 } as const;
  return [
    scene.openTask(
      key,
      at,
      { ...base, why },
      { ...task, title: '尾差核实 a residue', form: ['来源', '处理：补收、冲销、保留'] },
    ),
  ];
}
