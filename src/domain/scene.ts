import { type Account, arrearsOn, delinquencyBegan, type Pause } from './arrears.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from './dates.js';
import { spread } from './ids.js';
import type { LoanFile } from './loan-file.js';
import { CHANNELS, type NoticeSpec, type Plan, type TaskSpec } from './plan.js';
import type { Purpose, Step, TaskOpenStep } from './steps.js';

/** A loan's file seen at one moment: what every rule of the agenda asks for. */
export interface Scene {
  file: LoanFile;
  plan: Plan;
  now: Moment;
  today: Day;
  account: Account;
  /** A hold is open now. */
  held: boolean;
  heldAt(at: Moment): boolean;
  /** Due day on which the present delinquency began; null: nothing is overdue. */
  delinquency: Day | null;
  /** Due day of the oldest unpaid instalment; null: all is paid. */
  oldestDueOn: Day | null;
  /** When the latest fact came in (intake, payment, reversal, hold): what it changes belongs to this moment. */
  factAt: Moment;
  /** What belongs to an earlier moment than this had its time before we could act on it, and is passed over. */
  floor: Moment;
  /** The loan's own minute of the plan's window on a day. */
  slot(day: Day): Moment;
  /** The slot of a day, or the latest fact if that came later. */
  since(day: Day): Moment;
  /** The diary has this, whichever way it was done. */
  did(key: string): boolean;
  openTask(key: string, at: Moment, base: Because, task: TaskSpec): TaskOpenStep;
  notify(key: string, at: Moment, base: Because, notice: NoticeSpec, purpose: Purpose, about: number | null): Step[];
}

type Because = { rule: string; why: string; dpd: number; stage: string };

const CLOSE_OF_BUSINESS = '18:00';
const MS_A_DAY = 86_400_000;
const NO_CONTACT = 'no-contact';

export function sceneOf(file: LoanFile, plan: Plan, now: Moment): Scene {
  const today = dayOf(now);
  const begun = file.holds.filter((hold) => hold.from <= now);
  const account: Account = {
    instalments: file.instalments,
    payments: file.payments,
    graceDays: plan.ladder.graceDays,
    pauses: mergePauses(
      begun.map((hold) => ({ from: dayOf(hold.from), until: hold.until === null ? null : dayOf(hold.until) })),
    ),
  };
  const past = (moments: (Moment | null)[]) => moments.filter((it): it is Moment => it !== null && it <= now);
  const releases = past(file.holds.map((hold) => hold.until));
  const reversals = past(file.payments.map((payment) => payment.reversalRecordedAt));
  const factAt = Math.max(
    file.takenInAt,
    ...past(file.payments.map((payment) => Math.max(payment.recordedAt, momentAt(payment.paidOn, '00:00')))),
    ...reversals,
    ...releases,
  );
  const slot = (day: Day) => momentAt(day, plan.window.from) + spread(file.loan, minutesOf(plan)) * 60_000;
  const scene: Scene = {
    file,
    plan,
    now,
    today,
    account,
    heldAt: (at) => file.holds.some((hold) => hold.from <= at && (hold.until === null || hold.until > at)),
    held: begun.some((hold) => hold.until === null || hold.until > now),
    delinquency: delinquencyBegan(account, today),
    oldestDueOn: arrearsOn(account, today).oldestUnpaid?.dueOn ?? null,
    factAt,
    floor: Math.max(momentAt(dayOf(file.takenInAt), '00:00'), ...reversals, ...releases),
    slot,
    since: (day) => Math.max(slot(day), factAt),
    did: (key) =>
      [key, `${key}/${NO_CONTACT}`, ...CHANNELS.map((channel) => `${key}/${channel}`)].some((it) => file.done.has(it)),
    openTask: (key, at, base, { kind, role, dueDays }) => {
      const sameDay = momentAt(addDays(dayOf(at), dueDays), CLOSE_OF_BUSINESS);
      return {
        ...base,
        what: 'task.open',
        key,
        at,
        task: `${file.loan}/${key}`,
        kind,
        role,
        due: sameDay > at ? sameDay : sameDay + MS_A_DAY,
        delinquency: scene.delinquency,
      };
    },
    notify: (key, at, base, notice, purpose, about) => {
      const reached = notice.channels.filter((channel) =>
        file.contacts.some((contact) => contact.whose === 'self' && contact.channel === channel && contact.consent),
      );
      if (reached.length === 0) {
        const task = { kind: 'call', role: 'account-manager', dueDays: 1 } as const;
        const why = `${base.why}; no way to send ${notice.template}`;
        return [scene.openTask(`${key}/${NO_CONTACT}`, at, { ...base, why }, task)];
      }
      return reached.map((channel) => ({
        ...base,
        what: 'notice',
        key: `${key}/${channel}`,
        at,
        channel,
        template: notice.template,
        to: 'borrower',
        purpose,
        about,
        staleAt: at + notice.staleAfterDays * MS_A_DAY,
      }));
    },
  };
  return scene;
}

function minutesOf(plan: Plan): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return minutes(plan.window.until) - minutes(plan.window.from);
}

/** A day that is held twice (a dispute and a complaint) is one paused day. */
function mergePauses(pauses: Pause[]): Pause[] {
  const merged: Pause[] = [];
  for (const pause of pauses.sort((a, b) => a.from.localeCompare(b.from))) {
    const last = merged.at(-1);
    if (!last || (last.until !== null && last.until < pause.from)) merged.push({ ...pause });
    else if (last.until !== null && (pause.until === null || pause.until > last.until)) last.until = pause.until;
  }
  return merged;
}
