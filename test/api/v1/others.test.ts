import { beforeEach, expect, it } from 'vitest';
import { ACCESS, type Role, scopeOf } from '../../../src/api/access.js';
import { rows, transaction } from '../../../src/store/base/connection/database.js';
import { reserveLetter } from '../../../src/store/documents/letters.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { keepEvidence } from '../../../src/store/work/evidence.js';
import { CASES } from '../../doors/cases.js';
import { freshApi, putLoan, putNotice, seal } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
/** All of it is about L1, of the north, which AM1 looks after. */
const IDS: Record<string, string> = {
  ...{ loan: 'L1', borrower: 'B-L1', task: 'T1', evidence: '', notice: '', case: 'K1', letter: 'X1', batch: 'nothing' },
};
/** What is said to a route that is about something, so that only its right is in question. */
const SAID: Record<string, object> = {
  'POST /loans/:loan/retrigger': { step: 'x', why: 'x' },
  'POST /loans/:loan/restart': { why: 'x' },
  'POST /loans/:loan/relief-ahead': { kind: 'grace', until: '2026-12-31' },
  'POST /tasks/:task/done': { note: 'x' },
  'POST /tasks/:task/owner': { staff: 'AM2', reason: 'x' },
  'POST /tasks/:task/call-ended': { ended: 'answered' },
  'POST /archive/look': { loan: 'L1', document: 'contract/paper', reason: 'x' },
};
const STRANGERS: [staff: string, role: Role][] = [
  ['CS2', 'collection-specialist'],
  ['RM2', 'risk-manager'],
  ['DH2', 'department-head'],
  ['BP2', 'branch-president'],
  ['AM2', 'account-manager'],
  ['AR2', 'archivist'],
];

