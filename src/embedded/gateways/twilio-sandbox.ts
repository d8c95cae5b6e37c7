import { join } from 'node:path';
import { serve } from '../base/http.js';
import { openJournal } from '../base/journal.js';
import { aliyunRoutes } from './aliyun-api.js';
import { type AliyunAccount, type Message, ofEach, type Sandbox } from './sandbox-state.js';
import { sandboxRoutes } from './sandbox-web.js';
import { twilioRoutes } from './twilio-api.js';
import { startCarrier } from './twilio-callbacks.js';
import { keyRoutes } from './twilio-keys.js';
import { webhookRoutes } from './webhook-sandbox.js';

export interface TwilioSandboxOptions {
  dir: string;
  /** Default: a free one. */
  port?: number;
  accountSid: string;
  authToken: string;
  /** `whsec_` and the key in base64, for /webhooks/wechat and its like. */
  webhookSecret: string;
  aliyun?: AliyunAccount;
}

export interface TwilioSandbox {
  url: string;
  stop(): Promise<void>;
}

/** In place of the SMS, voice, WeChat and push providers: takes everything, delivers nothing, shows what it got. */
export async function startTwilioSandbox(options: TwilioSandboxOptions): Promise<TwilioSandbox> {
  const { dir, port, ...secrets } = options;
  const messages = openJournal<Message>(join(dir, 'messages.jsonl'));
  const behaviour = { ...ofEach('ok' as const), callbacks: 'once' } as const;
  const requests = ofEach(0);
  const sandbox: Sandbox = { ...secrets, messages, requests, behaviour: { ...behaviour } };
  const carrier = startCarrier(sandbox);
  const routes = [
    ...twilioRoutes(sandbox, carrier),
    ...aliyunRoutes(sandbox, carrier),
    ...webhookRoutes(sandbox),
    ...keyRoutes(sandbox),
    ...sandboxRoutes(sandbox),
  ];
  const server = await serve(routes, port);
  return {
    url: server.url,
    stop: async () => {
      carrier.stop();
      await server.stop();
      messages.close();
    },
  };
}
