import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { historyDays, withPlan } from '../domain/contact-rules.js';
import { type Moment, parseMoment } from '../domain/dates.js';
import { preview } from '../domain/preview.js';
import type { TimelineLine } from '../domain/timeline.js';
import { habitsOf, scenarioSchema } from '../rehearsal/scenario.js';
import { scenarioLoans } from '../rehearsal/scenario-book.js';
import { BadInput, checkedYaml } from '../store/checked-yaml.js';
import { contactRules } from '../store/contact-rules.js';
import { readLoanFiles } from '../store/loan-files.js';
import { contactHistory } from '../store/notices.js';
import { planReader, shippedPlans } from '../store/plans.js';
import { withDatabase } from './connect.js';
import { readInput } from './errors.js';
import { printLines } from './rehearse.js';

export function previewCommand(): Command {
  return new Command('preview')
    .description('what will happen to a loan if nothing comes in, from the rules alone')
    .argument('<loan-or-file>', 'a loan of the database, or a scenario file (its events are left out)')
    .option('--until <date>', 'the day it ends, not included (a scenario says it itself)')
    .option('--json', 'JSON lines (they always are)')
    .action(async (what: string, options: { until?: string }) => {
      const until = options.until === undefined ? null : parseMoment(options.until);
      if (options.until !== undefined && until === null) throw new BadInput([`--until: not a date: ${options.until}`]);
      printLines(existsSync(what) ? await ofScenario(what, until) : await ofLoan(what, until));
    });
}

async function ofScenario(file: string, until: Moment | null): Promise<TimelineLine[]> {
  const scenario = checkedYaml(await readInput(file), scenarioSchema, file);
  const loans = scenarioLoans(scenario, await shippedPlans());
  return preview({
    loans,
    until: until ?? scenario.until,
    staff: habitsOf(scenario),
    providers: scenario.providers,
    rules: contactRules(process.env),
  });
}

/** From now on; staff are taken to do their tasks within a day, as a rehearsal does. */
async function ofLoan(loan: string, until: Moment | null): Promise<TimelineLine[]> {
  if (until === null) throw new BadInput(['--until DATE is needed']);
  return withDatabase(async ({ db }) => {
    const now = Date.now();
    const [stored] = await readLoanFiles(db.pool, [loan], now);
    if (!stored) throw new BadInput([`no file and no loan of this name: ${loan}`]);
    const plan = await planReader(db.pool)(stored.plan);
    const rules = contactRules(process.env);
    return preview({
      loans: [{ file: stored.file, plan }],
      from: now,
      until,
      staff: habitsOf({ tasks: {} }),
      providers: {},
      rules,
      histories: await contactHistory(
        db.pool,
        [stored.file.borrower],
        now - historyDays(withPlan(rules, plan)) * 86_400_000,
      ),
    });
  });
}
