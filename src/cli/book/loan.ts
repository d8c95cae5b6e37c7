import { Command } from 'commander';
import { rateOn } from '../../domain/care/rates.js';
import type { Fact } from '../../domain/facts/facts.js';
import { CATEGORIES } from '../../domain/loan/classification.js';
import { standingOf } from '../../domain/loan/standing.js';
import { formatMoney } from '../../domain/money/money.js';
import { formatLine } from '../../domain/preview/timeline.js';
import { dayOf, formatMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { releaseHold } from '../../store/facts/facts.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { readLoanFiles } from '../../store/loans/loan-files.js';
import { planNameOf, planReader } from '../../store/loans/plans.js';
import { readTimeline } from '../../store/loans/timeline.js';
import { retriggerStep } from '../../store/notices/retrigger.js';
import { aboutToGo } from '../../store/notices/sending.js';
import { listEvidence } from '../../store/work/evidence.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { takeFact } from '../connect/take-fact.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { factAction, typedFact } from '../connect/typed-fact.js';
import { loanListCommand } from '../list/loans.js';
import { asJson, lineOf } from '../ops/send.js';
import { evidenceLine } from '../work/evidence.js';

/** Temporal's client takes longer to load than all the rest, and most of what is done here needs none. */
const workflowPart = () => import('./loan-workflow.js');

export function loanCommand(command: Command): Command {
  return command
    .addCommand(loanListCommand())
    .addCommand(
      new Command('show')
        .description('where a loan stands and what was done for it')
        .argument('<loan>')
        .option('--json', 'one JSON document')
        .action((loan: string, options: { json?: boolean }) =>
          withDatabase((it) => show(it, loan, options.json === true)),
        ),
    )
    .addCommand(
      new Command('hold')
        .description('nothing goes out for the loan until the hold ends; checks and visits go on')
        .argument('<loan>')
        .requiredOption('--reason <text>', 'dispute, bereavement, legal-stay, data-error, …')
        .option('--from <date>', 'left out: now; may lie back or ahead')
        .option('--until <date>', 'left out: until released')
        .option('--everything', 'checks, visits and other care rest as well')
        .action((_loan: string, _options: object, command: Command) => hold(typedFact('hold', command))),
    )
    .addCommand(
      new Command('release')
        .description('end the hold')
        .argument('<loan>')
        .action((loan: string) =>
          withDatabase(async (it) => {
            const released = await releaseHold(it.db, loan, me());
            await tellWorkflows(it);
            process.stdout.write(released ? `${loan} is released\n` : `${loan} was not held\n`);
          }),
        ),
    )
    .addCommand(
      new Command('tier')
        .description('set the tier of a loan by hand; afterwards the figures decide again')
        .argument('<loan>')
        .argument('<tier>', 'a tier of its plan')
        .requiredOption('--until <date>', 'the last day on which it holds')
        .requiredOption('--reason <text>')
        .action((_loan: string, _tier: string, _options: object, command: Command) =>
          setTier(typedFact('tier', command)),
        ),
    )
    .addCommand(
      new Command('classify')
        .description(
          'propose a category, or approve what another person has proposed by saying the same; the days are its floor',
        )
        .argument('<loan>')
        .requiredOption('--to <category>', CATEGORIES.join(', '))
        .option('--reason <text>', 'why; kept sealed; needed to propose')
        .option('--approved-by <staff>', 'who approves, when both decide at once')
        .action(factAction('classify', ({ loan }) => `category of ${loan}`, { to: 'category' })),
    )
    .addCommand(
      new Command('rate')
        .description('from a day on another rate holds; what is owed stays as the instalments say')
        .argument('<loan>')
        .requiredOption('--rate <rate>', 'per cent a year, such as 4.35')
        .requiredOption('--from <date>')
        .action(factAction('rate', ({ loan }) => `rate of ${loan}`, { rate: 'annualRate' })),
    )
    .addCommand(
      new Command('file')
        .description('documents of a loan are in the archive')
        .argument('<loan>')
        .argument('<documents...>', 'contract/electronic, contract/paper, …')
        .action(factAction('filed', ({ loan }) => `documents of ${loan}`)),
    )
    .addCommand(
      new Command('retrigger')
        .description('do a notice or a task of the diary once more; contact rules still apply')
        .argument('<loan>')
        .requiredOption('--step <entry>', 'the entry of the diary, as `loan show --json` names it')
        .requiredOption('--why <text>', 'the reason, for the audit log')
        .action((loan: string, options: { step: string; why: string }) =>
          withDatabase(async (it) => {
            const entry = await retriggerStep(it.db, { loan, ...options }, me());
            await tellWorkflows(it);
            process.stdout.write(`${loan}: ${entry}\n`);
          }),
        ),
    )
    .addCommand(
      new Command('restart')
        .description("end the loan's workflow and start it again from the database")
        .argument('<loan>')
        .action((loan: string) => withDatabase(async (it) => (await workflowPart()).restart(it, loan))),
    );
}

function setTier(fact: Fact<'tier'>): Promise<void> {
  const { loan, tier } = fact.said;
  return takeFact(`tier of ${loan}`, async ({ db, seal }, source) => {
    const { plan, tiers } = await planReader(db.pool)(await planNameOf(db.pool, loan));
    const known = tiers?.levels.map((level) => level.tier) ?? [];
    if (!known.includes(tier)) throw new BadInput([`plan ${plan} has no tier ${tier}: ${known.join(', ')}`]);
    return enterFact(fact, source, { db, seal, by: source.actor });
  });
}

async function hold(fact: Fact<'hold'>): Promise<void> {
  const { loan, from, until } = fact.said;
  await withDatabase(async (it) => {
    const source = me();
    await enterFact(fact, source, { ...it, by: source.actor });
    await tellWorkflows(it);
    const range = `${from === undefined ? '' : ` from ${formatMoment(from)}`}${until === undefined ? '' : ` until ${formatMoment(until)}`}`;
    process.stdout.write(`${loan} is held${range}\n`);
  });
}

async function show({ db, seal }: DatabaseContext, loan: string, json: boolean): Promise<void> {
  const now = Date.now();
  const [stored] = await readLoanFiles(db.pool, [loan], now);
  if (!stored) throw new BadInput([`no loan ${loan}`]);
  const { file, plan } = stored;
  const { dpd, overdue, outstanding, overpaid } = standingOf(file, now);
  const { stage, category, closedAt } = file.state;
  const standing = {
    loan,
    plan,
    stage,
    category,
    dpd,
    overdue: formatMoney(overdue),
    outstanding: formatMoney(outstanding),
    overpaid: formatMoney(overpaid),
    rate: rateOn(file, dayOf(now), now),
    closed: closedAt !== null,
  };
  const timeline = await readTimeline(db.pool, [loan]);
  const entries = await db.prisma.diary.findMany({
    where: { kind: 'loan', subject: loan, what: { in: ['notice', 'task.open'] } },
    select: { entry: true, what: true, at: true },
    orderBy: [{ at: 'asc' }, { entry: 'asc' }],
  });
  const waiting = await aboutToGo(db.pool, { loan, until: null });
  const troubles = await (await workflowPart()).troublesOf(db, loan);
  if (json) {
    const lines = timeline.map((line) => JSON.parse(formatLine(line)));
    const steps = entries.map(({ entry, what, at }) => ({ entry, what, at: formatMoment(at.getTime()) }));
    process.stdout.write(
      `${JSON.stringify({ ...standing, waiting: waiting.map(asJson), troubles, timeline: lines, steps })}\n`,
    );
    return;
  }
  for (const [name, value] of Object.entries(standing))
    process.stdout.write(`${name.padEnd(12)} ${value ?? 'not known'}\n`);
  for (const { what, why } of troubles) process.stdout.write(`stuck        ${what}: ${why}\n`);
  for (const it of waiting) process.stdout.write(`waits        ${lineOf(it)}\n`);
  for (const line of timeline) process.stdout.write(`${formatLine(line)}\n`);
  const evidence = await listEvidence(db.pool, seal, { loan });
  if (evidence.length > 0) process.stdout.write('evidence, by number: `postloan evidence print`\n');
  for (const it of evidence) process.stdout.write(`${evidenceLine(it)}\n`);
  process.stdout.write(`steps that \`loan retrigger ${loan} --step …\` can do again:\n`);
  for (const { entry, at } of entries) process.stdout.write(`${formatMoment(at.getTime()).slice(0, 16)}  ${entry}\n`);
}
