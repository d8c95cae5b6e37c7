import { parseArgs } from 'node:util';
import { shippedPlans } from '../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../src/rehearsal/bundle.js';
import { type Kind, type Life, live } from './life/live.js';
import { handOn } from './lines.js';

/**
 * `npm run bench:life -- [--plans 04,09] [--kinds quiet,overdue] [--loans 10] [--months 3] [--why]`
 *
 * What a loan takes a month, by plan: quiet (each instalment is paid on its day) and overdue (none is). The real workflows and
 * activities live it against PostgreSQL and the server that skips time; histories are read back. `--why`: what the wake-ups that
 * found nothing to do had waited for.
 *
 * Actions are Temporal Cloud's: starts, signals, timers, activities, changes of search attributes, each an event of its kind in a
 * history; all local activities of one workflow task are one. Dispatch is shared: its part grows smaller the more loans there are.
 */
const { values: flags } = parseArgs({
  options: {
    plans: { type: 'string' },
    kinds: { type: 'string', default: 'quiet,overdue' },
    loans: { type: 'string', default: '10' },
    months: { type: 'string', default: '3' },
    why: { type: 'boolean', default: false },
  },
});
const COLUMNS: [string, (it: Life) => string][] = [
  ['plan', (it) => it.plan],
  ['', (it) => it.kind],
  ['messages', (it) => it.messages.toFixed(1)],
  ['pieces of work', (it) => it.tasks.toFixed(1)],
  ['wake-ups by time', (it) => it.byTimer.toFixed(1)],
  ['of them for nothing', (it) => it.idle.toFixed(1)],
  ['by news', (it) => it.byNews.toFixed(1)],
  ['of its work', (it) => it.otherWakeUps.toFixed(1)],
  ['actions', (it) => it.actions.toFixed(1)],
  ['statements', (it) => it.statements.toFixed(0)],
  ['history KB', (it) => (it.historyBytes / 1000).toFixed(1)],
  ['database KB', (it) => (it.databaseBytes / 1000).toFixed(1)],
  ['CPU ms', (it) => it.cpuMs.toFixed(0)],
];
const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

const bundle = await bundleForRehearsal();
const asked = flags.plans?.split(',');
const plans = [...(await shippedPlans()).values()].filter(
  ({ plan }) => !asked || asked.some((it) => plan.startsWith(it)),
);
console.log(`${row(COLUMNS.map(([name]) => name))}\n${row(COLUMNS.map(() => '---'))}`);
for (const plan of plans) {
  for (const kind of flags.kinds.split(',') as Kind[]) {
    const life = await live(plan, kind, { loans: Number(flags.loans), months: Number(flags.months), bundle });
    console.log(row(COLUMNS.map(([, of]) => of(life))));
    if (flags.why)
      for (const [what, count] of Object.entries(life.idleFor)) console.log(`  for nothing ${count}: ${what}`);
    handOn([
      {
        bench: `life ${life.plan}`,
        what: `wake-ups by time, a ${kind} month`,
        figure: life.byTimer.toFixed(1),
        ratio: life.byTimer / (life.messages + life.tasks),
        to: 'its messages and pieces of work',
      },
      {
        bench: `life ${life.plan}`,
        what: `actions, a ${kind} month`,
        figure: life.actions.toFixed(1),
        ratio: life.actions / (life.messages + life.tasks),
        to: 'its messages and pieces of work',
      },
    ]);
  }
}
