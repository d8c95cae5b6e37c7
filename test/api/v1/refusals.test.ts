import { beforeEach, expect, it } from 'vitest';
import { ROLES } from '../../../src/domain/plan/roles.js';
import { ACCESS_ROLES } from '../../../src/store/access/users.js';
import { freshApi, putLoan } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi({}, { perMinute: 1_000_000 });
let token: string;

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  $ref?: string;
  required?: string[];
  minimum?: number;
}
interface Operation {
  method: string;
  path: string;
  body: Schema | null;
}
interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { field: string; pointer?: string; detail: string }[];
}

/** What one may do without being told of a field: signing in says nothing of what was wrong. */
const SILENT = new Set([401, 403, 429]);
/** They end the session by which all is asked, do not end, or are about no more than how this lender signs in. */
const APART = /^(POST|DELETE) \/session$|^GET \/events$|\/sign-on/;
const HAN = /\p{Script=Han}/u;

beforeEach(async () => {
  await putLoan(api);
  token = await signedIn(api, 'ALL', 'risk-manager');
  await api.db().pool.query('UPDATE staff SET roles = $1', [ROLES]);
  await api.db().pool.query('UPDATE users SET access = $1', [ACCESS_ROLES]);
});

async function operations(): Promise<{ all: Operation[]; schemas: Record<string, Schema> }> {
  const { body: document } = await ask(api, null, 'GET', '/openapi.json');
  const all = Object.entries(document.paths as Record<string, Record<string, Spoken>>).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      method: method.toUpperCase(),
      path: address.replace('/api/v1', ''),
      body: requestBody?.content['application/json']?.schema ?? null,
    })),
  );
  return {
    all: all.filter((it) => !APART.test(`${it.method} ${it.path}`)),
    schemas: document.components.schemas as Record<string, Schema>,
  };
}
interface Spoken {
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** Of nobody and nothing. */
const nowhere = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    /^(report|evidence|notice|import|proposal)$/.test(name) ? '987654' : 'nope',
  );

/** Whatever is said so is well said, of nobody and nothing that there is. */
const SAID: Record<string, unknown> = {
  ...{
    amount: '1.00',
    value: 1,
    annualRate: '4.35',
    text: 'plan: 04-nope\n',
    paidOn: '2026-11-20',
    on: '2026-11-30',
    due: '2026-12-01',
  },
  ...{ from: '2026-11-24', until: '2026-12-01', period: '2026-Q3', endsAt: '2027-01-01', url: 'https://a.example/b' },
  ...{ documents: ['contract/paper'], document: 'contract/paper', address: '+8613800000009', channel: 'sms' },
  ...{ name: 'nope', access: ['ops'], ended: 'answered', language: 'zh-CN', action: { do: 'hold' }, filter: {} },
};

function wellSaid(schema: Schema, schemas: Record<string, Schema>, name = ''): unknown {
  const it = schema.$ref ? schemas[schema.$ref.split('/').at(-1)!]! : schema;
  if (it.properties) {
    const asked = Object.entries(it.properties).filter(([key]) => it.required?.includes(key));
    return Object.fromEntries(asked.map(([key, value]) => [key, wellSaid(value, schemas, key)]));
  }
  if (name in SAID && !it.enum) return SAID[name];
  if (it.const !== undefined) return it.const;
  if (it.enum) return it.enum[0];
  if (it.anyOf) return wellSaid(it.anyOf[0]!, schemas, name);
  if (it.type === 'array') return it.items ? [wellSaid(it.items, schemas, name)] : [];
  if (it.type === 'boolean') return true;
  if (it.type === 'integer' || it.type === 'number') return Math.max(1, it.minimum ?? 1);
  return it.type === 'object' ? {} : 'nope';
}

