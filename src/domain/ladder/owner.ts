import type { LoanState } from '../loan/loan-file.js';
import type { Role } from '../plan/roles.js';
import type { Scene } from '../scene/scene.js';

/** Who has the loan in its stage; of a loan that has entered none, who has the first. */
export function ownerOf({ plan }: Scene, { stage }: LoanState): Role {
  const { stages } = plan.ladder;
  return (stages.find((it) => it.stage === stage) ?? stages[0]!).owner;
}
