/** The embedded sandbox, for one test file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Behaviour, Channel, Message } from '../../src/embedded/gateways/sandbox-state.js';
import { startTwilioSandbox } from '../../src/embedded/gateways/twilio-sandbox.js';
import { SIGN, TEXTS } from './approved.js';

const SECRETS = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'token',
  webhookSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
};

const ALIYUN = { accessKeyId: 'LTAI-test', accessKeySecret: 'a secret' };

/** @param pushUrl where Alibaba pushes its reports; left out: nowhere. */
export async function startSandbox(pushUrl?: string) {
  const dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const sandbox = await startTwilioSandbox({
    dir,
    ...SECRETS,
    aliyun: { ...ALIYUN, sign: SIGN, templates: TEXTS, ...(pushUrl === undefined ? {} : { pushUrl }) },
  });
  return {
    ...SECRETS,
    aliyun: ALIYUN,
    url: sandbox.url,
    behave: (behaviour: Partial<Behaviour>) => put(`${sandbox.url}/sandbox/behaviour`, behaviour),
    /** What it has of one channel, newest first. */
    messages: async (channel: Channel) => {
      const response = await fetch(`${sandbox.url}/sandbox/messages?channel=${channel}`);
      return (await response.json()) as Message[];
    },
    clear: () => fetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' }),
    stop: async () => {
      await sandbox.stop();
      await rm(dir, { recursive: true });
    },
  };
}
export type TestSandbox = Awaited<ReturnType<typeof startSandbox>>;

export async function put(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}
