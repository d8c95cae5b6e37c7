import type { Webhook } from 'standardwebhooks';

/**
 * The JSON of a body that is signed (Standard Webhooks) with one of these secrets; there are two while one is being replaced.
 * Undefined: the signature is wrong or older than five minutes, or the body is no JSON.
 */
export function verified(signers: readonly Webhook[], body: unknown, headers: Record<string, unknown>): unknown {
  if (typeof body !== 'string') return undefined;
  for (const signer of signers) {
    try {
      return signer.verify(body, headers as Record<string, string>);
    } catch {
      // The next secret may fit.
    }
  }
  return undefined;
}
