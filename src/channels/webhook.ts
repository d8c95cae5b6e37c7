/** WeChat, app push and their like: the lender's own gateway, told by a signed POST (standardwebhooks.com). */
import { Webhook } from 'standardwebhooks';
import type { WebhookChannel } from '../domain/plan/atoms.js';
import {
  CANCELLED,
  type Channel,
  OUR_FAULT_RETRY_MS,
  type Outcome,
  type Outgoing,
  retryAfterMs,
} from './message/channel.js';

export interface WebhookSettings {
  url: string;
  /** `whsec_` and base64, shared with the gateway. */
  secret: string;
  /** How long to wait for an answer; 15 seconds unless told. */
  timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 15_000;
/** Statuses of a gateway that does not accept our signature: a fault of our settings, not of the receiver. */
const NOT_US: ReadonlySet<number> = new Set([401, 403]);
/** Refusals that pass: timeout, too early, too many. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);

export function createWebhook(name: WebhookChannel, settings: WebhookSettings): Channel {
  const signer = new Webhook(settings.secret);

  async function send(message: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted) return CANCELLED;
    const { noticeId, to, subject, text, language } = message;
    const body = JSON.stringify({ id: noticeId, channel: name, to, subject, text, language });
    const now = new Date();
    try {
      const response = await fetch(settings.url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(settings.timeoutMs ?? TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'webhook-id': noticeId,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': signer.sign(noticeId, now, body),
        },
        body,
      });
      await response.body?.cancel();
      return outcomeOf(response, noticeId);
    } catch {
      return { status: 'not-sent', code: 'webhook-no-answer', reason: 'no answer from the gateway' };
    }
  }

  return {
    name,
    carries: (address) => address.trim() !== '',
    send,
    // The gateway takes each webhook-id once, so sending again is harmless and there is nothing to look up. For the
    // same reason a failure is never `unknown` here.
    find: async () => ({ status: 'absent' }),
    close: async () => {},
  };
}

function outcomeOf(response: Response, noticeId: string): Outcome {
  const code = `webhook-${response.status}`;
  if (response.ok) return { status: 'sent', providerId: noticeId };
  if (NOT_US.has(response.status)) {
    return { status: 'not-sent', code, reason: 'the gateway does not accept us', retryAfterMs: OUR_FAULT_RETRY_MS };
  }
  if (response.status >= 400 && response.status < 500 && !LATER.has(response.status)) {
    return { status: 'refused', code, reason: 'the gateway refused it' };
  }
  const wait = retryAfterMs(response.headers.get('retry-after'));
  const later = { status: 'not-sent', code, reason: 'the gateway cannot take it now' } as const;
  return wait === undefined ? later : { ...later, retryAfterMs: wait };
}
