import { Command, Option } from 'commander';
import { KEY_SCOPES } from '../../api/access.js';
import { formatMoment, MS_A_DAY } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { addKey, listKeys, revokeKey } from '../../store/access/api-keys.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { table } from '../terminal/table.js';

const LONGEST_DAYS = 730;

export function keyCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('add')
        .description('a key for a program; shown once')
        .argument('<name>', 'what the program is called')
        .addOption(new Option('--scope <scope...>', 'what it may do').choices(KEY_SCOPES).makeOptionMandatory())
        .option('--days <days>', `how long it opens, ${LONGEST_DAYS} at most`, '365')
        .action(add),
    )
    .addCommand(
      new Command('list')
        .description('keys, what each may do, until when, and when it was used last')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('revoke')
        .description('the key opens nothing from now on')
        .argument('<prefix>', 'its first twelve signs')
        .action((prefix: string) =>
          withDatabase(async ({ db }) => {
            const news = await revokeKey(db, prefix, me());
            process.stdout.write(`${prefix} ${news ? 'is revoked' : 'was revoked already'}\n`);
          }),
        ),
    );
}

async function add(name: string, { scope, days }: { scope: string[]; days: string }): Promise<void> {
  const many = Number(days);
  if (!/^\d{1,3}$/.test(days) || many < 1 || many > LONGEST_DAYS)
    throw new BadInput([`--days: not a number of days from 1 to ${LONGEST_DAYS}: ${days}`]);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    throw new BadInput(['<name>: must be a word of small letters, digits and -, such as core-banking']);
  await withDatabase(async ({ db }) => {
    const source = { ...me(), at: Date.now() };
    const key = await addKey(db, { name, scopes: scope, endsAt: source.at + many * MS_A_DAY }, source);
    process.stdout.write(`${key}\n`);
  });
}

const HEADS = ['key', 'name', 'until', 'last used', 'scopes'].map((head) => ({ head }));

async function list({ json }: { json?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    const keys = (await listKeys(db.pool)).map((it) => ({
      ...it,
      endsAt: formatMoment(it.endsAt),
      usedAt: it.usedAt === null ? null : formatMoment(it.usedAt),
    }));
    if (json) return void process.stdout.write(`${JSON.stringify(keys)}\n`);
    const lines = keys.map((it) => [
      it.prefix,
      it.name,
      it.revoked ? 'revoked' : it.endsAt,
      it.usedAt ?? 'never',
      it.scopes.join(' '),
    ]);
    process.stdout.write(`${table(HEADS, lines)}\n`);
  });
}
