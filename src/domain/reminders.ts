import { type Arrears, allocate, owed, paidBy } from './arrears.js';
import { addDays, dayOf, type Moment } from './dates.js';
import type { LoanState } from './loan-file.js';
import { formatMoney } from './money.js';
import type { Scene } from './scene.js';
import type { Step } from './steps.js';

/** Reminders before and on the due day, for every instalment that is unpaid then (P7.3, P9.2). */
export function instalmentReminders(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const unpaid = allocate(scene.account.instalments, paidBy(scene.file.payments, scene.today)).filter(
    (it) => owed(it) > 0,
  );
  const dueOn = new Map(scene.file.instalments.map((it) => [it.seq, it.dueOn]));
  return unpaid.flatMap((instalment) =>
    scene.plan.reminders.flatMap((reminder) => {
      // A due day that was moved is reminded of anew.
      const moved = dueOn.get(instalment.seq) === instalment.dueOn ? '' : `/${instalment.dueOn}`;
      const key = `remind/${instalment.seq}${moved}/${reminder.id}`;
      const day = addDays(instalment.dueOn, -reminder.daysBefore);
      const slot = scene.slot(day);
      // A book taken in at eleven still gets the reminders of that day.
      const at = day === dayOf(scene.file.takenInAt) ? Math.max(slot, scene.file.takenInAt) : slot;
      if (at < scene.floor || scene.heldAt(at) || scene.did(key)) return [];
      if (at > scene.now) {
        later.push({ at, what: `${reminder.id} of instalment ${instalment.seq}` });
        return [];
      }
      const why = `instalment ${instalment.seq}, due ${instalment.dueOn}, unpaid ${formatMoney(owed(instalment))}`;
      const base = { rule: reminder.rule, why, dpd: arrears.dpd, stage: state.stage };
      return scene.notify(key, at, base, reminder.notice, 'service', instalment.seq);
    }),
  );
}
