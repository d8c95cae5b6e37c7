import { KEY_SCOPES, type Role } from '../../../src/api/access.js';
import { ROLES } from '../../../src/domain/plan/roles.js';
import { addKey } from '../../../src/store/access/api-keys.js';
import { signIn } from '../../../src/store/access/sign-in.js';
import { ACCESS_ROLES, addUser } from '../../../src/store/access/users.js';
import { addStaff } from '../../../src/store/staff/coming-and-going.js';
import { seal, type TestApi } from '../api.js';

const by = (api: TestApi) => ({ actor: 'test', at: api.now });

/** Somebody who may sign in, and the password, which is as good as his own. */
export async function passwordOf(
  api: TestApi,
  staff: string,
  role: Role,
  branch: string | null = null,
): Promise<string> {
  const access = ACCESS_ROLES.filter((it) => it === role);
  const roles = ROLES.filter((it) => it === role);
  if (roles.length > 0)
    await addStaff(api.db(), seal, { staff, roles, branch, supervisor: null, name: null, email: null }, by(api));
  const password = await addUser(api.db(), { staff, access }, by(api));
  await api.db().pool.query('UPDATE users SET must_change = false');
  return password;
}

/** Somebody who has signed in, with a password of his own. */
export async function signedIn(api: TestApi, staff: string, role: Role, branch: string | null = null): Promise<string> {
  const password = await passwordOf(api, staff, role, branch);
  const answer = await signIn(api.db(), seal, { staff, password }, api.now);
  if ('refused' in answer) throw new Error(answer.refused);
  return answer.token;
}

export const keyFor = (api: TestApi, scopes: readonly string[] = KEY_SCOPES): Promise<string> =>
  addKey(api.db(), { name: 'core-banking', scopes, endsAt: api.now + 86_400_000 }, by(api));

/** Asks as somebody; `body` as JSON. */
export async function ask(
  api: TestApi,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${api.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = answer.headers.get('content-type') ?? '';
  // It never ends.
  if (type === 'text/event-stream') await answer.body!.cancel();
  const text = type === 'text/event-stream' ? '' : await answer.text();
  return { status: answer.status, headers: answer.headers, body: /json/.test(type) ? JSON.parse(text) : text };
}
