import { Command } from 'commander';
import type { z } from 'zod';
import { formatMoment } from '../../domain/time/dates.js';
import { BATCH_NAME, batchAction, batchFilter, USUAL_PACE } from '../../domain/work/batch.js';
import { bookAge } from '../../lender/feed-settings.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { contactRulesOf } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { faultInWords } from '../../library/fault-in-words.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import {
  type Batch,
  type BatchLoan,
  findBatch,
  listBatches,
  listBatchLoans,
  makeBatch,
  type Steer,
  steerBatch,
} from '../../store/batches/batches.js';
import { type Foreseen, foreseeBatch, isDone, signOf } from '../../store/batches/foresee-batch.js';
import { glassOf, withGlass } from '../connect/break-glass.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { checkFilter } from '../list/filters.js';
import { type ListOptions, printList } from '../list/print-list.js';
import { BATCHES, FORESEEN, LOANS } from './batch-columns.js';

const ACTIONS = 'retrigger, restart, hold or release';
const EVERYBODYS = { scope: 'all' } as const;
const MOST = 10_000;

interface Said extends ListOptions {
  what?: string;
  channel?: string;
  rule?: string;
  since?: string;
  unreached?: true;
  until?: string;
  reason?: string;
  everything?: true;
  plan?: string;
  branch?: string;
  manager?: string;
  stage?: string;
  dpdFrom?: string;
  dpdTo?: string;
  loans?: string[];
}

export function batchCommand(command: Command): Command {
  return command
    .addCommand(
      chosen(new Command('preview'))
        .description(
          'what it would do to each loan now, to whom, and what the contact rules would stop; changes nothing. Its last line is what `start` is told',
        )
        .argument('<action>', ACTIONS)
        .action((action: string, said: Said) => withDatabase((it) => preview(it, action, said))),
    )
    .addCommand(
      chosen(new Command('start'))
        .description('does it, loan by loan: exactly the loans and steps that `preview` showed')
        .argument('<batch>', 'what it is called: small letters, digits and -')
        .argument('<action>', ACTIONS)
        .requiredOption('--why <text>', 'the reason, for the audit log')
        .requiredOption('--seen <sign>', 'the last line of the preview')
        .option('--per-minute <loans>', 'so many loans a minute', String(USUAL_PACE))
        .action((batch: string, action: string, said: Said & Start) =>
          withDatabase((it) => start(it, batch, action, said)),
        ),
    )
    .addCommand(
      new Command('list')
        .description('the batches, the newest first')
        .option('--all', 'all lines, however many')
        .option('--json', 'one JSON document')
        .action((options: ListOptions) =>
          withDatabase(async ({ db }) =>
            printList(await listBatches(db.pool, EVERYBODYS, MOST), BATCHES, options, asDocument),
          ),
        ),
    )
    .addCommand(
      new Command('show')
        .description('how far a batch has come, and what became of each of its loans')
        .argument('<batch>')
        .option('--failed', 'only what could not be done')
        .option('--all', 'all lines, however many')
        .option('--json', 'one JSON document')
        .action((batch: string, options: ListOptions & { failed?: true }) =>
          withDatabase((it) => show(it, batch, options)),
        ),
    )
    .addCommand(steering('approve', 'another person lets a large batch begin'))
    .addCommand(steering('pause', 'no further loan until `resume`'))
    .addCommand(steering('resume', 'goes on'))
    .addCommand(steering('cancel', 'ends it: what is done stays done'));
}

const chosen = (command: Command) =>
  command
    .option('--what <step>', 'retrigger: the newest `notice` or `task.open` of each loan', 'notice')
    .option('--channel <channel>', 'retrigger: messages on this one')
    .option('--rule <row>', 'retrigger: steps by this row of the plan, P4.5')
    .option('--since <date>', 'retrigger: steps from this day on')
    .option('--unreached', 'retrigger: messages that reached nobody')
    .option('--reason <text>', 'hold: dispute, bereavement, legal-stay, data-error, …')
    .option('--until <date>', 'hold: its last day; left out: until released')
    .option('--everything', 'hold: checks and visits rest too')
    .option('--plan <plan>', 'the loans of one plan')
    .option('--branch <branch>', 'of one branch')
    .option('--manager <staff>', 'of one account manager')
    .option('--stage <stage>', 'in one stage of the ladder')
    .option('--dpd-from <days>', 'so many days past due, or more')
    .option('--dpd-to <days>', 'so many, or fewer')
    .option('--loans <loans...>', 'these alone')
    .option('--all', 'all lines, however many')
    .option('--json', 'one JSON document');

/** What was typed, held to what the API takes. */
async function asked({ db }: DatabaseContext, kind: string, said: Said) {
  const { what, channel, rule, since, unreached, until, reason, everything, loans, dpdFrom, dpdTo } = said;
  const { plan, branch, manager, stage } = said;
  const ofKind: Record<string, object> = {
    retrigger: { what, channel, rule, since, unreached },
    hold: { reason, until, everything },
  };
  if (!['retrigger', 'restart', 'hold', 'release'].includes(kind)) throw new BadInput([`<action>: ${ACTIONS}`]);
  const filter = { plan, branch, manager, stage, dpdFrom: numberOf(dpdFrom), dpdTo: numberOf(dpdTo), loans };
  await checkFilter(db.pool, { plan, branch, manager, stage });
  await checkLoans(db.pool, loans ?? []);
  return {
    action: held(batchAction, { kind, ...without(ofKind[kind] ?? {}) }),
    filter: held(batchFilter, without(filter)),
  };
}

