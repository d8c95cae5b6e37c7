import { Command, Option } from 'commander';
import { subjectOf } from '../../api/sign-on.js';
import { formatMoment } from '../../domain/time/dates.js';
import { readVariables } from '../../lender/environment.js';
import { BadInput } from '../../library/checked-yaml.js';
import { bindUser } from '../../store/access/single-sign-on.js';
import { ACCESS_ROLES, type AccessRole, addUser, disableUser, listUsers, resetUser } from '../../store/access/users.js';
import { environment, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { table } from '../terminal/table.js';

export function userCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('add')
        .description('somebody may sign in; the password is shown once, and changed at the first use')
        .argument('<staff>', 'who works here, or, with a role of access alone, anybody')
        .addOption(
          new Option('--access <role...>', 'what is done besides the work of a plan').choices(ACCESS_ROLES).default([]),
        )
        .action((staff: string, { access }: { access: AccessRole[] }) =>
          withDatabase(async ({ db }) => say(staff, await addUser(db, { staff, access }, me()))),
        ),
    )
    .addCommand(
      new Command('list')
        .description('who may sign in, as what, and when that was done last')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('reset')
        .description('a new password, shown once; the second factor goes, sessions end, who was disabled is no more')
        .argument('<staff>')
        .action((staff: string) =>
          withDatabase(async ({ db, seal }) => say(staff, await resetUser(db, seal, staff, me()))),
        ),
    )
    .addCommand(
      new Command('disable')
        .description('nobody signs in by this name any more, and its sessions end')
        .argument('<staff>')
        .action((staff: string) =>
          withDatabase(async ({ db }) => {
            const news = await disableUser(db, staff, me());
            process.stdout.write(`${staff} ${news ? 'is disabled' : 'was disabled already'}\n`);
          }),
        ),
    )
    .addCommand(
      new Command('bind')
        .description('who this is at the provider of single sign-on (OIDC_ISSUER); sessions end')
        .argument('<staff>')
        .argument('[subject]', 'what the provider calls the person (`sub`); left out: nobody')
        .action(bind),
    );
}

const HEADS = ['user', 'roles', 'branch', 'state', 'last seen'].map((head) => ({ head }));

const say = (staff: string, password: string) => void process.stdout.write(`${staff}: ${password}\n`);

async function bind(staff: string, said?: string): Promise<void> {
  const { OIDC_ISSUER: issuer } = readVariables(environment(), [], ['OIDC_ISSUER']);
  if (issuer === undefined) throw new BadInput(['OIDC_ISSUER: is not set: there is no single sign-on']);
  const subject = said === undefined ? null : subjectOf(issuer, said);
  await withDatabase(async ({ db }) => {
    const news = await bindUser(db, { staff, subject }, me());
    process.stdout.write(
      `${staff} ${news ? '' : 'was '}${subject === null ? 'unbound' : 'bound'}${news ? '' : ' already'}\n`,
    );
  });
}

async function list({ json }: { json?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    const users = (await listUsers(db.pool)).map(({ lastSeen, ...it }) => ({
      ...it,
      lastSeen: lastSeen === null ? null : formatMoment(lastSeen),
    }));
    if (json) return void process.stdout.write(`${JSON.stringify(users)}\n`);
    const lines = users.map((it) => [
      it.staff,
      it.roles.join(' '),
      it.branch ?? '',
      it.disabled ? 'disabled' : it.secondFactor ? 'second factor' : '',
      it.lastSeen ?? 'never',
    ]);
    process.stdout.write(`${table(HEADS, lines)}\n`);
  });
}
