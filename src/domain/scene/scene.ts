import { spread } from '../entry/ids.js';
import { type Account, type Arrears, arrearsOn, delinquencyBegan } from '../loan/account/arrears.js';
import { toleranceOf } from '../loan/account/tolerance.js';
import { callInstead, NO_CONTACT } from '../loan/call-instead.js';
import { moneyAt, takenBackAt } from '../loan/heard.js';
import { letterStep } from '../loan/letters.js';
import { type KnownCase, type LoanFile, type LoanState, type OtherLoan, UNTOUCHED } from '../loan/loan-file.js';
import { isOldest, oldestSince } from '../loan/loans-of-borrower.js';
import { openTask } from '../loan/open-task.js';
import {
  careRestsAt,
  heldAt,
  pausesOf,
  restOver,
  restsAt,
  restsBesideSuit,
  restsOf,
  suitAt,
} from '../loan/relief/relief.js';
import { accountOf } from '../loan/standing.js';
import type { Figures, LetterStep, Purpose, Step, TaskOpenStep } from '../loan/steps.js';
import { CHANNELS, type NoticeSpec, type Plan, type TaskSpec, templateFor } from '../plan/plan.js';
import type { Reason } from '../reason/reason.js';
import { type Day, dayOf, type Moment, MS_A_DAY, momentAt } from '../time/dates.js';
import { askedOf } from './asked-of.js';
import { groundsOf } from './condition.js';

/** A loan's file seen at one moment: what every rule of the agenda asks for. */
export interface Scene {
  file: LoanFile;
  plan: Plan;
  now: Moment;
  today: Day;
  account: Account;
  /** A hold is open now: nothing goes out. */
  held: boolean;
  heldAt(at: Moment): boolean;
  /** No care either: a hold of everything, data that may only be stored, news of a person's death. */
  careRestsAt(at: Moment): boolean;
  /** The ladder rests: a hold, a grace, a running promise, news of a death, a suit. */
  restsAt(at: Moment): boolean;
  /** The first moment from one on at which it rests no longer; null: none is known. */
  restOver(at: Moment): Moment | null;
  /** Work that goes on beside a suit rests, too: something other than a suit rests the ladder. */
  restsBesideSuit(at: Moment): boolean;
  /** The case that has taken the ladder's place at that moment; null: none has. */
  suitAt(at: Moment): KnownCase | null;
  /** Due day on which the present delinquency began; null: nothing is overdue. */
  delinquency: Day | null;
  /**
   * Due day of what the ladder pursues now, to which its work belongs: that of the oldest overdue instalment or, where stages stay until
   * nothing is overdue (`stepDown: when-cured`), the one with which the delinquency began. Null: nothing is overdue.
   */
  pursued: Day | null;
  /** Due day of the oldest unpaid instalment; null: all is paid but for what is tolerated. */
  oldestDueOn: Day | null;
  /** When the latest fact came in (intake, payment, reversal, hold): its consequences are dated at this moment. */
  factAt: Moment;
  /** Nothing due before this moment is carried out: we could not act then (before the intake, before a reversal, under a hold). */
  floor: Moment;
  /** The loan's own minute of the plan's window on a day. */
  slot(day: Day): Moment;
  /** The slot of a day, or the latest fact if that came later. */
  since(day: Day): Moment;
  /** Whether the loan's diary has an entry with this key, on whichever channel, and in whatever try. */
  did(key: string): boolean;
  /** The borrower's other loans under the same plan. Work about the borrower is done once for all of them. */
  family: readonly OtherLoan[];
  /** This loan carries that work: none of those that are open is older. */
  lead: boolean;
  /** Whether the diary of one of them, or the loan's own, has this. */
  didForBorrower(key: string): boolean;
  /** This loan carries work that is about the borrower under any plan (a signal, a death): it is the oldest open one of all. */
  first: boolean;
  /** The diary of any of the borrower's loans has this. */
  didForPerson(key: string): boolean;
  /** The tier of the loan by name; null: the plan has no tiers. */
  tierName(state: LoanState): string | null;
  /** The worst tier among the borrower's loans of the plan: how closely the borrower is followed. */
  careTier(state: LoanState): string | null;
  /** Since when that is the worst tier: work that follows from it is not dated earlier. */
  careTierSince(state: LoanState): Moment;
  /** Since when this loan is `lead`: work about the borrower is not dated earlier, since another loan carried it before. */
  leadFloor: Moment;
  /** Since when it is `first`. */
  firstFloor: Moment;
  /** What a condition looks at. */
  seen(arrears: Arrears, state: LoanState): Parameters<typeof groundsOf>[1];
  /** `due` left out: at the close of business, as many days later as the task says, on a working day. */
  openTask(key: string, at: Moment, base: Because, task: TaskSpec, due?: Moment): TaskOpenStep;
  /** `task`: the key of the piece of work it goes with; null: none. */
  letter(key: string, at: Moment, base: Because, kind: string, task: string | null): LetterStep;
  notify(
    key: string,
    at: Moment,
    base: Because,
    notice: NoticeSpec,
    purpose: Purpose,
    about: number | null,
    figures?: Figures,
  ): Step[];
}

