import { type Arrears, arrearsOn } from '../../loan/account/arrears.js';
import { ofEpisode } from '../../loan/episode.js';
import { takenBackAt } from '../../loan/heard.js';
import type { KnownWarning, LoanFile, LoanState, OtherLoan } from '../../loan/loan-file.js';
import { isOldest, oldestSince } from '../../loan/loans-of-borrower.js';
import type { Step, WarningJoinStep, WarningOpenStep } from '../../loan/steps.js';
import type { Condition } from '../../plan/condition.js';
import type { Plan } from '../../plan/plan.js';
import { LEVELS, type Level, signalsNamed } from '../../plan/risk.js';
import type { Reason } from '../../reason/reason.js';
import { because, type Grounds, groundsEach, statesOf } from '../../scene/condition.js';
import { type Scene, sceneOf } from '../../scene/scene.js';
import { type Day, dayOf, type Moment, momentAt } from '../../time/dates.js';

type Opening = Pick<
  WarningOpenStep,
  'rule' | 'why' | 'level' | 'indicator' | 'source' | 'measures' | 'keyMonitoring' | 'warning' | 'collateral'
>;

/** What a rule of the plan, or a signal, has found: a new warning, or more about one that is open. */
interface Found extends Opening {
  /** The first part of the warning's id: the same for all warnings of one rule, or of one kind of signal. */
  about: string;
  /** The borrower's, not a loan's. */
  ofBorrower: boolean;
  facts: string[];
  since: Moment;
}

const isWorse = (a: Level, b: Level) => LEVELS.indexOf(a) < LEVELS.indexOf(b);

/**
 * What opens a warning case, and what joins one that is open: figures and arrears by the plan's rules (P5.5, P7.8), and signals from
 * outside (P1.6). A fact stands in one warning, whichever rules it meets: in the worst. One that comes while a warning about the
 * same is open is told at once, and makes it no better.
 */
export function openWarnings(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const base = { dpd: arrears.dpd, stage: state.stage };
  const steps: (WarningOpenStep | WarningJoinStep)[] = [];
  for (const found of [...byRules(scene, arrears, state), ...bySignals(scene)]) {
    const { about, ofBorrower, since, facts, warning, ...opening } = found;
    const ofSame = sameAs(found);
    const before = scene.file.warnings.filter(ofSame);
    const at = Math.max(since, ...before.map((it) => it.closedAt ?? 0));
    if (at > scene.now) {
      later.push({ at, what: `warning ${about}` });
      continue;
    }
    const same = steps.find(ofSame);
    const open = before.find((it) => it.closedAt === null && it.openedAt <= scene.now);
    if (same) {
      same.facts = [...(same.facts ?? []), ...facts];
      same.keyMonitoring ||= opening.keyMonitoring;
    } else if (open) {
      const level = isWorse(opening.level, open.level) ? opening.level : open.level;
      const key = `care/warning/${open.warning}/joined/${opening.level}/${facts[0]}`;
      const joined = { warning: open.warning, level, found: opening.level, indicator: open.indicator };
      steps.push({ ...base, ...opening, ...joined, what: 'warning.join', key, at, facts });
    } else {
      steps.push({ ...base, ...opening, what: 'warning.open', key: `care/warning/${warning}`, at, warning, facts });
    }
  }
  return [...steps, ...lookedAtAgain(scene, base, later)];
}

const sameAs =
  ({ about, indicator, ofBorrower }: Found) =>
  (it: Pick<KnownWarning, 'warning' | 'indicator'>) =>
    it.warning.startsWith(`${about}/`) || (ofBorrower && it.indicator === indicator);

/** Whether a warning was still open when the loan that carried it was paid off. */
const isHandedOn = ({ file }: Scene, warning: string) =>
  file.others.some((it) => it.handedOn.has(`care/warning/${warning}`));

/** Whether a fact is part of a warning that is at least as serious, and was not left unfinished. */
const isKnown = (scene: Scene, fact: string, level: Level) =>
  scene.file.warnings.some(
    (it) => it.facts?.includes(fact) && !isWorse(level, it.level) && !isHandedOn(scene, it.warning),
  );

