import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Connection } from '@temporalio/client';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../../src/cli/run/api.js';
import { createParts } from '../../../src/cli/run/parts.js';
import { addDays, dayOf } from '../../../src/domain/time/dates.js';
import { freePort } from '../../../src/embedded/base/free-port.js';
import { pauseSending } from '../../../src/store/notices/sending.js';
import { writeBook } from '../../book/book.js';
import { addLoans } from '../../support/loans.js';
import { sealedBefore } from '../../support/sealed-before.js';
import { addStaff } from '../../support/staff.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';
import { postloan } from '../run.js';

interface Finding {
  what: string;
  good: boolean;
  remedy: string;
}

let system: System;
let env: Record<string, string>;
let worker: Awaited<ReturnType<System['startWorker']>>;
const closing: (() => unknown)[] = [];
// Each is a process of its own, and takes seconds where much else runs.
const LONG = 300_000;
const BARE = 'bare';

beforeAll(async () => {
  const [apiPort, bouncePort] = [await freePort(), await freePort()];
  system = await startSystem({ durable: false, apiPort, bouncePort });
  env = { ...system.env, PUBLIC_URL: `http://127.0.0.1:${apiPort}`, API_PORT: String(apiPort) };
  const { db, seal } = system;
  await addStaff(db, seal, [{ staff: 'AM1', roles: ['account-manager'], email: 'am1@bank.example' }]);
  const instalments = [{ dueOn: addDays(dayOf(Date.now()), 40), amount: 100_000 }];
  await addLoans(
    db,
    seal,
    [
      { loan: 'L1', instalments },
      { loan: 'L2', instalments },
    ],
    Date.now(),
  );
  const parts = createParts();
  closing.push(() => parts.stop());
  await startApi(parts, env);
  worker = await system.startWorker();
  await until('all is told', async () => ((await db.pool.query('SELECT 1 FROM nudges LIMIT 1')).rowCount ?? 1) === 0);
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS! });
  await connection.workflowService.registerNamespace({
    namespace: BARE,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await connection.close();
}, LONG);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await system?.close();
}, LONG);

async function doctor(broken: Record<string, string> = {}): Promise<{ code: number | null; found: Finding[] }> {
  const { code, out, err } = await postloan(['doctor', '--json'], { ...env, ...broken });
  expect(err).toBe('');
  // Of the calendar's end it speaks each autumn until the next year's is there.
  const findings = (JSON.parse(out) as Finding[]).filter((it) => it.what !== 'working days');
  return { code, found: findings.filter((it) => !it.good) };
}

/** What is found is that, with its remedy. */
async function expectFound(broken: Record<string, string>, what: string, remedy: RegExp): Promise<void> {
  const { code, found } = await doctor(broken);
  expect(code).toBe(1);
  expect(found.find((it) => it.what === what)?.remedy, JSON.stringify(found)).toMatch(remedy);
}

