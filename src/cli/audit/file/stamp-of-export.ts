import type { X509Certificate } from 'node:crypto';
import { envelopeOf, signatureOf } from '../../../domain/proof/envelope.js';
import { HEAD, STAMP } from '../../../domain/proof/export.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { stampedAt, timeFault } from '../../../store/proof/heads/stamp.js';

export interface Stamped {
  /** In words, if the authority is trusted; null: it is not shown. */
  shown: string | null;
  notShown: string | null;
  faults: string[];
}

/** When the head of an export was signed, by an authority of time. `said`: by the head itself. `trusted`: certificates of the authority; none: it is not looked at by whom. */
export async function stampOfExport(
  files: ReadonlyMap<string, Uint8Array>,
  said: string,
  trusted: readonly X509Certificate[],
): Promise<Stamped> {
  const token = files.get(STAMP);
  const fault = (it: string): Stamped => ({ shown: null, notShown: null, faults: [`${STAMP}: ${it}`] });
  if (!token && trusted.length > 0) return fault('is missing: no authority of time has stamped this head');
  if (!token) return { shown: null, notShown: 'when the head was signed, but by the lender’s own clock', faults: [] };
  try {
    const envelope = envelopeOf(JSON.parse(Buffer.from(files.get(HEAD) ?? '').toString('utf8')));
    const at = await stampedAt(token, envelope ? signatureOf(envelope) : Buffer.alloc(0), trusted);
    const wrong = timeFault(Date.parse(said), at);
    if (wrong !== null) return fault(wrong);
    return trusted.length > 0
      ? { shown: `stamped at ${formatMoment(at)}`, notShown: null, faults: [] }
      : {
          ...{ shown: null, faults: [] },
          notShown: `who stamped the head at ${formatMoment(at)}: give the certificate of the authority, --tsa`,
        };
  } catch (error) {
    return fault((error as Error).message);
  }
}