/** The id of a warning; if it is opened anew with another loan, since the one that carried it was paid off, with that loan's id. */
const idOf = (scene: Scene, warning: string): string =>
  scene.file.warnings.some((it) => it.warning === warning) && isHandedOn(scene, warning)
    ? `${warning}/${scene.file.loan}`
    : warning;

function byRules(scene: Scene, arrears: Arrears, state: LoanState): Found[] {
  const { file, plan, now } = scene;
  const told: { fact: string; level: Level }[] = [];
  const worstFirst = [...plan.warnings.rules].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  return worstFirst.flatMap(({ id, rule, level, when, measures, keyMonitoring }): Found[] => {
    const grounds = groundsEach(when, scene.seen(arrears, state)).map((it) => {
      // Figures, signals and sums are the borrower's; arrears are the loan's.
      const about = `${it.ofBorrower ? file.borrower : file.loan}/${id}`;
      const again = it.about.startsWith('since-') ? timesBack(scene, `${about}/${it.about}`) : '';
      const warning = idOf(scene, `${about}/${it.about}${again}`);
      return { ...it, about, warning, fact: `${factOf(scene, id, it)}${again}` };
    });
    const fresh = grounds.filter(
      (it) =>
        carriedSince(scene, it) !== null &&
        !isKnown(scene, it.fact, level) &&
        !told.some((other) => other.fact === it.fact) &&
        !scene.didForPerson(`care/warning/${it.warning}`),
    );
    const [first] = fresh;
    if (!first) return [];
    const byNow = fresh.filter((it) => it === first || it.since <= now);
    told.push(...byNow.map(({ fact }) => ({ fact, level })));
    const { about, ofBorrower, warning, indicator, source, collateral } = first;
    const since = Math.max(first.since, carriedSince(scene, first)!);
    const why = because(
      byNow.map((it) => it.part),
      now,
    );
    const opening = {
      rule,
      why,
      level,
      indicator: indicator ?? id,
      source: source ?? 'arrears',
      measures,
      keyMonitoring,
      ...(collateral === null ? {} : { collateral }),
    };
    return [{ ...opening, about, ofBorrower, warning, facts: byNow.map((it) => it.fact), since }];
  });
}

/** Since when this loan acts on what a rule looks for: on arrears always, on figures and news when it carries them. Null: another does. */
function carriedSince(scene: Scene, { indicator, collateral, newsAlone }: Grounds): Moment | null {
  if (indicator === null) return 0;
  if (newsAlone) return actsSince(scene, indicator);
  const carriers = carriersOf(scene, collateral);
  return isOldest(scene.file, carriers) ? oldestSince(scene.file, carriers) : null;
}

/** The borrower's other loans of the plan that know of it as well: of the value of a thing those that the thing secures. */
function carriersOf({ file, family }: Scene, collateral: string | null): readonly OtherLoan[] {
  if (collateral === null) return family;
  const secured = file.collaterals?.find((it) => it.id === collateral)?.loans ?? [];
  return family.filter(({ loan }) => secured.some((it) => it.loan === loan));
}

/**
 * P6.3: arrears whose payment bounces after their warning was closed are late anew, and warned of at once, the second time as `/again-1`.
 * A warning that was closed with a reason while they held, or that comes back with its loan, is the same one.
 */
function timesBack({ file, now }: Scene, warning: string): string {
  const takenBack = takenBackAt(file, now);
  const over = file.warnings.filter(
    (it) =>
      (it.warning === warning || it.warning.startsWith(`${warning}/again-`)) &&
      it.closedAt !== null &&
      it.closedAt < takenBack &&
      it.closedAt !== file.state.closedAt &&
      !it.lookAgainAt,
  );
  return ofEpisode(over.length);
}

/** A figure of a period, a signal, a finding on the cause; of arrears, that they reached what the rule says. */
function factOf(
  { file }: Scene,
  rule: string,
  { indicator, about, ofBorrower }: { indicator: string | null; about: string; ofBorrower: boolean },
): string {
  if (about.startsWith('signal-')) return about;
  if (indicator !== null) return `${indicator}/${about}`;
  const of = ofBorrower ? file.borrower : file.loan;
  return about.startsWith('since-') ? `${of}/${rule}/${about}` : `${of}/${about}`;
}

/**
 * Since when this loan acts on a kind of signal: of the borrower's open loans whose plan says what to do about it the oldest, of all
 * when no plan does. Null: another does.
 */
