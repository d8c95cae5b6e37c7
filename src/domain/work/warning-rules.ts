import type { Arrears } from '../loan/arrears.js';
import type { LoanState, Signal } from '../loan/loan-file.js';
import type { Step, WarningOpenStep } from '../loan/steps.js';
import { LEVELS } from '../plan/risk.js';
import { groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import { dayOf, type Moment } from '../time/dates.js';

/** A warning whose work is going on is not opened a second time by the same rule or kind of signal. */
const isOpen = (scene: Scene, about: string) =>
  scene.file.warnings.some(
    (it) => it.warning.startsWith(`${about}/`) && it.openedAt <= scene.now && it.closedAt === null,
  );

/** When the last warning of the same rule or kind was closed: another is opened no earlier. */
const lastClosed = (scene: Scene, about: string): Moment =>
  Math.max(0, ...scene.file.warnings.flatMap((it) => (it.warning.startsWith(`${about}/`) ? (it.closedAt ?? []) : [])));

/** Opened anew with another loan, since the one that carried it was paid off, it is a warning of its own. */
const idOf = ({ file }: Scene, warning: string): string =>
  file.warnings.some((it) => it.warning === warning) &&
  file.others.some((it) => it.handedOn.has(`care/warning/${warning}`))
    ? `${warning}/${file.loan}`
    : warning;

/** What opens a warning case: figures and arrears by the plan's rules (P5.5, P7.8), and signals from outside (P1.6). */
export function openWarnings(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const base = { dpd: arrears.dpd, stage: state.stage };
  const { rules } = scene.plan.warnings;
  const steps: WarningOpenStep[] = [];
  // Of two rules about one figure the worse speaks.
  const worstFirst = [...rules].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  for (const { id, rule, level, when, measures, keyMonitoring } of worstFirst) {
    const grounds = groundsOf(when, scene.seen(arrears, state));
    if (!grounds) continue;
    // Figures and sums are the borrower's; arrears are the loan's.
    const about = `${grounds.ofBorrower ? scene.file.borrower : scene.file.loan}/${id}`;
    if (grounds.indicator !== null && !scene.lead) continue;
    const indicator = grounds.indicator ?? id;
    const warning = idOf(scene, `${about}/${grounds.about}`);
    const key = `care/warning/${warning}`;
    const at = Math.max(grounds.since, lastClosed(scene, about), grounds.indicator === null ? 0 : scene.leadFloor);
    const spoken = grounds.indicator !== null && steps.some((it) => it.indicator === indicator);
    if (at > scene.now) later.push({ at, what: `warning ${id}` });
    else if (!scene.didForPerson(key) && !isOpen(scene, about) && !spoken) {
      const { why, source } = grounds;
      steps.push({
        ...base,
        what: 'warning.open',
        key,
        at,
        rule,
        why,
        warning,
        level,
        indicator,
        source: source ?? 'arrears',
        measures,
        keyMonitoring,
      });
    }
  }
  if (!scene.first) return steps;
  const fresh: WarningOpenStep[] = [];
  for (const signal of scene.file.signals.filter((it) => it.at <= scene.now && it.at >= scene.file.takenInAt)) {
    const opened = [...steps, ...fresh].some((it) => it.indicator === signal.kind);
    const key = `care/warning/${warningOfSignal(scene, signal)}`;
    if (
      opened ||
      scene.didForPerson(key) ||
      isOpen(scene, `${scene.file.borrower}/${signal.kind}`) ||
      coveredByRule(scene, signal)
    )
      continue;
    fresh.push({ ...base, ...signalWarning(scene, signal), key });
  }
  return [...steps, ...fresh];
}

const warningOfSignal = (scene: Scene, { kind, id }: Signal) => idOf(scene, `${scene.file.borrower}/${kind}/${id}`);

/** A signal of a kind that a rule looks for opens the rule's warning, not one of its own. */
function coveredByRule({ plan }: Scene, { kind }: Signal): boolean {
  return plan.warnings.rules.some((rule) => rule.when.some((it) => it.signals?.includes(kind)));
}

function signalWarning(scene: Scene, signal: Signal): Omit<WarningOpenStep, 'key' | 'dpd' | 'stage'> {
  const { kind, source, at } = signal;
  const known = scene.plan.warnings.signals.find((it) => it.kinds.includes(kind));
  return {
    what: 'warning.open',
    at: Math.max(at, scene.floor, scene.firstFloor, lastClosed(scene, `${scene.file.borrower}/${kind}`)),
    rule: known?.rule ?? scene.plan.warnings.otherSignals,
    why: { code: 'signal', source, kind, on: dayOf(at) },
    warning: warningOfSignal(scene, signal),
    level: known?.level ?? 'yellow',
    indicator: kind,
    source,
    measures: known?.measures ?? [],
    keyMonitoring: false,
  };
}
