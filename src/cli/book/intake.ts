import { Command } from 'commander';
import { formatMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { type InboxEntry, listInbox, type Outcome, readInbox, retryRefused } from '../../store/incoming/inbox.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';

export function intakeCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('what came, by whom, and what became of it; not what it says')
        .option('--refused', 'what could not be taken')
        .option('--limit <count>', 'so many of the newest', '100')
        .option('--json', 'JSON lines')
        .action(list),
    )
    .addCommand(
      new Command('show')
        .description('what was sent')
        .argument('<number>')
        .requiredOption('--reason <text>', 'why, for the audit log')
        .action(show),
    )
    .addCommand(
      new Command('retry')
        .description('try what could not be taken once more')
        .argument('[number]')
        .option('--all', 'all that was refused')
        .action(retry),
    );
}

async function list(it: { refused?: true; limit: string; json?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    const entries = await listInbox(db.pool, { refused: it.refused === true, limit: numberOf('--limit', it.limit) });
    for (const entry of entries) process.stdout.write(`${it.json ? jsonOf(entry) : lineOf(entry)}\n`);
  });
}

const jsonOf = ({ receivedAt, settledAt, ...entry }: InboxEntry) =>
  JSON.stringify({ ...entry, receivedAt: formatMoment(receivedAt), settledAt: formatMoment(settledAt) });

const lineOf = ({ inbox, sender, id, kind, status, reason, receivedAt }: InboxEntry) =>
  `${String(inbox).padStart(6)}  ${formatMoment(receivedAt).slice(0, 16)}  ${sender}  ${kind}  ${id}  ${status}${reason === null ? '' : `: ${reason}`}`;

async function show(said: string, { reason }: { reason: string }): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const sent = await readInbox(db, seal, numberOf('number', said), reason, me());
    process.stdout.write(`${JSON.stringify(sent, null, 2)}\n`);
  });
}

async function retry(said: string | undefined, { all }: { all?: true }): Promise<void> {
  if ((said === undefined) === (all === undefined)) throw new BadInput(['either a number or --all']);
  await withDatabase(async (context) => {
    const { db, seal } = context;
    const asked =
      said === undefined
        ? (await listInbox(db.pool, { refused: true, limit: 1_000_000 })).map(({ inbox }) => inbox)
        : [numberOf('number', said)];
    for (const inbox of asked) {
      const outcome = await retryRefused(db, seal, inbox, me());
      if (outcome === null && said !== undefined) throw new BadInput([`nothing refused has the number ${inbox}`]);
      if (outcome !== null) process.stdout.write(`${inbox}: ${wordsOf(outcome)}\n`);
      if (outcome?.outcome === 'refused') process.exitCode = 1;
    }
    await tellWorkflows(context);
  });
}

const wordsOf = (it: Outcome) => (it.outcome === 'refused' ? `refused: ${it.reason}` : it.outcome);

function numberOf(what: string, said: string): number {
  if (!/^[1-9]\d{0,11}$/.test(said)) throw new BadInput([`${what}: not a number: ${said}`]);
  return Number(said);
}
