import type { Command } from 'commander';
import { BadInput } from '../../library/checked-yaml.js';
import type { Proving } from '../../store/access/prove-oneself.js';
import { offerSecondFactor, useSecondFactor } from '../../store/access/second-factor.js';
import { sessionOf, signOut } from '../../store/access/sessions.js';
import { type Refusal, signIn } from '../../store/access/sign-in.js';
import { changePassword } from '../../store/access/users.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { forgetLogin, readLogin, writeLogin } from '../connect/login-file.js';
import { askSecrets } from '../terminal/ask-secret.js';

const REFUSED: Record<Refusal, string> = {
  wrong: 'name, password or code is wrong, or the user is disabled',
  'code-needed': 'a code of the authenticator is needed',
  wait: 'too many wrong tries: wait an hour, or have an administrator say `postloan user reset`',
};

export function loginCommand(command: Command): Command {
  return command
    .argument('<staff>', 'the name; the password is asked for, or is a line of standard input')
    .option('--second-factor', 'and from now on ask for a code of an authenticator as well')
    .action((staff: string, { secondFactor }: { secondFactor?: true }) =>
      withDatabase(async (context) => {
        const { ask, close } = askSecrets();
        try {
          const password = await ask('password');
          const token = await signedIn(context, staff, password, ask);
          const present = await replaceGiven(context, staff, password, token, ask);
          if (secondFactor) await beginSecondFactor(context, { staff, token, password: present }, ask);
          writeLogin({ staff, token });
        } finally {
          close();
        }
        process.stdout.write(`signed in as ${staff}\n`);
      }),
    );
}

export function logoutCommand(command: Command): Command {
  return command.action(async () => {
    const login = readLogin();
    forgetLogin();
    const ended = login !== null && (await withDatabase(({ db }) => signOut(db.pool, login.token, Date.now())));
    process.stdout.write(ended ? `${login.staff} is signed out\n` : 'nobody was signed in\n');
  });
}

type Ask = (what: string) => Promise<string>;

async function signedIn({ db, seal }: DatabaseContext, staff: string, password: string, ask: Ask): Promise<string> {
  let answer = await signIn(db, seal, { staff, password }, Date.now());
  if ('refused' in answer && answer.refused === 'code-needed')
    answer = await signIn(db, seal, { staff, password, code: await ask('code') }, Date.now());
  if ('refused' in answer) throw new BadInput([REFUSED[answer.refused]]);
  return answer.token;
}

/** A password that somebody else has seen is changed before anything is done with it. Answers the one that counts. */
async function replaceGiven({ db, seal }: DatabaseContext, staff: string, before: string, token: string, ask: Ask) {
  const at = Date.now();
  const session = await sessionOf(db.pool, token, at);
  if (!('mustChange' in session) || !session.mustChange) return before;
  const password = await ask('a new password, of 12 characters or more');
  await changePassword(db, seal, { staff, before, password, token }, { actor: `staff/${staff}`, at });
  return password;
}

async function beginSecondFactor({ db, seal }: DatabaseContext, who: Proving, ask: Ask) {
  const { staff } = who;
  const { secret, uri } = offerSecondFactor(staff);
  process.stdout.write(`secret for the authenticator: ${secret}\n${uri}\n`);
  const said = { ...who, secret, code: (await ask('code')).trim() };
  const codes = await useSecondFactor(db, seal, said, { actor: `staff/${staff}`, at: Date.now() });
  process.stdout.write(`for when it is lost, each good once, shown only now:\n${codes.join('\n')}\n`);
}
