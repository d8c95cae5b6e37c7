import { Argument, Command } from 'commander';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS, type Fact } from '../../domain/facts/facts.js';
import { ROLES } from '../../domain/plan/roles.js';
import { LANGUAGES, type Language } from '../../domain/plan/template.js';
import { dayOf } from '../../domain/time/dates.js';
import { transaction } from '../../store/base/connection/database.js';
import type { Source } from '../../store/facts/facts.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { handOverBorrowers } from '../../store/people/hand-over-borrowers.js';
import { type HandedOver, markAbsent, markLeft } from '../../store/staff/coming-and-going.js';
import { handOverTasks } from '../../store/staff/hand-over-tasks.js';
import { chooseLanguage } from '../../store/staff/language.js';
import { readStaff } from '../../store/staff/staff.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { now } from '../connect/now.js';
import { takeFact } from '../connect/take-fact.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { factAction, readTyped, typedFact } from '../connect/typed-fact.js';

export function staffCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('everybody, with open tasks; names are not shown')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('add')
        .description('somebody new')
        .argument('<staff>', 'an id')
        .requiredOption('--role <role...>', ROLES.join(', '))
        .option('--branch <branch>', 'left out: all branches')
        .option('--supervisor <staff>', 'to whom overdue work goes up')
        .option('--name <name>', 'kept encrypted')
        .option('--email <address>', 'kept encrypted')
        .action((_staff: string, _options: object, command: Command) =>
          add(typedFact('staff', command, { role: 'roles' })),
        ),
    )
    .addCommand(
      new Command('email')
        .description('another mail address, or that the one before is good again; `doctor` names those that are not')
        .argument('<staff>')
        .argument('<address>', 'kept encrypted')
        .action(factAction('staffEmail', ({ staff }) => staff, { address: 'email' })),
    )
    .addCommand(
      new Command('language')
        .description('in which somebody reads: mails, papers, the console')
        .argument('<staff>')
        .addArgument(new Argument('<language>').choices(LANGUAGES))
        .action((staff: string, language: Language) =>
          takeFact(`language of ${staff}`, ({ db }, source) => chooseLanguage(db, { staff, language }, source)),
        ),
    )
    .addCommand(
      new Command('figure')
        .description('a sum of a person that stands in no book, such as deposits; entered again it is corrected')
        .argument('<staff>')
        .argument('<name>', 'as the plan names it in score.entered: deposits')
        .requiredOption('--period <period>', '2026-10, 2026-Q3 …')
        .requiredOption('--amount <amount>', 'in yuan, such as 1200000.00')
        .action(factAction('staffFigure', ({ staff, name, period }) => `${staff} ${name} ${period}`)),
    )
    .addCommand(
      new Command('absent')
        .description('away: open tasks go to others of the role and branch, else to the supervisor')
        .argument('<staff>')
        .requiredOption('--until <date>', 'the first day back')
        .option('--json', 'one JSON document')
        .action((id: string, { json, ...it }: { until: string; json?: boolean }, command: Command) => {
          const { staff, until } = readTyped(FACTS.absent.said(inWords), command, { staff: id, ...it });
          return goes(`${staff} is away until ${until}`, json, ({ db }, source) =>
            markAbsent(db, staff, until, source),
          );
        }),
    )
    .addCommand(
      new Command('leave')
        .description('works here no more from today on: open tasks go to others')
        .argument('<staff>')
        .option('--borrowers-to <staff>', 'who is the account manager of their borrowers from now on, with their tasks')
        .option('--json', 'one JSON document')
        .action((staff: string, { borrowersTo, json }: { borrowersTo?: string; json?: boolean }) =>
          goes(`${staff} has left`, json, async ({ db }, source) => {
            const hands = { from: staff, reason: `handed over by ${staff}`, sight: EVERYBODY };
            if (borrowersTo !== undefined) await handOverBorrowers(db, { ...hands, to: borrowersTo }, source);
            return markLeft(db, staff, source);
          }),
        ),
    )
    .addCommand(
      new Command('return')
        .description('back earlier than was said; work that was handed over stays where it is')
        .argument('<staff>')
        .action(factAction('back', ({ staff }) => staff)),
    )
    .addCommand(
      new Command('hand-over')
        .description(
          'all open tasks of somebody go to another, each as by `task assign`; what may not stays, and says why',
        )
        .argument('<staff>')
        .requiredOption('--to <staff>')
        .requiredOption('--reason <text>', 'without names')
        .option('--json', 'one JSON document')
        .action(handOver),
    );
}

const EVERYBODY = { scope: 'all' } as const;

async function handOver(from: string, { json, ...it }: { to: string; reason: string; json?: true }): Promise<void> {
  await withDatabase(async (database) => {
    const handed = await transaction(database.db, (client) =>
      handOverTasks(client, { from, ...it, sight: EVERYBODY, tasks: null }, me()),
    );
    await tellWorkflows(database);
    if (json) return void process.stdout.write(`${JSON.stringify({ handed })}\n`);
    for (const { task, refused } of handed) process.stdout.write(`${task}  ${refused ?? it.to}\n`);
  });
}

async function list({ json }: { json?: boolean }): Promise<void> {
  await withDatabase(async ({ db }) => {
    const people = await readStaff(db.pool, dayOf(now()));
    if (json) process.stdout.write(`${JSON.stringify(people)}\n`);
    else
      for (const { staff, roles, branch, absentUntil, leftOn, here, openTasks } of people) {
        const away = here ? '' : leftOn === null ? `away until ${absentUntil}` : `left on ${leftOn}`;
        const columns = [staff.padEnd(10), roles.join(', ').padEnd(34), branch ?? 'all branches', `${openTasks} open`];
        process.stdout.write(`${[...columns, away].join('  ').trimEnd()}\n`);
      }
  });
}

async function add(fact: Fact<'staff'>): Promise<void> {
  await withDatabase(async (database) => {
    const source = me();
    const news = await enterFact(fact, source, { ...database, by: source.actor });
    process.stdout.write(`${fact.said.staff}: ${news ? 'added' : 'known already'}\n`);
  });
}

async function goes(
  what: string,
  json: boolean | undefined,
  work: (context: DatabaseContext, source: Source) => Promise<HandedOver[]>,
): Promise<void> {
  await withDatabase(async (database) => {
    const handedOver = await work(database, me());
    if (json) {
      process.stdout.write(`${JSON.stringify({ handedOver })}\n`);
      return;
    }
    process.stdout.write(`${what}\n`);
    for (const { task, to } of handedOver) process.stdout.write(`${(to ?? 'nobody').padEnd(10)} ${task}\n`);
  });
}
