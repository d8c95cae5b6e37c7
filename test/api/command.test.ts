import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePort } from '../../src/embedded/base/free-port.js';
import { projectPath } from '../../src/library/project-path.js';
import { postloan } from '../cli/run.js';
import { until } from '../support/until.js';
import { AUTH_TOKEN, contactOf, freshApi, putLoan, twilioPost } from './api.js';

const api = freshApi();

async function environment() {
  const port = await freePort();
  return {
    // The pool of the test knows where its database is.
    DATABASE_URL: String(api.db().pool.options.connectionString),
    POSTLOAN_KEY: Buffer.alloc(32).toString('base64'),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    API_PORT: String(port),
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    // Nobody is there.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  };
}

it('postloan api takes what comes in while Temporal is away, and SIGTERM ends it', async () => {
  await putLoan(api);
  const env = await environment();
  const child = spawn(process.execPath, [projectPath('dist/src/cli/main.js'), 'api'], {
    env: { ...process.env, ...env },
  });
  try {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    await until('the api runs', () => {
      if (child.exitCode !== null) throw new Error(said);
      return said.includes('api is running on http://127.0.0.1:');
    });
    expect((await fetch(`${env.PUBLIC_URL}/health`)).status).toBe(200);
    api.url = env.PUBLIC_URL;
    const form = { MessageSid: 'SM1', From: '+8613800000001', Body: '退订' };
    expect((await twilioPost(api, '/webhooks/twilio/inbound', form)).status).toBe(200);
    expect((await contactOf(api, 'sms')).consent).toBe(false);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await ended)[0], said).toBe(0);
    expect(said).not.toMatch(/13800000001|退订/);
  } finally {
    child.kill('SIGKILL');
  }
});

it('names a variable that is wrong, never its value', async () => {
  const ran = await postloan(['api'], { ...(await environment()), LINK_KEY: 'geheim', PAYMENT_URL: 'nowhere' });
  expect(ran.code).toBe(2);
  expect(ran.err).toMatch(/^PAYMENT_URL: /m);
  expect(ran.err).not.toMatch(/geheim|nowhere/);
});

it('names what is missing for mails that come back, and a port that is taken ends it', async () => {
  const env = { ...(await environment()), BOUNCE_DOMAIN: 'bounce.bank.example' };
  const half = await postloan(['api'], env);
  expect([half.code, half.err]).toEqual([2, expect.stringMatching(/^BOUNCE_SMTP_PORT: is not set/m)]);
  const { port } = new URL(api.url);
  const taken = await postloan(['api'], { ...env, LINK_KEY: 'a'.repeat(64), BOUNCE_SMTP_PORT: port });
  expect([taken.code, taken.err]).toEqual([2, expect.stringMatching(/^BOUNCE_SMTP_PORT: 127.0.0.1:\d+ is taken/)]);
});

it('postloan task words shows what a borrower wrote', async () => {
  await putLoan(api);
  await twilioPost(api, '/webhooks/twilio/inbound', { MessageSid: 'SM1', From: '+8613800000001', Body: '明天还' });
  const ran = await postloan(['task', 'words', 'L1/answer/SM1/B-L1'], await environment());
  expect([ran.code, ran.out]).toEqual([0, '明天还\n']);
  expect((await postloan(['task', 'words', 'L1/nothing'], await environment())).code).toBe(2);
});
