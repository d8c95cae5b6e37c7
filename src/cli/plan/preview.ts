import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { preview } from '../../domain/preview/preview.js';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import { type Moment, parseMoment } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { contactRulesOf } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { readPlanFile } from '../../library/shipped-plans.js';
import { habitsOf } from '../../rehearsal/scenario.js';
import { scenarioLoans } from '../../rehearsal/scenario-loans.js';
import { now } from '../connect/now.js';
import { printLines } from '../terminal/print-lines.js';
import { readScenario } from './read-scenario.js';

export function previewCommand(command: Command): Command {
  return command
    .argument('<loan-or-file>', 'a loan of the database, or a scenario file (its events are left out)')
    .option('--until <date>', 'the day it ends, not included (a scenario says it itself)')
    .option('--plan <file>', 'with a plan from a file, which need not be deployed')
    .option('--json', 'JSON lines (they always are)')
    .action(async (what: string, options: { until?: string; plan?: string }) => {
      const until = options.until === undefined ? null : parseMoment(options.until);
      if (options.until !== undefined && until === null) throw new BadInput([`--until: not a date: ${options.until}`]);
      printLines(
        existsSync(what) ? await ofScenario(what, until, options.plan) : await ofLoan(what, until, options.plan),
      );
    });
}

async function ofScenario(file: string, until: Moment | null, planFile?: string): Promise<TimelineLine[]> {
  const { scenario, plans } = await readScenario(file, planFile);
  const loans = scenarioLoans(scenario, plans);
  return preview({
    loans,
    until: until ?? scenario.until,
    staff: habitsOf(scenario),
    providers: scenario.providers,
    rules: contactRules(contactRulesOf(ownEnvironment())),
  });
}

/** From now on; staff are taken to do their tasks within a day, as a rehearsal does. */
async function ofLoan(loan: string, until: Moment | null, planFile?: string): Promise<TimelineLine[]> {
  if (until === null) throw new BadInput(['--until DATE is needed']);
  const instead = planFile === undefined ? undefined : await readPlanFile(planFile);
  // A scenario needs no database, nor the second that its parts take to load.
  const { withDatabase } = await import('../connect/connect.js');
  const { foreseeLoan } = await import('../../store/work/foresee-loan.js');
  return withDatabase(async ({ db }) => {
    const from = now();
    const rules = contactRules(contactRulesOf(ownEnvironment()));
    const lines = await foreseeLoan(db, loan, { from, until, staff: habitsOf({ tasks: {} }), rules }, instead);
    if (lines === null) throw new BadInput([`no file and no loan of this name: ${loan}`]);
    return lines;
  });
}
