import { Command } from 'commander';
import { stringify } from 'yaml';
import type { Plan } from '../../domain/plan/plan.js';
import { listensFor } from '../../domain/preview/contents.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { contactRulesOf, plansFolder } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { allPlans } from '../../library/shipped-plans.js';
import type { BookChange, Change } from '../../planning/plan-diff.js';
import type { DatabaseContext } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { readInput } from '../terminal/read-input.js';
import { proposalsCommand, proposeCommand, publishCommand, refuseCommand } from './publish.js';

export function planCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('the plans there are')
        .option('--json', 'one JSON document')
        .action(async (options: { json?: boolean }) => {
          const plans = [...(await knownPlans()).values()].map(({ plan, version, title }) => ({
            plan,
            version,
            title,
          }));
          if (options.json) process.stdout.write(`${JSON.stringify(plans)}\n`);
          else
            for (const { plan, version, title } of plans)
              process.stdout.write(`${plan.padEnd(28)} v${version}  ${title}\n`);
        }),
    )
    .addCommand(
      new Command('show')
        .description('one plan, with everything its file leaves to defaults')
        .argument('<plan>')
        .option('--json', 'one JSON document')
        .action(async (name: string, options: { json?: boolean }) => {
          const plan = await planNamed(name);
          process.stdout.write(options.json ? `${JSON.stringify(plan)}\n` : stringify(plan));
        }),
    )
    .addCommand(
      new Command('signals')
        .description('which signals and figures from outside each plan does something about')
        .argument('[plan]', 'left out: all')
        .option('--json', 'one JSON document')
        .action(async (name: string | undefined, options: { json?: boolean }) => {
          const plans = name === undefined ? [...(await knownPlans()).values()] : [await planNamed(name)];
          const heard = plans.map((plan) => ({ plan: plan.plan, ...listensFor(plan) }));
          if (options.json) return void process.stdout.write(`${JSON.stringify(heard)}\n`);
          for (const { plan, signals, indicators } of heard)
            process.stdout.write(`${plan}\n  signals: ${signals.join(', ')}\n  figures: ${indicators.join(', ')}\n`);
        }),
    )
    .addCommand(
      new Command('check')
        .description('hold a plan, and the words it names, to schema and rules; names line and key of each fault')
        .argument('<file>')
        .option('--json', 'one JSON document')
        .action(async (file: string, options: { json?: boolean }) => {
          const { planProblems } = await import('../../planning/plan-check.js');
          const problems = await planProblems(
            await readInput(file),
            file,
            contactRules(contactRulesOf(ownEnvironment())),
          );
          if (options.json) process.stdout.write(`${JSON.stringify({ file, problems })}\n`);
          else if (problems.length === 0) process.stdout.write(`${file}: good\n`);
          else for (const problem of problems) process.stderr.write(`${problem}\n`);
          if (problems.length > 0) process.exitCode = 1;
        }),
    )
    .addCommand(
      new Command('diff')
        .description('what stands differently in two plans: files, names, or versions of the database (04-personal@1)')
        .argument('<before>')
        .argument('<after>')
        .option('--book', 'what that would do differently to the present book over the next 90 days')
        .option('--json', 'one JSON document')
        .action(async (before: string, after: string, options: { book?: true; json?: true }) => {
          const { bookChanges, planChanges } = await import('../../planning/plan-diff.js');
          const { planGiven } = await import('./plan-given.js');
          const { connectDatabase } = await import('../connect/connect.js');
          let context: DatabaseContext | undefined;
          const database = async () => {
            context ??= await connectDatabase();
            return context.db;
          };
          try {
            const compared = { before: await planGiven(before, database), after: await planGiven(after, database) };
            const changes = planChanges(compared.before, compared.after);
            const rules = contactRules(contactRulesOf(ownEnvironment()));
            const book = options.book ? await bookChanges(await database(), { ...compared, rules, now: now() }) : null;
            if (options.json) process.stdout.write(`${JSON.stringify({ changes, ...(book ? { book } : {}) })}\n`);
            else tellChanges(changes, book);
          } finally {
            await context?.close();
          }
        }),
    )
    .addCommand(proposeCommand())
    .addCommand(proposalsCommand())
    .addCommand(publishCommand())
    .addCommand(refuseCommand());
}

function tellChanges(changes: Change[], book: BookChange[] | null): void {
  const said = (value: unknown) => (value === undefined ? '–' : JSON.stringify(value));
  for (const { key, from, to } of changes) process.stdout.write(`${key}: ${said(from)} → ${said(to)}\n`);
  if (changes.length === 0) process.stdout.write('the plans are the same\n');
  if (!book) return;
  process.stdout.write('\nthe present book over the next 90 days, if nothing comes in:\n');
  if (book.length === 0) process.stdout.write('  nothing is done differently\n');
  for (const { what, before, after, moved, loans } of book) {
    const counted = before === after ? `${after}, ${moved} of them on other days` : `${before} → ${after}`;
    process.stdout.write(`  ${what}: ${counted} (${loans.join(', ')}${loans.length < 5 ? '' : ', …'})\n`);
  }
}

const knownPlans = () => allPlans(plansFolder(ownEnvironment()));

async function planNamed(name: string): Promise<Plan> {
  const plans = await knownPlans();
  const plan = plans.get(name);
  if (!plan) throw new BadInput([`no plan ${name}: there are ${[...plans.keys()].join(', ')}`]);
  return plan;
}
