import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseJson, type Reply, type Request, type Route } from '../base/http.js';
import { type Channel, type Sandbox, webhooks } from './sandbox-state.js';
import { acknowledge, trouble } from './twilio-api.js';

const toleranceSeconds = 300;

/** Takes what is sent to WeChat and push gateways, as Standard Webhooks; a webhook-id that came before is not kept again. */
export function webhookRoutes(sandbox: Sandbox): Route[] {
  const path = new RegExp(`^/webhooks/(${webhooks.join('|')})$`);
  return [{ method: 'POST', path, handle: (request) => receive(sandbox, request.params[0] as Channel, request) }];
}

function receive(sandbox: Sandbox, channel: Channel, { headers, body }: Request): Reply {
  const id = String(headers['webhook-id'] ?? '');
  const fault = signatureFault(sandbox.webhookSecret, id, headers, body);
  if (fault !== undefined) return { status: 401, json: { message: fault } };
  sandbox.requests[channel]++;
  const inTrouble = trouble(sandbox, channel);
  if (inTrouble !== undefined) return inTrouble;
  if (sandbox.behaviour[channel] === 'reject')
    return { status: 400, json: { message: 'the recipient does not exist' } };

  if (sandbox.messages.get(id) === undefined) {
    const payload = parseJson(body);
    const to = typeof payload === 'object' && payload !== null && 'to' in payload ? String(payload.to) : '';
    sandbox.messages.put({ id, channel, at: new Date().toISOString(), to, from: '', body, status: 'delivered' });
  }
  return acknowledge(sandbox, channel, { json: { id, status: 'accepted' } });
}

/** Why a webhook is not taken for one of the sender who shares our secret. */
function signatureFault(secret: string, id: string, headers: Request['headers'], body: string): string | undefined {
  const timestamp = String(headers['webhook-timestamp'] ?? '');
  const given = String(headers['webhook-signature'] ?? '');
  if (id === '' || timestamp === '' || given === '')
    return 'webhook-id, webhook-timestamp and webhook-signature are needed';
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) return 'webhook-timestamp is not of now';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  // Several stand beside each other while a secret is replaced.
  const signed = given.split(' ').some((one) => {
    const signature = Buffer.from(one);
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
  return signed ? undefined : 'webhook-signature does not fit';
}
