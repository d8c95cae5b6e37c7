import type { Arrears } from './arrears.js';
import { groundsOf } from './condition.js';
import { dayOf, type Moment } from './dates.js';
import type { LoanState, Signal } from './loan-file.js';
import { LEVELS } from './plan/risk.js';
import type { Scene } from './scene.js';
import type { Step, WarningOpenStep } from './steps.js';

/** A warning whose work is going on is not opened a second time by the same rule or kind of signal. */
const isOpen = (scene: Scene, about: string) =>
  scene.file.warnings.some(
    (it) => it.warning.startsWith(`${about}/`) && it.openedAt <= scene.now && it.closedAt === null,
  );

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
    // Figures are the borrower's; arrears are the loan's.
    const about = grounds.indicator === null ? `${scene.file.loan}/${id}` : `${scene.file.borrower}/${id}`;
    if (grounds.indicator !== null && !scene.file.lead) continue;
    const indicator = grounds.indicator ?? id;
    const warning = `${about}/${grounds.about}`;
    const key = `care/warning/${warning}`;
    const at = grounds.since;
    const spoken = grounds.indicator !== null && steps.some((it) => it.indicator === indicator);
    if (at > scene.now) later.push({ at, what: `warning ${id}` });
    else if (!scene.did(key) && !isOpen(scene, about) && !spoken) {
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
  if (!scene.file.lead) return steps;
  const fresh: WarningOpenStep[] = [];
  for (const signal of scene.file.signals.filter((it) => it.at <= scene.now && it.at >= scene.file.takenInAt)) {
    const opened = [...steps, ...fresh].some((it) => it.indicator === signal.kind);
    const key = `care/warning/${warningOfSignal(scene, signal)}`;
    if (
      opened ||
      scene.did(key) ||
      isOpen(scene, `${scene.file.borrower}/${signal.kind}`) ||
      coveredByRule(scene, signal)
    )
      continue;
    fresh.push({ ...base, ...signalWarning(scene, signal), key });
  }
  return [...steps, ...fresh];
}

const warningOfSignal = ({ file }: Scene, { kind, id }: Signal) => `${file.borrower}/${kind}/${id}`;

/** A signal of a kind that a rule looks for opens the rule's warning, not one of its own. */
function coveredByRule({ plan }: Scene, { kind }: Signal): boolean {
  return plan.warnings.rules.some((rule) => rule.when.some((it) => it.signals?.includes(kind)));
}

function signalWarning(scene: Scene, signal: Signal): Omit<WarningOpenStep, 'key' | 'dpd' | 'stage'> {
  const { kind, source, at } = signal;
  const known = scene.plan.warnings.signals.find((it) => it.kinds.includes(kind));
  return {
    what: 'warning.open',
    at: Math.max(at, scene.floor),
    rule: known?.rule ?? scene.plan.warnings.otherSignals,
    why: `${source}: ${kind}, ${dayOf(at)}`,
    warning: warningOfSignal(scene, signal),
    level: known?.level ?? 'yellow',
    indicator: kind,
    source,
    measures: known?.measures ?? [],
    keyMonitoring: false,
  };
}
