import type { Arrears } from '../loan/account/arrears.js';
import { paymentsAt } from '../loan/heard.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import { formatMoney } from '../money/money.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import type { Moment } from '../time/dates.js';
import { cancelKey } from '../work/ended-work.js';

export const OVERPAID = 'overpaid';

/**
 * When more was paid than all instalments come to, the rest is the borrower's, and the account manager gets one task to say what becomes
 * of it. Further overpayments join that task while it is open; it ends when the money was given back or booked elsewhere.
 */
export function overpaidSteps(scene: Scene, { overpaid }: Arrears, state: LoanState): Step[] {
  const { file, now } = scene;
  const open = file.openTasks.find((it) => it.kind === OVERPAID);
  if (overpaid === 0 && !open) return [];
  const money = paymentsAt(file, now);
  // A relief with a new schedule, or its undoing, changes the sum of the instalments, and so what is overpaid, without any payment.
  const decided = file.cases.flatMap((it) => [it.approvedAt, it.closedAt]).filter((it) => it !== null && it <= now);
  const at = Math.max(money, ...(decided as Moment[]));
  const base = { at, rule: 'S4', dpd: 0, stage: state.stage };
  if (overpaid === 0) {
    const why: Reason = { code: 'not-overpaid' };
    const { task } = open!;
    return [{ ...base, why, what: 'task.cancel', key: cancelKey(scene, task), task, kind: OVERPAID }];
  }
  const key = `overpaid/${overpaid}/${money}`;
  if (file.done.has(key)) return [];
  const amount = formatMoney(overpaid);
  const why: Reason = { code: 'overpaid', amount: overpaid };
  const line: Step = { ...base, why, what: 'overpaid', key, amount };
  return open ? [line] : [line, scene.openTask(`${key}/task`, at, { ...base, why }, TASK)];
}

const TASK = {
  kind: OVERPAID,
  role: 'account-manager' as const,
  dueDays: 5,
  title: '多付款项：退还或转入其他借据 overpaid: give back, or book elsewhere',
  form: ['退还、转入其他借据或另行处理', '日期与凭证'],
};
