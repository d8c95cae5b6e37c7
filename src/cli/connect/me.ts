import { userInfo } from 'node:os';
import { sessionOf } from '../../store/access/sessions.js';
import type { Sql } from '../../store/base/connection/database.js';
import type { Source } from '../../store/facts/facts.js';
import { forgetLogin, readLogin } from './login-file.js';
import { now } from './now.js';

/** Who has signed in here; a process has one user. Null: nobody, and the system's own user gives the command. */
let signedIn: string | null = null;

/** Looks who has signed in, when a command has found its database; a sign-in that has ended is forgotten, and said to be. */
export async function recogniseMe(sql: Sql): Promise<void> {
  const login = readLogin();
  if (login === null) return;
  const session = await sessionOf(sql, login.token, Date.now());
  if ('fault' in session || session.mustChange) {
    forgetLogin();
    process.stderr.write(`${login.staff} is signed in no more: \`postloan login ${login.staff}\`\n`);
  } else signedIn = session.staff;
}

/** Who gives the command, for the audit log. */
export const me = (): Source => ({
  actor: signedIn === null ? `ops/${userInfo().username}` : `staff/${signedIn}`,
  at: now(),
});