function listening(server: Server): Promise<number> {
  closing.push(() => server.close());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

const elsewhere = (url: string, port: number) => {
  const there = new URL(url);
  there.port = String(port);
  return there.href;
};

it('nothing is wrong where nothing is', { timeout: LONG }, async () => {
  expect((await doctor()).found).toEqual([]);
});

describe('each of what is broken is found, and says what to do', () => {
  it('a database that is not there', { timeout: LONG }, async () => {
    const DATABASE_URL = elsewhere(env.DATABASE_URL!, await freePort());
    await expectFound({ DATABASE_URL }, 'database', /nothing listens at the address of DATABASE_URL/);
  });

  it('ports that take a connection and never answer hold up nothing', { timeout: LONG }, async () => {
    const silent = await listening(createServer(() => undefined));
    const begun = performance.now();
    const broken = {
      DATABASE_URL: elsewhere(env.DATABASE_URL!, silent),
      TEMPORAL_ADDRESS: `127.0.0.1:${silent}`,
      SMTP_URL: `smtp://127.0.0.1:${silent}?ignoreTLS=true`,
      TWILIO_BASE_URL: `http://127.0.0.1:${silent}`,
      ALIYUN_BASE_URL: `http://127.0.0.1:${silent}`,
      WECHAT_WEBHOOK_URL: `http://127.0.0.1:${silent}`,
    };
    const { code, found } = await doctor(broken);
    expect(code).toBe(1);
    const those = ['database', 'Temporal server', 'mail server', 'Twilio', 'Alibaba Cloud SMS', 'wechat gateway'];
    expect(found.map((it) => it.what)).toEqual(expect.arrayContaining(those));
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  it('a database without a schema', { timeout: LONG }, async () => {
    await system.db.pool.query('CREATE DATABASE empty');
    const url = new URL(env.DATABASE_URL!);
    url.pathname = '/empty';
    await expectFound({ DATABASE_URL: url.href }, 'database', /run `postloan db deploy`/);
  });

  it('a key that is well formed and wrong, and one that is malformed', { timeout: LONG }, async () => {
    const POSTLOAN_KEY = Buffer.alloc(32, 7).toString('base64');
    await expectFound({ POSTLOAN_KEY }, 'keys of personal data', /POSTLOAN_KEY: key 1 is not the key 1/);
    await expectFound({ POSTLOAN_KEY: 'abc' }, 'database', /POSTLOAN_KEY: a key must be 32 bytes/);
    for (const command of [['worker'], ['api'], ['import', writeBook()], ['person', 'show', 'B-L1']]) {
      const { code, err } = await postloan(command, { ...env, POSTLOAN_KEY, API_PORT: '0' });
      expect([command[0], code, err.trim().split('\n').length]).toEqual([command[0], 2, 1]);
    }
  });

  it('a Temporal server that is not there, a namespace that is not, attributes and workers that are not', {
    timeout: LONG,
  }, async () => {
    await expectFound({ TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` }, 'Temporal server', /TEMPORAL_ADDRESS/);
    await expectFound({ TEMPORAL_NAMESPACE: 'nowhere' }, 'Temporal server', /namespace.*nowhere/);
    await expectFound({ TEMPORAL_NAMESPACE: BARE }, 'search attributes', /search-attribute create .*--name LoanStage/);
    await expectFound({ TEMPORAL_NAMESPACE: BARE }, 'workers', /no worker asks for workflows of postloan.*dispatch/);
  });

  it('a mail server that is not there, and one that refuses our login', { timeout: LONG }, async () => {
    const closed = `smtp://127.0.0.1:${await freePort()}?ignoreTLS=true`;
    await expectFound({ SMTP_URL: closed }, 'mail server', /cannot be reached .*SMTP_URL/);
    const server = new SMTPServer({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      onAuth: (_, __, done) => done(new Error('no')),
    });
    closing.push(() => new Promise<void>((resolve) => server.close(resolve)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    const SMTP_URL = `smtp://user:secret@127.0.0.1:${port}?ignoreTLS=true`;
    await expectFound({ SMTP_URL }, 'mail server', /refuses our login/);
  });

  it('providers that do not know us, gateways that are away or ill', { timeout: LONG }, async () => {
    const ill = createHttp((_, response) => response.writeHead(500).end());
    const broken = {
      TWILIO_AUTH_TOKEN: 'wrong',
      ALIYUN_ACCESS_KEY_SECRET: 'wrong',
      WECHAT_WEBHOOK_URL: `http://127.0.0.1:${await freePort()}`,
      PUSH_WEBHOOK_URL: `http://127.0.0.1:${await listening(ill)}`,
    };
    await expectFound(broken, 'Twilio', /TWILIO_AUTH_TOKEN/);
    await expectFound(broken, 'Alibaba Cloud SMS', /ALIYUN_ACCESS_KEY_SECRET/);
    await expectFound(broken, 'wechat gateway', /nobody answers at WECHAT_WEBHOOK_URL/);
    await expectFound(broken, 'push gateway', /PUSH_WEBHOOK_URL answers 500/);
  });

  it('ports of the api that are closed, and what goes in the clear', { timeout: LONG }, async () => {
    const [PUBLIC_URL, BOUNCE_SMTP_PORT] = [`http://127.0.0.1:${await freePort()}`, String(await freePort())];
    await expectFound({ PUBLIC_URL }, 'api', /nobody answers at PUBLIC_URL/);
    await expectFound({ BOUNCE_SMTP_PORT }, 'port for mails that come back', /start `postloan api`/);
    await expectFound({ PUBLIC_URL: 'http://loans.invalid' }, 'TLS', /PUBLIC_URL is http/);
  });

  it('what is not configured, or malformed', { timeout: LONG }, async () => {
    const noSms = { TWILIO_FROM: '', ALIYUN_ACCESS_KEY_ID: '', ALIYUN_ACCESS_KEY_SECRET: '', ALIYUN_TEMPLATES: '' };
    await expectFound(noSms, 'channel sms', /not set/);
    await expectFound({ TWILIO_VOICE_FROM: 'abc' }, 'channels', /TWILIO_VOICE_FROM/);
    await expectFound(
      { ALIYUN_ACCESS_KEY_ID: '', ALIYUN_ACCESS_KEY_SECRET: '', ALIYUN_TEMPLATES: '', TWILIO_COUNTRIES: '' },
      'numbers of borrowers',
      /no gateway serves/,
    );
  });

  it('a lender of text messages alone misses no other channel; mails only where somebody would get one', {
    timeout: LONG,
  }, async () => {
    const smsAlone = {
      TWILIO_VOICE_FROM: '',
      SMTP_URL: '',
      MAIL_FROM: '',
      MAIL_DOMAIN: '',
      MAIL_LOOKUP_URL: '',
      BOUNCE_DOMAIN: '',
      BOUNCE_SMTP_PORT: '',
      WECHAT_WEBHOOK_URL: '',
      PUSH_WEBHOOK_URL: '',
    };
    expect((await doctor(smsAlone)).found.map((it) => it.what)).toEqual(['channel email']);
    await system.db.pool.query(`UPDATE staff SET email_retired_at = now() WHERE staff_id = 'AM1'`);
    expect((await doctor(smsAlone)).found).toEqual([]);
    await system.db.pool.query(`UPDATE staff SET email_retired_at = NULL WHERE staff_id = 'AM1'`);
  });

  it('values under a lost key, and values that are not bound', { timeout: LONG }, async () => {
    const { db } = system;
    const set = (value: string, ...values: unknown[]) =>
      db.pool.query(`UPDATE borrowers SET name_sealed = ${value} WHERE borrower_id = 'B-L2'`, values);
    const { rows } = await db.pool.query<{ sealed: Buffer }>(
      `SELECT name_sealed AS sealed FROM borrowers WHERE borrower_id = 'B-L2'`,
    );
    await set(`set_byte(name_sealed, 1, 9)`);
    await expectFound({}, 'keys of personal data', /1 of borrowers.name_sealed are under key 9/);
    await set('$1', sealedBefore(env.POSTLOAN_KEY!, 'Borrower of L2'));
    await expectFound({}, 'keys of personal data', /1 values are not bound to their rows: `postloan keys rotate`/);
    await set('$1', rows[0]!.sealed);
    expect((await doctor()).found).toEqual([]);
  });

  it('without a worker: messages that are late or unknown, words nobody takes, letters that are not made, tasks of nobody', {
    timeout: LONG,
  }, async () => {
    await worker.kill();
    const { pool } = system.db;
    await pool.query(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
       VALUES ('L1', 'late', 'B-L1', 'sms', 'due-soon', 'service', now() - interval '1 hour', now() + interval '1 day')`,
    );
    await pool.query(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, attempts, first_attempt_at, attempted_at)
       VALUES ('L1', 'unknown', 'B-L1', 'email', 'due-soon', 'service', now(), now(), 'sending', 1, now() - interval '2 days', now() - interval '2 days')`,
    );
    await pool.query(
      `INSERT INTO nudges (kind, subject, reason, created_at) VALUES ('loan', 'L1', 'x', now() - interval '1 hour')`,
    );
    await pool.query(
      `INSERT INTO letters (letter_id, kind, loan_id, rule, why, reserved_at) VALUES ('L1/x', 'no such letter', 'L1', 'P7.6', '', now() - interval '1 day')`,
    );
    await pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at) VALUES ('L1/t', 'L1', 'call', 'archivist', 'S1', '', now(), now())`,
    );
    await pool.query(
      `INSERT INTO failing (workflow_id, activity, attempts, since, why) VALUES ('loan/L2', 'advanceLoan', 35, now() - interval '1 hour', 'no such column')`,
    );
    const { code, found } = await doctor();
    expect(code).toBe(1);
    const remedies = Object.fromEntries(found.map((it) => [it.what, it.remedy]));
    expect(remedies['messages that are due']).toMatch(/1 messages by sms are due and not looked at.*does a worker run/);
    expect(remedies['messages that are due']).toMatch(/of 1 messages by email it is not known/);
    const goesOn = remedies['what goes on by itself'];
    expect(goesOn).toMatch(/1 nudges of a loan: told to nobody since .*L1 among them/);
    expect(goesOn).toMatch(/loan\/L2: advanceLoan has failed 35 times since .*: no such column/);
    expect(remedies.letters).toMatch(/1 letters cannot be made, L1\/x among them/);
    expect(remedies['owners of tasks']).toMatch(/1 for a archivist/);
    await pauseSending(system.db, { channel: 'sms', plan: null }, 'holidays', { actor: 'test', at: Date.now() });
    const late = (await doctor()).found.find((it) => it.what === 'messages that are due')?.remedy;
    expect(late).toMatch(/^of 1 messages by email/);
  });
});