async function checkLoans(sql: Sql, loans: readonly string[]): Promise<void> {
  const found = await rows<{ loan: string }>(sql, 'SELECT loan_id AS loan FROM loans WHERE loan_id = ANY($1)', [loans]);
  const known = new Set(found.map((it) => it.loan));
  const unknown = loans.filter((it) => !known.has(it));
  if (unknown.length > 0) throw new BadInput([`--loans: no loan ${unknown.join(', ')}`]);
}

const numberOf = (said?: string) => (said === undefined ? undefined : Number(said));
const without = (it: object) => Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined));

function held<S extends z.ZodType>(schema: S, said: object): z.output<S> {
  const parsed = schema.safeParse(said, { error: faultInWords });
  if (parsed.success) return parsed.data;
  throw new BadInput(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`));
}

function foresee({ db, seal }: DatabaseContext, of: Parameters<typeof foreseeBatch>[1]): Promise<Foreseen[]> {
  const env = ownEnvironment();
  const place = { sql: db.pool, seal, rules: contactRules(contactRulesOf(env)), bookAge: bookAge(env), source: me() };
  return foreseeBatch(place, of, EVERYBODYS);
}

async function preview(it: DatabaseContext, kind: string, said: Said): Promise<void> {
  const of = await asked(it, kind, said);
  const all = await foresee(it, of);
  const sign = signOf(of.action, all);
  if (said.json) return print({ sign, loans: all.filter(isDone).length, items: all.map(foreseenDocument) });
  printList(all, FORESEEN, said, foreseenDocument);
  process.stdout.write(`${all.filter(isDone).length} / ${all.length}\n--seen ${sign}\n`);
}

interface Start {
  why: string;
  seen: string;
  perMinute: string;
}

async function start(it: DatabaseContext, batch: string, kind: string, said: Said & Start): Promise<void> {
  const { why, seen: sign } = said;
  const perMinute = Number(said.perMinute);
  if (!BATCH_NAME.test(batch)) throw new BadInput(['<batch>: must be a word of small letters, digits and -']);
  if (!Number.isInteger(perMinute) || perMinute < 1 || perMinute > 6000)
    throw new BadInput(['--per-minute: a number from 1 to 6000']);
  const of = await asked(it, kind, said);
  await makeBatch(it.db, { ...of, batch, why, perMinute, sign }, await foresee(it, of), me());
  await tellWorkflows(it);
  const { loans, waits } = await known(it, batch);
  if (said.json) return print({ batch, loans, waits });
  process.stdout.write(`${batch}: ${loans} loans${waits ? "; it begins with another person's approval" : ''}\n`);
}

async function known({ db }: DatabaseContext, batch: string): Promise<Batch> {
  const found = await findBatch(db.pool, batch, EVERYBODYS);
  if (found === null) throw new BadInput([`no batch ${batch}: see \`postloan batch list\``]);
  return found;
}

async function show(it: DatabaseContext, batch: string, { failed, ...options }: ListOptions & { failed?: true }) {
  const found = await known(it, batch);
  const of = { batch, state: failed ? ('failed' as const) : null, after: '', limit: MOST };
  const loans = await listBatchLoans(it.db.pool, of);
  if (options.json) return print({ ...asDocument(found), items: loans.map(loanDocument) });
  printList([found], BATCHES, {}, asDocument);
  process.stdout.write('\n');
  printList(loans, LOANS, options, loanDocument);
}

function steering(steer: Steer, description: string): Command {
  const command = new Command(steer).description(description).argument('<batch>');
  const asking = steer === 'approve' ? withGlass(command) : command.option('--why <text>', 'why', 'not said');
  return asking.action((batch: string, { why = 'not said' }: { why?: string }, command: Command) =>
    withDatabase(async (it) => {
      const glass = steer === 'approve' ? glassOf(command) : {};
      const news = await steerBatch(it.db, steer, await known(it, batch), why, { ...me(), ...glass });
      if (news) await tellWorkflows(it);
      process.stdout.write(`${batch}: ${news ? DONE[steer] : 'was so already'}\n`);
    }),
  );
}

const DONE: Record<Steer, string> = { approve: 'approved', pause: 'paused', resume: 'goes on', cancel: 'cancelled' };

const print = (document: object) => void process.stdout.write(`${JSON.stringify(document)}\n`);
const time = (at: number | null) => (at === null ? null : formatMoment(at));

const asDocument = ({ madeAt, pausedAt, endedAt, ...it }: Batch) => ({
  ...{ ...it, madeAt: time(madeAt), pausedAt: time(pausedAt), endedAt: time(endedAt) },
});
const loanDocument = ({ at, ...it }: BatchLoan) => ({ ...it, at: time(at) });
const foreseenDocument = ({ step, until, ...it }: Foreseen) => {
  const { before: _, ...known } = step ?? { before: null };
  return { ...it, until: time(until), step: step && { ...known, at: time(step.at) } };
};
