import type { Arrears } from '../loan/account/arrears.js';
import type { LoanFile, LoanState, RateChange } from '../loan/loan-file.js';
import { fellDue } from '../loan/relief/look-back.js';
import type { Step } from '../loan/steps.js';
import { formatMoney } from '../money/money.js';
import type { PersonalOffer } from '../plan/care.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { belongsTo } from '../scene/segment.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';

/** The rate changes that hold, in the order of their days: of several for one day the last, which corrects the others. */
function holding({ rates = [] }: Pick<LoanFile, 'rates'>, now: Moment): RateChange[] {
  const known = rates.filter((it) => it.recordedAt <= now);
  const last = known.filter((it, n) => !known.slice(n + 1).some((later) => later.from === it.from));
  return last.sort((a, b) => a.from.localeCompare(b.from));
}

/** The rate of a loan on a day as it is known at a moment, per cent a year; null: not known. */
export function rateOn(file: Pick<LoanFile, 'annualRate' | 'rates'>, day: Day, now: Moment): string | null {
  return holding(file, now).findLast((it) => it.from <= day)?.annualRate ?? file.annualRate ?? null;
}

/**
 * The borrower is told of each rate change once (P6.8), when it comes in, or at the end of the hold under which it came in. A change
 * to the same rate, and one that was corrected before it could be told, is not told.
 */
export function rateNotices(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { file, plan, now } = scene;
  const spec = plan.rateChange;
  if (!spec || scene.held || !belongsTo(scene.plan, spec.for, file, scene.tierName(state))) return [];
  const changes = holding(file, now);
  return changes.flatMap((change, n): Step[] => {
    const before = changes[n - 1]?.annualRate ?? file.annualRate ?? null;
    const key = `rate/${change.id}`;
    if (change.recordedAt < file.takenInAt || scene.did(key)) return [];
    if (before !== null && Number(before) === Number(change.annualRate)) return [];
    const at = Math.max(change.recordedAt, scene.floor);
    const rate = formatRate(scaled(change.annualRate));
    const was = before === null ? null : formatRate(scaled(before));
    const why: Reason = { code: 'rate', from: change.from, rate, before: was };
    const base = { rule: spec.rule, why, dpd: arrears.dpd, stage: state.stage };
    return scene.notify(key, at, base, spec.notice, 'service', null, { rate, rateFrom: change.from });
  });
}

/** What an offer says of the borrower's own loan (P4.7); null: the rate is not known, so there is nothing to better. */
export function offerFigures(
  scene: Scene,
  { rateOff, limitFactor }: PersonalOffer,
  at: Moment,
): { rate: string; limit: string; onTime: string } | null {
  const rate = rateOn(scene.file, dayOf(at), at);
  if (rate === null) return null;
  const better = scaled(rate) - Math.round(rateOff * SCALE);
  if (better <= 0) return null;
  const due = fellDue(scene.file, scene.account, { from: scene.file.disbursedOn, before: dayOf(at) }, scene.now);
  const onTime = due.filter((it) => it.onTime);
  const limit = Math.floor((scene.file.principal * limitFactor) / 100) * 100;
  return { rate: formatRate(better), limit: formatMoney(limit), onTime: String(onTime.length) };
}

const SCALE = 10_000;
const scaled = (rate: string): number => Math.round(Number(rate) * SCALE);
/** At least two decimals: `4.35`, `4.00`, `4.1375`. */
const formatRate = (of: number): string => (of / SCALE).toFixed(4).replace(/0{1,2}$/, '');
