import {
  type Arrears,
  amountOf,
  dueBetween,
  nextDue,
  oldestUnpaidOn,
  type Unpaid,
  unpaidDueOn,
} from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { cameAt } from '../loan/relief/numbering.js';
import { daysOfBook } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day, dayOf, LAST_DAY, LOOK_BACK_DAYS, type Moment, momentAt } from '../time/dates.js';

/**
 * Reminders before and on the due day, for every due day of which something is unpaid then (P7.3, P9.2). Rows of one day
 * (principal, interest, a fee) are one thing to the borrower: one reminder, of the sum. A plan may say how long past due there are any:
 * where persons ask for all that is owed, a friendly word about the next instalment would take that back.
 */
export function instalmentReminders(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const steps: Step[] = [];
  // Older reminders are not made up for: the ladder has said more since.
  const longAgo = momentAt(addDays(scene.today, -LOOK_BACK_DAYS), '00:00');
  const first = Math.max(...scene.plan.reminders.map((it) => it.daysBefore));
  for (const { dueOn, unpaid, keys, about, cameAt } of dueDaysOf(scene)) {
    let ahead = false;
    for (const reminder of scene.plan.reminders) {
      const day = addDays(dueOn, -reminder.daysBefore);
      // Loans and charges that came in at eleven still get the reminders of that day.
      const heardAt = Math.max(scene.file.takenInAt, cameAt);
      const slot = scene.slot(day);
      const at = day === dayOf(heardAt) ? Math.max(slot, heardAt) : slot;
      if (
        at < Math.max(longAgo, scene.floor, momentAt(dayOf(heardAt), '00:00')) ||
        scene.heldAt(at) ||
        scene.suitAt(at) ||
        arrears.dpd > (reminder.upToDpd ?? Infinity)
      )
        continue;
      if (keys.some((key) => scene.did(`${key}/${reminder.id}`))) continue;
      if (at > scene.now) {
        later.push({ at, what: `${reminder.id} of what is due ${dueOn}` });
        ahead ||= reminder.daysBefore === first;
        continue;
      }
      const why: Reason = { code: 'due', seqs: unpaid.map((it) => it.seq), dueOn, amount: sumOf(unpaid) };
      const base = { rule: reminder.rule, why, dpd: arrears.dpd, stage: state.stage };
      steps.push(...scene.notify(`${keys[0]}/${reminder.id}`, at, base, reminder.notice, 'service', about));
    }
    // The reminders of later due days lie further ahead: a loan of thirty years need not compute them all.
    if (ahead) break;
  }
  return steps;
}

const sumOf = (parts: readonly Unpaid[]) => parts.reduce((sum, part) => sum + amountOf(part), 0);

interface DueDay {
  dueOn: Day;
  unpaid: Unpaid[];
  /** Its keys in the diary, one for each row of the day: any of them says that it was reminded of. */
  keys: string[];
  /** The number of its first unpaid row, by which a message names the day. */
  about: number;
  /** When the first of its rows came in. */
  cameAt: Moment;
}

/** Due days with something unpaid, in order, from a year back on. One with no more than a residue within the tolerance is left out. */
function* dueDaysOf({ account, file, today, now }: Scene): Generator<DueDay> {
  const byBook = daysOfBook(file, now);
  const oldest = oldestUnpaidOn(account, today)?.dueOn;
  const [begin] = [oldest ?? LAST_DAY, addDays(today, -LOOK_BACK_DAYS)].sort().reverse();
  for (let dueOn = nextDue(account.instalments, begin!); dueOn !== undefined; ) {
    const unpaid = unpaidDueOn(account, dueOn, today);
    const next = addDays(dueOn, 1);
    if (sumOf(unpaid) > (account.tolerance ?? 0)) {
      const rows = [...dueBetween(account.instalments, dueOn, next)];
      // A due day that was moved is reminded of anew.
      const keys = rows.map(({ seq }) => `remind/${seq}${byBook.get(seq) === dueOn ? '' : `/${dueOn}`}`);
      yield { dueOn, unpaid, keys, about: unpaid[0]!.seq, cameAt: Math.min(...rows.map(cameAt)) };
    }
    dueOn = nextDue(account.instalments, next);
  }
}