type Because = { rule: string; why: Reason; dpd: number; stage: string };

export function sceneOf(file: LoanFile, plan: Plan, now: Moment): Scene {
  const today = dayOf(now);
  const rests = restsOf(file, plan, now);
  const account: Account = {
    ...accountOf(file, now),
    graceDays: plan.ladder.graceDays,
    pauses: pausesOf(rests, plan, now),
    tolerance: toleranceOf(plan, file.principal),
  };
  const past = (moments: (Moment | null)[]) => moments.filter((it): it is Moment => it !== null && it <= now);
  const releases = past(rests.map((rest) => rest.until));
  // Moments at which due days changed.
  const shifts = past(file.cases.flatMap((it) => [it.approvedAt, it.undone ? it.closedAt : null]));
  const factAt = Math.max(moneyAt(file, now), ...shifts, ...releases);
  const minute = spread(file.loan, minutesOf(plan)) * 60_000;
  const slot = (day: Day) => momentAt(day, plan.window.from) + minute;
  const delinquency = delinquencyBegan(account, today);
  const oldestDueOn = arrearsOn(account, today).oldestUnpaid?.dueOn ?? null;
  const family = file.others.filter((it) => it.plan === plan.plan);
  let found: ReturnType<typeof tierOfOther> | null = null;
  const tiersOfFamily = () => {
    found ??= family.flatMap((it) => tierOfOther(it, () => tierToCome(it, file, plan, now)));
    return found;
  };
  const inDiary = (key: string, diary: Pick<ReadonlySet<string>, 'has'>) =>
    [key, `${key}/${NO_CONTACT}`, ...CHANNELS.map((channel) => `${key}/${channel}`)].some((it) => diary.has(it));
  const scene: Scene = {
    file,
    plan,
    now,
    today,
    account,
    heldAt: (at) => heldAt(file, plan, at),
    careRestsAt: (at) => careRestsAt(file, plan, at),
    restsAt: (at) => restsAt(file, plan, at, 'collection') !== null,
    restOver: (at) => restOver(rests, at),
    restsBesideSuit: (at) => restsBesideSuit(file, plan, at),
    suitAt: (at) => suitAt(file, plan, at),
    held: heldAt(file, plan, now),
    delinquency,
    pursued: delinquency !== null && plan.ladder.stepDown === 'with-arrears' ? oldestDueOn : delinquency,
    oldestDueOn,
    factAt,
    floor: Math.max(momentAt(dayOf(file.takenInAt), '00:00'), takenBackAt(file, now), ...releases, ...shifts),
    slot,
    // After a rest that ended at midnight, work goes on at the loan's own minute of that day.
    since: (day) => Math.max(slot(day), factAt, ...releases.map((at) => Math.max(at, slot(dayOf(at))))),
    did: (key) => inDiary(key, file.done),
    family,
    lead: isOldest(file, family),
    didForBorrower: (key) => scene.did(key) || family.some((it) => inDiary(key, it.done)),
    first: isOldest(file, file.others),
    didForPerson: (key) => scene.did(key) || file.others.some((it) => inDiary(key, it.done)),
    tierName: (state) => state.tier ?? plan.tiers?.levels.at(-1)?.tier ?? null,
    careTier: (state) => {
      const own = scene.tierName(state);
      const worst = plan.tiers?.levels.find(
        ({ tier }) => tier === own || tiersOfFamily().some((it) => it.open && it.tier === tier),
      );
      return worst?.tier ?? own;
    },
    careTierSince: (state) => {
      const worst = scene.careTier(state);
      const all = [{ tier: state.tier, since: state.tierSince }, ...tiersOfFamily()];
      const isWorst = (it: (typeof all)[number]) => scene.tierName({ ...state, tier: it.tier }) === worst;
      const since = (them: typeof all) => them.map((it) => it.since ?? 0);
      // The first that came into it; but not before the last that was, or may have been, in a worse one left that.
      return Math.max(Math.min(...since(all.filter(isWorst))), ...since(all.filter((it) => !isWorst(it))));
    },
    leadFloor: oldestSince(file, family),
    firstFloor: oldestSince(file, file.others),
    seen: (arrears, state) => ({
      plan,
      file,
      account,
      arrears,
      now,
      floor: Math.max(scene.floor, file.takenInAt),
      delinquency: scene.delinquency,
      tier: scene.tierName(state),
      category: state.category,
      actedOn: scene.since,
    }),
    letter: (key, at, base, kind, task) =>
      letterStep(file.loan, { ...base, key, at }, kind, task === null ? null : `${file.loan}/${task}`),
    openTask: (key, at, base, task, due) =>
      openTask(file, { ...base, key, at }, askedOf(task, file.profile.kind), { due }),
    notify: (key, at, base, notice, purpose, about, figures) => {
      const reached = notice.channels.filter((channel) =>
        file.contacts.some((contact) => contact.whose === 'self' && contact.channel === channel && contact.consent),
      );
      if (reached.length === 0) {
        const why: Reason = { code: 'no-way', template: notice.template, because: base.why };
        const opened = scene.openTask(`${key}/${NO_CONTACT}`, at, { ...base, why }, callInstead(file, about, at));
        const delinquency = purpose === 'collection' ? scene.pursued : null;
        return purpose === 'offer' ? [] : [{ ...opened, delinquency, ofPerson: true }];
      }
      return reached.map((channel) => ({
        ...base,
        what: 'notice',
        key: `${key}/${channel}`,
        at,
        channel,
        template: templateFor(notice, channel),
        to: 'borrower',
        purpose,
        about,
        staleAt: at + notice.staleAfterDays * MS_A_DAY,
        ...(figures === undefined ? {} : { figures }),
      }));
    },
  };
  return scene;
}

