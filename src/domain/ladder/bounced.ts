import type { Arrears } from '../loan/account/arrears.js';
import { takenBackAt } from '../loan/heard.js';
import { CURRENT, type LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Scene } from '../scene/scene.js';
import { ownerOf } from './owner.js';

/**
 * S2: when a payment bounces and the loan is back in a stage whose work is done already, whoever has the stage hears of it at once. Where
 * work comes back, is opened, or a warning of the arrears goes out at that moment, somebody has heard; in a suit its own steps go on.
 */
export function bounced(scene: Scene, arrears: Arrears, state: LoanState, steps: readonly Step[]): Step[] {
  const at = takenBackAt(scene.file, scene.now);
  const back = steps.some((it) => it.what === 'stage' && it.to !== CURRENT && it.at === at);
  const heard = steps.some(
    (it) => (it.what === 'task.open' && it.delinquency !== null && it.at === at) || it.what === 'warning.open',
  );
  if (!back || heard || scene.restsAt(at)) return [];
  const base = { rule: 'S2', why: { code: 'taken-back' }, dpd: arrears.dpd, stage: state.stage } as const;
  const opened = scene.openTask(`run-out/bounced/${at}`, at, base, { ...TASK, role: ownerOf(scene, state) });
  return [{ ...opened, delinquency: scene.pursued }];
}

const TASK = {
  kind: 'payment-bounced',
  dueDays: 1,
  title: '还款被退回：联系客户 payment taken back',
  form: ['退回原因', '客户说明', '新的还款日期与金额', '下一步'],
};