beforeEach(async () => {
  await putLoan(api);
  await putLoan(api, { loan: 'L2', contacts: [] });
  const { pool } = api.db();
  const by = { actor: 'test', at: api.now };
  await signedIn(api, 'AM1', 'account-manager', 'north');
  await pool.query(
    `UPDATE borrowers SET branch = CASE borrower_id WHEN 'B-L1' THEN 'north' ELSE 'south' END, account_manager = CASE borrower_id WHEN 'B-L1' THEN 'AM1' END`,
  );
  await pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, because, opened_at, due_at) VALUES ('T1', 'L1', 'call', 'account-manager', 'AM1', 'S1', '{"code":"stuck"}', now(), now())`,
  );
  await pool.query(
    `INSERT INTO cases (case_id, loan_id, kind, rule, because, effect, opened_at) VALUES ('K1', 'L1', 'extension', 'P4.7', '{"code":"stuck"}', 'extend', now())`,
  );
  await pool.query(
    `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, rule, opened_at) VALUES ('W1', 'B-L1', 'L1', 'red', 'x', 'income', 'P4.3', now())`,
  );
  const files = [{ name: 'a.jpg', bytes: Buffer.from('a') }];
  await transaction(api.db(), (client) => keepEvidence(client, seal, { task: 'T1', place: null, files }, by));
  await recordPayment(api.db(), { loan: 'L1', reference: 'P1', amount: 100, paidOn: '2026-11-24' }, by);
  const letter = {
    letter: 'X1',
    kind: 'payment-receipt',
    loan: 'L1',
    task: null,
    report: null,
    unit: null,
    payment: 'P1',
  };
  await reserveLetter(pool, { ...letter, rule: 'S4', why: { code: 'asked-for', by: 'AM1' }, at: api.now });
  await putNotice(api);
  const [there] = await rows<{ evidence: number; notice: number }>(
    pool,
    'SELECT (SELECT evidence_id FROM evidence) AS evidence, (SELECT notice_id FROM notices) AS notice',
  );
  IDS.evidence = String(there!.evidence);
  IDS.notice = String(there!.notice);
  await pool.query(
    `INSERT INTO complaints (complaint_id, borrower_id, opened_at, solve_due, due_assumed, text_sealed) VALUES ('C1', 'B-L1', now(), now(), false, $1)`,
    [seal.seal('x', 'complaints.text_sealed', 'C1')],
  );
});

/** Routes that name in their address something of a borrower. */
const named = () =>
  Object.entries(ACCESS).flatMap(([route, { who }]) => {
    const [method = '', path = ''] = route.split(' ');
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    if (who === 'anybody' || names.length === 0 || !names.every((it) => IDS[it] !== undefined)) return [];
    if (path.startsWith('/batches')) return [];
    return [
      { route, method, who, path: path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(IDS[name]!)) },
    ];
  });

const everything = async () =>
  JSON.stringify(
    await Promise.all(
      [
        'tasks',
        'loans',
        'borrowers',
        'cases',
        'warnings',
        'complaints',
        'contacts',
        'payments',
        'promises',
        'holds',
        'measures',
      ].map((it) => rows(api.db().pool, `SELECT to_jsonb(t) AS it FROM ${it} t ORDER BY t::text`)),
    ),
  );

it('of another branch, or of another’s borrowers, is not there: by every route that names it, for every role', async () => {
  const before = await everything();
  const told: string[] = [];
  let asked = 0;
  for (const [staff, role] of STRANGERS) {
    const token = await signedIn(api, staff, role, 'south');
    for (const { route, method, who, path } of named()) {
      if (scopeOf(who, [role]) === null) continue;
      const body = method === 'GET' ? undefined : (SAID[route] ?? { reason: 'x' });
      const { status, body: answer } = await ask(api, token, method, path, body);
      asked++;
      // A form is asked for before anything is looked at.
      if (status !== 404 && !(status === 415 && route.endsWith('/evidence')))
        told.push(`${role} ${route}: ${status} ${JSON.stringify(answer).slice(0, 200)}`);
    }
  }
  expect(told).toEqual([]);
  expect(asked).toBeGreaterThan(100);
  expect(await everything()).toBe(before);
});

it('no fact about it is taken, by whatever route, and no answer says that it is there', async () => {
  const { paths } = (await ask(api, null, 'GET', '/openapi.json')).body;
  const kinds = Object.entries<{ post?: { operationId: string } }>(paths).flatMap(([path, { post }]) =>
    post !== undefined && post.operationId in CASES ? [[path.replace('/api/v1', ''), post.operationId] as const] : [],
  );
  expect(kinds.length).toBeGreaterThan(25);
  const before = await everything();
  const told: string[] = [];
  const of = { loan: 'L1', borrower: 'B-L1', complaint: 'C1', warning: 'W1', reference: 'P1' };
  for (const [staff, role] of STRANGERS) {
    const token = await signedIn(api, staff, role, 'south');
    for (const [path, kind] of kinds) {
      const { who } = ACCESS[`POST ${path}`]!;
      if (who === 'anybody' || ['staff', 'absent', 'back', 'left'].includes(kind) || scopeOf(who, [role]) === null)
        continue;
      const good: Record<string, unknown> = { ...CASES[kind as keyof typeof CASES].good };
      for (const [name, id] of Object.entries(of)) if (name in good) good[name] = id;
      if (kind === 'measure') good.id = 'K1';
      if (kind === 'look') good.by = staff;
      const theirs = await ask(api, token, 'POST', path, good);
      const nobody = await ask(api, token, 'POST', path, {
        ...good,
        ...Object.fromEntries(
          Object.keys(of)
            .filter((it) => it in good)
            .map((it) => [it, 'nothing']),
        ),
        ...(kind === 'measure' ? { id: 'nothing' } : {}),
      });
      if (theirs.status !== 404 || JSON.stringify(theirs.body) !== JSON.stringify(nobody.body))
        told.push(`${role} ${path}: ${theirs.status} ${JSON.stringify(theirs.body)} ${JSON.stringify(nobody.body)}`);
    }
  }
  expect(told).toEqual([]);
  expect(await everything()).toBe(before);
});

it('no list has it, however it is narrowed, and no exporter of what changed', async () => {
  const lists = Object.entries(ACCESS).flatMap(([route, { who }]) =>
    who !== 'anybody' && /^GET [^:]+$/.test(route) && !/events|openapi|reference|sign-on|session/.test(route)
      ? [{ path: route.slice(4), who }]
      : [],
  );
  const told: string[] = [];
  for (const [staff, role] of STRANGERS) {
    const token = await signedIn(api, staff, role, 'south');
    for (const { path, who } of lists) {
      if (scopeOf(who, [role]) === null) continue;
      for (const narrowed of [
        '',
        '?loan=L1',
        '?borrower=B-L1',
        '?manager=AM1',
        '?branch=north',
        '?owner=AM1',
        '?plan=04-personal',
      ]) {
        const { body } = await ask(api, token, 'GET', `${path}${narrowed}`);
        const text = JSON.stringify(body);
        if (/"(L1|B-L1|T1|K1|W1|C1|X1|P1)"/.test(text)) told.push(`${role} ${path}${narrowed}: ${text.slice(0, 300)}`);
      }
    }
  }
  expect(told).toEqual([]);
});