/** What is wrong with a refusal, in words; null: it is as a program and a person need it. */
function wrongIn({ status, headers, body }: Awaited<ReturnType<typeof ask>>, language: 'en' | 'zh-CN'): string | null {
  if (status < 400 || SILENT.has(status)) return null;
  if (status >= 500) return `answered ${status}`;
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return 'is no problem+json';
  const { type, title, detail, errors = [], ...it } = body as Problem;
  if (type !== 'about:blank' || title === '' || detail === '' || it.status !== status) return 'is not of its form';
  if (errors.length === 0) return `${status} names no field: ${detail}`;
  const [first] = errors.filter(({ field, pointer }) =>
    field.startsWith('body')
      ? !pointer?.startsWith('#')
      : pointer !== undefined || !/^(params|querystring|headers)\../.test(field),
  );
  if (first) return `a field that is nowhere: ${JSON.stringify(first)}`;
  const strange = [detail, ...errors.map((one) => one.detail)].find(
    (said) => HAN.test(said) !== (language === 'zh-CN'),
  );
  return strange === undefined ? null : `is not said in ${language}: ${strange}`;
}

it('a refusal is a problem that names each field that it is about, where it stands, and what would be right: of every operation, in both languages', async () => {
  const { all, schemas } = await operations();
  const wrong: string[] = [];
  const counted: Record<string, number> = {};
  const look = async ({ method, path }: Operation, body: unknown, what: string, pointer?: string) => {
    for (const language of ['en', 'zh-CN'] as const) {
      const answer = await ask(api, token, method, nowhere(path), body, { 'accept-language': language });
      const fault = wrongIn(answer, language);
      if (fault !== null) wrong.push(`${method} ${path}, ${what}: ${fault}`);
      counted[answer.status] = (counted[answer.status] ?? 0) + 1;
      const { errors = [] } = answer.body as Problem;
      if (pointer !== undefined && !errors.some((it) => it.pointer?.startsWith(pointer)))
        wrong.push(`${method} ${path}, ${what}: ${pointer} is not named, but ${JSON.stringify(errors)}`);
    }
  };
  for (const it of all) {
    if (it.method === 'GET' || it.body === null) {
      await look(it, undefined, 'of nothing that there is');
      continue;
    }
    const { properties = {} } = it.body.$ref ? schemas[it.body.$ref.split('/').at(-1)!]! : it.body;
    await look(it, undefined, 'nothing said');
    await look(it, [], 'a list', '#');
    await look(it, { ...(wellSaid(it.body, schemas) as object), strange: 1 }, 'a key that is not known', '#');
    for (const name of Object.keys(properties)) {
      const { [name]: _, ...rest } = wellSaid(it.body, schemas) as Record<string, unknown>;
      await look(it, { ...rest, [name]: { strange: { strange: 1 } } }, `${name} of a wrong type`, `#/${name}`);
    }
    await look(it, wellSaid(it.body, schemas), 'of nothing that there is');
  }
  expect(wrong.join('\n')).toBe('');
  // It would prove little if nothing came as far as what is known.
  expect(counted[404]! + counted[409]!).toBeGreaterThan(150);
  expect(counted[422]).toBeGreaterThan(500);
}, 120_000);