function actsSince({ file, plan, first, firstFloor }: Scene, kind: string): Moment | null {
  const named = file.others.filter((it) => it.named.has(kind));
  if (signalsNamed(plan).has(kind)) return isOldest(file, named) ? oldestSince(file, named) : null;
  if (!first || named.some((it) => it.closedAt === null)) return null;
  return Math.max(firstFloor, ...named.flatMap((it) => it.closedAt ?? []));
}

function bySignals(scene: Scene): Found[] {
  const { file, plan, now } = scene;
  // A signal of a kind that a rule looks for opens the rule's warning, not one of its own.
  const ofRules = new Set(plan.warnings.rules.flatMap((rule) => rule.when.flatMap((it) => it.signals ?? [])));
  return file.signals.flatMap(({ kind, source, at, id }): Found[] => {
    const carried = actsSince(scene, kind);
    if (carried === null) return [];
    const about = `${file.borrower}/${kind}`;
    const warning = idOf(scene, `${about}/${id}`);
    const fact = `signal-${id}`;
    const known = plan.warnings.signals.find((it) => it.kinds.includes(kind));
    const level = known?.level ?? 'yellow';
    if (at > now || at < file.takenInAt || ofRules.has(kind) || isKnown(scene, fact, level)) return [];
    if (scene.didForPerson(`care/warning/${warning}`)) return [];
    const rule = known?.rule ?? plan.warnings.otherSignals;
    const why: Reason = { code: 'signal', source, kind, on: dayOf(at) };
    const opening = {
      rule,
      why,
      level,
      indicator: kind,
      source,
      measures: known?.measures ?? [],
      keyMonitoring: false,
    };
    const since = Math.max(at, scene.floor, carried);
    return [{ ...opening, about, ofBorrower: true, warning, facts: [fact], since }];
  });
}

/** Reopens, on its day, a warning that was closed with a reason though its condition held, if the condition still holds. */
function lookedAtAgain(
  scene: Scene,
  base: { dpd: number; stage: string },
  later: { at: Moment; what: string }[],
): Step[] {
  const { file, plan, now } = scene;
  return file.warnings.flatMap(({ warning, level, indicator, lookAgainAt }): Step[] => {
    const own = scene.did(`care/warning/${warning}`);
    if (!own || !lookAgainAt) return [];
    if (lookAgainAt > now) later.push({ at: lookAgainAt, what: `warning ${warning}, again` });
    if (lookAgainAt > now || !conditionHolds(file, plan, warning, now)) return [];
    const opened = { warning, level, indicator, source: 'figures', measures: [], keyMonitoring: false };
    const key = `warning/${warning}/warning.open/again/${lookAgainAt}`;
    const why: Reason = { code: 'still-holds' };
    return [{ ...base, ...opened, what: 'warning.open', key, at: lookAgainAt, why, rule: 'S2', again: true }];
  });
}

/** What a warning is about that may end: figures beyond a bound, arrears. News, and changes of a figure, are events. */
function statesOfWarning({ borrower, loan }: LoanFile, plan: Plan, warning: string): Condition[] {
  const rule = plan.warnings.rules.find(({ id }) => [borrower, loan].some((of) => warning.startsWith(`${of}/${id}/`)));
  return statesOf(rule?.when ?? []);
}

/** The open warnings whose condition has ended: those that were only waiting for it may be closed now. */
export const endedByNow = (file: LoanFile, plan: Plan, now: Moment): string[] =>
  file.warnings.flatMap(({ warning, closedAt }) =>
    closedAt === null && statesOfWarning(file, plan, warning).length > 0 && !conditionHolds(file, plan, warning, now)
      ? [warning]
      : [],
  );

/** Whether the condition of a warning still holds; one that has none does not. */
export function conditionHolds(file: LoanFile, plan: Plan, warning: string, at: Moment): boolean {
  const states = statesOfWarning(file, plan, warning);
  if (states.length === 0) return false;
  const scene = sceneOf(file, plan, at);
  const arrears = arrearsOn(scene.account, scene.today);
  // Arrears hold all day, though we act on them at the loan's own minute only.
  const seen = { ...scene.seen(arrears, file.state), actedOn: (day: Day) => momentAt(day, '00:00') };
  return groundsEach(states, seen).some((it) => it.since <= at);
}
