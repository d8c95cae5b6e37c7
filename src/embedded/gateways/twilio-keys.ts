import twilioWebhooks from 'twilio/lib/webhooks/webhooks.js';
import { z } from 'zod';
import { parseJson, type Reply, type Request, type Route } from '../base/http.js';
import type { Sandbox } from './sandbox-state.js';
import { CALLBACK_MS } from './twilio-callbacks.js';

const pressed = z.strictObject({ digits: z.string().regex(/^[0-9*#]+$/) });

/** Whoever is called may press keys: `POST /sandbox/calls/CA…/keys {"digits": "1"}`. Answers what the call says then. */
export function keyRoutes(sandbox: Sandbox): Route[] {
  return [{ method: 'POST', path: /^\/sandbox\/calls\/([^/]+)\/keys$/, handle: (request) => press(sandbox, request) }];
}

async function press({ messages, accountSid, authToken }: Sandbox, { params, body }: Request): Promise<Reply> {
  const call = messages.get(params[0] ?? '');
  const action = /<Gather[^>]* action="([^"]+)"/.exec(call?.twiml ?? '')?.[1]?.replaceAll('&amp;', '&');
  const wanted = pressed.safeParse(parseJson(body));
  if (call === undefined || action === undefined) return { status: 404, json: { message: 'no call that takes keys' } };
  if (!wanted.success) return { status: 400, json: { message: z.prettifyError(wanted.error) } };
  const form = {
    AccountSid: accountSid,
    CallSid: call.id,
    CallStatus: 'in-progress',
    Digits: wanted.data.digits,
    From: call.from,
    To: call.to,
  };
  const signature = twilioWebhooks.getExpectedTwilioSignature(authToken, action, form);
  const answer = await fetch(action, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(CALLBACK_MS),
  });
  const text = await answer.text();
  // The call goes on with what was answered.
  messages.put({ ...call, twiml: text });
  return { status: answer.status, text };
}
