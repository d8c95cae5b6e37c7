import type { Webhook } from 'standardwebhooks';

/**
 * What a body says that is signed by Standard Webhooks with one of these secrets: two hold while one is replaced. Undefined:
 * it is not, or it was too long ago (five minutes), or it is no JSON.
 */
export function verified(signers: readonly Webhook[], body: unknown, headers: Record<string, unknown>): unknown {
  if (typeof body !== 'string') return undefined;
  for (const signer of signers) {
    try {
      return signer.verify(body, headers as Record<string, string>);
    } catch {
      // perhaps by the next one
    }
  }
  return undefined;
}