/** A closed one stands in the usual tier, from its closing on. `toCome`: that of a loan which has never been in any other. */
function tierOfOther(
  { tier, tierSince, closedAt }: OtherLoan,
  toCome: () => { tier: string; since: Moment } | null,
): { tier: string | null; since: Moment | null; open: boolean }[] {
  if (closedAt !== null) return tier === null ? [] : [{ tier: null, since: closedAt, open: false }];
  const known = { tier, since: tierSince, open: true };
  return [tierSince === null ? { ...known, ...toCome() } : known];
}

/**
 * The tier for which the figures of another loan of the plan speak, that its own next look will bring: of loans that are taken in at one
 * moment it does not matter which is looked at first. Null: the usual one.
 */
function tierToCome(it: OtherLoan, file: LoanFile, plan: Plan, now: Moment): { tier: string; since: Moment } | null {
  if (!plan.tiers) return null;
  const { state } = UNTOUCHED;
  const ofBorrower = { calendar: file.calendar, indicators: file.indicators, signals: file.signals };
  const others = [asOther(file, plan), ...file.others.filter((one) => one !== it)];
  const own = { ...file, ...UNTOUCHED, ...ofBorrower, holds: [], decided: null, ...it, cause: it.cause ?? null };
  const scene = sceneOf({ ...own, documents: new Set(), done: new Set(), others }, plan, now);
  const arrears = arrearsOn(scene.account, scene.today);
  for (const { tier, when } of plan.tiers.levels) {
    const grounds = groundsOf(when, scene.seen(arrears, state));
    if (grounds && grounds.since <= now) return { tier, since: Math.max(grounds.since, it.takenInAt) };
  }
  return null;
}

const NOTHING = new Set<string>();
/** A loan as another loan of the plan knows it, as far as tiers depend on it. */
const asOther = (file: LoanFile, { plan }: Plan): OtherLoan => ({
  ...{ ...file, ...file.state, plan },
  ...{ asked: NOTHING, named: NOTHING, handedOn: NOTHING },
});

function minutesOf(plan: Plan): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return minutes(plan.window.until) - minutes(plan.window.from);
}
