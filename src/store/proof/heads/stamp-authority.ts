import type { X509Certificate } from 'node:crypto';
import { fromBER, type Sequence } from 'asn1js';
import { MessageImprint, TimeStampReq, TimeStampResp } from 'pkijs';
import type { Moment } from '../../../domain/time/dates.js';
import { stampedAt } from './stamp.js';

/** Somebody outside who says when something was there (RFC 3161). */
export interface Authority {
  /** Its own, or of who vouches for it. */
  certificates: readonly X509Certificate[];
  /** A token of this moment. @throws where it does not answer in time, or with something else */
  stamp(data: Uint8Array): Promise<{ token: Uint8Array; at: Moment }>;
}

const PATIENCE_MS = 10_000;
const GRANTED = [0, 1];

/** It is sent a hash and nothing else. What is stamped is asked for once: no nonce is needed to know the answer from an older one. */
export const stampAuthority = (url: string, certificates: readonly X509Certificate[]): Authority => ({
  certificates,
  stamp: async (data) => {
    const messageImprint = await MessageImprint.create('SHA-256', new Uint8Array(data));
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new TimeStampReq({ version: 1, messageImprint, certReq: true }).toSchema().toBER(),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const token = tokenIn(await response.arrayBuffer());
    return { token, at: await stampedAt(token, data, certificates) };
  },
});

/** The bytes that were signed, as they came. */
function tokenIn(answer: ArrayBuffer): Uint8Array {
  const { status } = TimeStampResp.fromBER(answer);
  const token = (fromBER(answer).result as Sequence).valueBlock.value[1];
  if (!GRANTED.includes(status.status) || !token) throw new Error(`it refused, with status ${status.status}`);
  return token.valueBeforeDecodeView;
}
