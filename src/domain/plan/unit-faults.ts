import type { z } from 'zod';
import type { check } from './care.js';
import type { duty, score, target } from './unit.js';

interface Judging {
  targets: z.output<typeof target>[];
  score?: z.output<typeof score> | undefined;
  duties: z.output<typeof duty>[];
  checks: z.output<typeof check>[];
}

/** Targets that name something the plan does not have: another target, a line of a form, a person who approves sums. */
export function targetFaults({ targets, score, duties, checks }: Judging): { message: string; path: PropertyKey[] }[] {
  const faults: { message: string; path: PropertyKey[] }[] = [];
  const tasks = [...duties, ...checks].flatMap(({ task }) => task ?? []);
  targets.forEach(({ bonus, deduction, lessPoints }, n) => {
    for (const other of bonus?.with ?? [])
      if (!targets.some((it) => it.id === other))
        faults.push({ message: `no target ${other}`, path: ['targets', n, 'bonus', 'with'] });
    if (lessPoints && !tasks.some((it) => it.kind === lessPoints.kind && it.form?.includes(lessPoints.answer)))
      faults.push({
        message: `no task of kind ${lessPoints.kind} asks for “${lessPoints.answer}”`,
        path: ['targets', n, 'lessPoints'],
      });
    if ((bonus || deduction !== undefined) && !score?.payment)
      faults.push({
        message: 'a sum that nobody approves: say who in score.payment',
        path: ['targets', n, bonus ? 'bonus' : 'deduction'],
      });
  });
  for (const unit of ['branches', 'managers'] as const)
    if (score?.[unit]?.below?.deduction !== undefined && !score.payment)
      faults.push({
        message: 'a sum that nobody approves: say who in score.payment',
        path: ['score', unit, 'below', 'deduction'],
      });
  return faults;
}