it('what stands against something that was well said is named by its field too', async () => {
  const said = async (route: string, body: unknown, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = route.split(' ');
    const { status, body: problem } = await ask(api, token, method, path, body, headers);
    return [status, ...((problem as Problem).errors ?? []).map((it) => it.pointer ?? it.field)].join(' ');
  };
  const payment = { reference: 'A', loan: 'L1', paidOn: '2026-11-20', amount: '10.00' };
  const hold = { loan: 'L1', from: '2026-11-24T08:00:00+08:00', reason: 'dispute' };
  expect(await said('POST /payments', payment, { 'idempotency-key': 'k1' })).toBe('201');
  expect(await said('POST /holds', { ...hold, until: '2026-12-24' })).toMatch(/^20[01]$/);
  expect(await said('POST /cases', { loan: 'L1', kind: 'legal', why: 'no answer' })).toBe('201');
  const conflicts: [route: string, body: unknown, fields: string, headers?: Record<string, string>][] = [
    ['POST /payments', { ...payment, amount: '11.00' }, '409 #/reference'],
    ['POST /payments', { ...payment, reference: 'B' }, '422 headers.idempotency-key', { 'idempotency-key': 'k1' }],
    ['POST /payments', { ...payment, reference: 'C', amount: '99999999999.00' }, '409 #/amount'],
    ['POST /holds', { ...hold, until: '2027-01-24' }, '409 #/loan'],
    ['POST /holds', { ...hold, until: '2026-11-20' }, '409 #/until'],
    ['POST /cases', { loan: 'L1', kind: 'legal', why: 'again' }, '409 #/loan #/kind'],
    ['POST /decisions', { loan: 'L1', kind: 'legal', approve: true }, '409 #/approve'],
    ['POST /classifications', { loan: 'L1', category: 'loss' }, '409 #/reason'],
    ['POST /promises', { loan: 'L1', on: '2026-11-01', amount: '1.00' }, '409 #/on #/amount'],
    ['POST /tiers', { loan: 'L1', tier: 'high', until: '2026-11-01', reason: 'why' }, '409 #/until'],
    ['POST /borrower-changes', { borrower: 'B-L1', accountManager: 'X', reason: 'why' }, '409 #/accountManager'],
    ['POST /session/password', { before: 'not it', password: 'correct horse battery' }, '409 #/before'],
    ['POST /session/password', { before: 'not it', password: 'short' }, '409 #/password'],
    ['POST /keys', { name: 'k', scopes: ['loans:read'], endsAt: '2026-01-01' }, '409 #/endsAt'],
    ['POST /loans/L1/retrigger', { step: 'stage/9', why: 'again' }, '409 #/step'],
    [
      'POST /borrower-changes',
      { borrower: 'B-L1', reason: 'w', size: 'large' },
      '412 headers.if-match',
      { 'if-match': '"x"' },
    ],
    ['POST /opt-outs', { borrower: 'B\u0000', channel: 'sms' }, '422 #/borrower'],
    ['GET /tasks?after=nowhere', undefined, '422 querystring.after'],
    ['GET /loans/NO', undefined, '404 params.loan'],
    ['POST /payments', 'x'.repeat(100_000), '413 #'],
  ];
  for (const [route, body, fields, headers] of conflicts)
    expect([
      route,
      body === undefined ? '' : JSON.stringify(body).slice(0, 90),
      await said(route, body, headers),
    ]).toEqual([route, body === undefined ? '' : JSON.stringify(body).slice(0, 90), fields]);
  const raw = async (type: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const answer = await fetch(`${api.url}/api/v1/payments`, { method: 'POST', headers, body: '{"reference":' });
    return { ...((await answer.json()) as Problem), type: answer.headers.get('content-type') };
  };
  expect(await raw('application/json')).toMatchObject({ status: 400, errors: [{ field: 'body', pointer: '#' }] });
  expect(await raw('text/csv')).toMatchObject({ status: 415, errors: [{ field: 'headers.content-type' }] });
});

it('a key is pointed to as it is, whatever signs it has (RFC 6901, as part of an address)', async () => {
  const pointers = async (answers: object) =>
    (await ask(api, token, 'POST', '/tasks/T/done', { note: 'x', answers })).body.errors.map(
      (it: { pointer: string }) => it.pointer,
    );
  const keys: Record<string, string> = {
    'a/b': 'a~1b',
    'a~b': 'a~0b',
    '~1': '~01',
    '/': '~1',
    '': '',
    'a.b': 'a.b',
    'a b%"': 'a%20b%25%22',
    '是否/接通': `${encodeURIComponent('是否')}~1${encodeURIComponent('接通')}`,
  };
  for (const [key, escaped] of Object.entries(keys)) {
    // By the schema, and before it.
    expect([key, await pointers({ [key]: 1 })]).toEqual([key, [`#/answers/${escaped}`]]);
    expect([key, await pointers({ [key]: '\0' })]).toEqual([key, [`#/answers/${escaped}`]]);
  }
});
