import { Command } from 'commander';
import { readSchedule } from '../../book/read-schedule.js';
import { CAUSES, type Cause } from '../../domain/plan/condition.js';
import { CASE_KINDS, type CaseKind } from '../../domain/plan/risk.js';
import { caseSpec } from '../../domain/work/cases.js';
import { BadInput } from '../../library/checked-yaml.js';
import { rows } from '../../store/base/database.js';
import { planNameOf, planReader } from '../../store/loans/plans.js';
import { decideCase, recordCause } from '../../store/work/cases.js';
import { withDatabase } from '../connect/connect.js';
import { takeFact } from '../connect/take-fact.js';
import { checkDay } from '../terminal/check-day.js';
import { measureCommand } from './measure.js';

interface DecideOptions {
  approve?: true;
  reject?: true;
  until?: string;
  schedule?: string;
  capitalise?: true;
}

export function caseCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('cause')
        .description('why the loan is in arrears; the plan says which case that opens')
        .argument('<loan>')
        .argument('<cause>', CAUSES.join(', '))
        .action((loan: string, kind: string) => {
          const cause = oneOf(CAUSES, kind, 'cause');
          return takeFact(`cause of ${loan}`, ({ db }, source) => recordCause(db, { loan, kind: cause }, source));
        }),
    )
    .addCommand(
      new Command('decide')
        .description('approve or reject; rejecting what was approved undoes it, and the old dates hold again')
        .argument('<loan>')
        .argument('<kind>', CASE_KINDS.join(', '))
        .option('--approve')
        .option('--reject')
        .option('--until <date>', 'how far the relief goes: its end, or the new due day')
        .option('--schedule <file>', 'a CSV as instalments.csv: what is unpaid is owed by it from now on')
        .option('--capitalise', 'with a schedule: interest and fees that are due become principal')
        .action(async (loan: string, kind: string, it: DecideOptions) => {
          const decided = { loan, kind: oneOf(CASE_KINDS, kind, 'kind of case'), until: it.until ?? null };
          if ((it.approve === undefined) === (it.reject === undefined))
            throw new BadInput(['either --approve or --reject']);
          if (it.until !== undefined) checkDay('--until', it.until);
          if (it.capitalise && it.schedule === undefined) throw new BadInput(['--capitalise needs --schedule']);
          const schedule =
            it.schedule === undefined
              ? {}
              : {
                  schedule: { instalments: await readSchedule(it.schedule, loan), capitalise: it.capitalise === true },
                };
          return takeFact(`${kind} of ${loan}`, async ({ db }, source) => {
            const plan = await planReader(db.pool)(await planNameOf(db, loan));
            const decision = { ...decided, ...schedule, approve: it.approve === true };
            return decideCase(db, decision, caseSpec(plan, decided.kind), source);
          });
        }),
    )
    .addCommand(measureCommand('case'))
    .addCommand(
      new Command('list')
        .description('cases that are open')
        .option('--json', 'JSON lines')
        .action((options: { json?: true }) => list(options.json === true)),
    );
}

function oneOf<T extends Cause | CaseKind>(known: readonly T[], said: string, what: string): T {
  const found = known.find((it) => it === said);
  if (found === undefined) throw new BadInput([`no ${what} ${said}: one of ${known.join(', ')}`]);
  return found;
}

async function list(json: boolean): Promise<void> {
  await withDatabase(async ({ db }) => {
    const open = await rows<{
      case: string;
      loan: string;
      kind: string;
      title: string | null;
      state: string;
      until: string | null;
      why: string;
    }>(
      db.pool,
      `SELECT case_id AS "case", loan_id AS loan, kind, title, CASE WHEN approved THEN 'approved' ELSE 'proposed' END AS state,
              until_on AS until, why
       FROM cases WHERE closed_at IS NULL ORDER BY opened_at, case_id`,
    );
    for (const it of open) {
      const line = json
        ? JSON.stringify(it)
        : [it.case, it.title ?? it.kind, it.state, it.until ?? '', it.why].join('  ');
      process.stdout.write(`${line}\n`);
    }
  });
}
