import { X509Certificate } from 'node:crypto';
import { Certificate, ContentInfo, SignedData, TSTInfo } from 'pkijs';
import { formatMoment, type Moment, MS_A_DAY } from '../../../domain/time/dates.js';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TIME_STAMP = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const FOR_STAMPS = '1.3.6.1.5.5.7.3.8';
const SHA_2 = ['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3'];

/**
 * When an authority saw these bytes, by a time-stamp token (RFC 3161) of one signer.
 * @param trusted certificates of the authority, or of who vouches for it; none: by whom it was made is not looked at
 * @throws Error that says what is wrong with it
 */
export async function stampedAt(
  token: Uint8Array,
  data: Uint8Array,
  trusted: readonly X509Certificate[],
): Promise<Moment> {
  const { signedData, info } = read(token);
  if (!SHA_2.includes(info.messageImprint.hashAlgorithm.algorithmId)) throw new Error('it hashes by a broken method');
  if (!(await info.verify({ data: bufferOf(data) }))) throw new Error('it is of something else');
  if (trusted.length > 0) await checkSigner(signedData, data, trusted);
  return info.genTime.getTime();
}

/** What it holds. @throws where it is none */
function read(token: Uint8Array): { signedData: SignedData; info: TSTInfo } {
  try {
    const { contentType, content } = ContentInfo.fromBER(bufferOf(token));
    if (contentType !== SIGNED_DATA) throw new Error('it is not signed');
    const signedData = new SignedData({ schema: content });
    const { eContentType, eContent } = signedData.encapContentInfo;
    if (eContentType !== TIME_STAMP || !eContent || signedData.signerInfos.length !== 1) throw new Error('no stamp');
    return { signedData, info: TSTInfo.fromBER(eContent.getValue()) };
  } catch {
    throw new Error('it is no time stamp');
  }
}

async function checkSigner(
  signedData: SignedData,
  data: Uint8Array,
  trusted: readonly X509Certificate[],
): Promise<void> {
  const trustedCerts = trusted.map((it) => Certificate.fromBER(bufferOf(it.raw)));
  // One that leaves its own certificate out is known by the one that was given.
  signedData.certificates = [...(signedData.certificates ?? []), ...trustedCerts];
  const said = signedData.signerInfos[0]!.signedAttrs?.attributes.find((it) => it.type === CONTENT_TYPE);
  if (said?.values[0]?.toString() !== `OBJECT IDENTIFIER : ${TIME_STAMP}`) throw new Error('it signs something else');
  const verify = async (checkChain: boolean) => {
    const it = await signedData.verify({
      signer: 0,
      data: bufferOf(data),
      checkChain,
      trustedCerts,
      extendedMode: true,
    });
    if (!it.signatureVerified || !it.signerCertificate) throw new Error('its signature is not good');
    const signer = new X509Certificate(Buffer.from(it.signerCertificate.toSchema(true).toBER()));
    return { signer, at: it.date ?? new Date(Number.NaN) };
  };
  const { signer, at } = await verify(false).catch(() => Promise.reject(new Error('its signature is not good')));
  if (!signer.keyUsage?.includes(FOR_STAMPS)) throw new Error('who signed it may not stamp');
  if (!trusted.some((it) => it.raw.equals(signer.raw)))
    await verify(true).catch(() => Promise.reject(new Error('it is of no authority that is trusted')));
  else if (!(at >= new Date(signer.validFrom) && at <= new Date(signer.validTo)))
    throw new Error('the certificate was not valid then');
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** How far the lender's clock and the authority's may be apart. */
const APART_MS = 5 * 60_000;
/** A stamp that comes a day late says nothing of the head's own time. The head after it has one again, and stands on this. */
export const LATE_MS = MS_A_DAY;

/** What is wrong with a head of this moment that was stamped at that; null: nothing. */
export function timeFault(said: Moment, stamped: Moment): string | null {
  if (stamped < said - APART_MS)
    return `it says that it is of ${formatMoment(said)}, and was stamped before, at ${formatMoment(stamped)}`;
  if (stamped > said + LATE_MS)
    return `it says that it is of ${formatMoment(said)}, and was stamped only at ${formatMoment(stamped)}`;
  return null;
}
