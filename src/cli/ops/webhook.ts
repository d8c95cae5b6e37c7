import { Command } from 'commander';
import { addressFault } from '../../channels/guarded-post.js';
import { formatMoment } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { webhookHosts } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import {
  ALL_KINDS,
  addWebhook,
  endWebhook,
  listDeliveries,
  listWebhooks,
  newSecretOf,
  redeliver,
  WEBHOOK_NAME,
} from '../../store/news/webhooks.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { table } from '../terminal/table.js';

const MOST = 1000;
const source = () => ({ ...me(), at: Date.now() });
const said = (line: string) => void process.stdout.write(`${line}\n`);

export function webhookCommand(command: Command): Command {
  const ofOne = (name: string, description: string, work: (webhook: string, it: DatabaseContext) => Promise<void>) =>
    new Command(name)
      .description(description)
      .argument('<webhook>', 'its name')
      .action((webhook: string) => withDatabase((it) => work(webhook, it)));
  return command
    .addCommand(
      new Command('add')
        .description('a system is told of events from now on; the secret by which it knows them is shown once')
        .argument('<webhook>', 'what it is called')
        .argument('<url>', 'its https:// address')
        .option('--kinds <kind...>', 'of which events', [ALL_KINDS])
        .action(add),
    )
    .addCommand(
      new Command('list')
        .description('which systems are told, of what; how many wait, and how many were given up')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      ofOne('secret', 'another secret, shown once; the one before is good for a day more', async (webhook, it) =>
        said(await newSecretOf(it.db, it.seal, webhook, source())),
      ),
    )
    .addCommand(
      ofOne('end', 'it is told of nothing more', async (webhook, it) => {
        const news = await endWebhook(it.db, webhook, source());
        await tellWorkflows(it);
        said(`${webhook} ${news ? 'is told of nothing more' : 'was told of nothing already'}`);
      }),
    )
    .addCommand(
      new Command('log')
        .description(`what became of each delivery, as JSON lines; ${MOST} at most`)
        .argument('<webhook>')
        .option('--failed', 'only those that were given up')
        .option('--after <position>', 'those after it', '0')
        .action(log),
    )
    .addCommand(
      ofOne('redeliver', 'all that was given up is delivered once more', async (webhook, it) => {
        const many = await redeliver(it.db, webhook, null, source());
        await tellWorkflows(it);
        said(`${many} once more`);
      }),
    );
}

async function add(webhook: string, url: string, { kinds }: { kinds: string[] }): Promise<void> {
  if (!WEBHOOK_NAME.test(webhook))
    throw new BadInput(['<webhook>: must be a word of small letters, digits and -, such as core-banking']);
  const fault = addressFault(url, webhookHosts(ownEnvironment()));
  if (fault !== null) throw new BadInput([`<url>: ${fault}`]);
  await withDatabase(async ({ db, seal }) => said(await addWebhook(db, seal, { webhook, url, kinds }, source())));
}

const HEADS = ['webhook', 'address', 'kinds', 'waiting', 'failed', 'state'].map((head) => ({ head }));

async function list({ json }: { json?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    const found = await listWebhooks(db.pool);
    if (json) return said(JSON.stringify(found));
    const lines = found.map((it) => [
      ...[it.webhook, it.url, it.kinds.join(' '), String(it.waiting), String(it.failed), it.ended ? 'ended' : ''],
    ]);
    said(table(HEADS, lines));
  });
}

async function log(webhook: string, { failed, after }: { failed?: true; after: string }): Promise<void> {
  if (!/^\d{1,15}$/.test(after)) throw new BadInput([`--after: not a position: ${after}`]);
  const asked = { webhook, state: failed ? 'failed' : null, after: Number(after), limit: MOST };
  await withDatabase(async ({ db }) => {
    if (!(await listWebhooks(db.pool)).some((it) => it.webhook === webhook))
      throw new BadInput([`no webhook ${webhook}`]);
    for (const { at, due, last, ...it } of await listDeliveries(db.pool, asked))
      said(JSON.stringify({ ...it, at: formatMoment(at), due: formatMoment(due), last: last && formatMoment(last) }));
  });
}
