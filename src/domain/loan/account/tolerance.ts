import type { Minor } from '../../money/money.js';
import { parseMoney } from '../../money/money.js';
import type { Plan } from '../../plan/plan.js';

/** Up to this much, in minor units, may be left over without anything being done but a word to the account manager. */
export function toleranceOf({ tolerance }: Pick<Plan, 'tolerance'>, principal: Minor): Minor {
  return Math.min(parseMoney(tolerance.amount)!, Math.floor(principal * tolerance.share));
}
