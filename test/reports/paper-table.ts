import type { Plan } from '../../src/domain/plan/plan.js';
import type { Duty } from '../../src/domain/plan/unit.js';
import { type Period, periodOf, previousPeriod } from '../../src/domain/time/period.js';

/** A duty that makes a paper, with the command that makes the same paper by hand, as docs/plans.md lists it. */
interface PaperRow {
  plan: string;
  kind: string;
  period: string;
  line: string;
}

/** The day for which the commands of the table are written: each names the paper that was made last by then. */
const EXAMPLE = '2026-11-24';

/** The rows of the table of docs/plans.md, in the order of the plans. */
export function paperRows(plans: readonly Plan[]): PaperRow[] {
  return plans.flatMap((plan) =>
    plan.duties.flatMap((duty): PaperRow[] => {
      if (duty.report === undefined) return [];
      const period = exampleOf(duty).text;
      const command = `report run ${duty.report} --plan ${plan.plan} --period ${period} --out DIR`;
      const title = duty.title.replace(/\s[\x20-\x7e]+$/, '');
      const line = `| ${plan.plan} | ${title} | ${duty.rule} | \`${command}\` | ${dayOf(duty)} | ${duty.to.join(', ')} |`;
      return [{ plan: plan.plan, kind: duty.report, period, line }];
    }),
  );
}

function exampleOf({ every, of }: Duty): Period {
  const running = periodOf(every, EXAMPLE);
  return of === 'last' ? previousPeriod(running) : running;
}

/** `month, 3rd day, of the last one`. */
function dayOf({ every, day, months, of }: Duty): string {
  const when = every === 'day' ? 'every day' : `${every}, day ${day}${months ? ` (months ${months.join(', ')})` : ''}`;
  return `${when}, of ${of === 'last' ? 'the one before' : 'that one'}`;
}
