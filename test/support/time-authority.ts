import { createHash, X509Certificate } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Integer, ObjectIdentifier, OctetString, Sequence, Utf8String } from 'asn1js';
import * as pki from 'pkijs';

const RSA = {
  ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 },
  publicExponent: new Uint8Array([1, 0, 1]),
};
const TIME_STAMP = '1.2.840.113549.1.9.16.1.4';
const FOR_STAMPS = '1.3.6.1.5.5.7.3.8';
const ATTRIBUTES = {
  type: '1.2.840.113549.1.9.3',
  digest: '1.2.840.113549.1.9.4',
  signer: '1.2.840.113549.1.9.16.2.47',
};

/** An authority of time (RFC 3161) on this machine, as far as what it is asked goes. */
export interface TimeAuthority {
  url: string;
  /** Of who vouches for it. */
  certificate: X509Certificate;
  /** What its clock shows; it answers nothing while this is null. */
  now: number | null;
  asked: number;
  stop(): Promise<unknown>;
}

/** `uses`: what its certificate is for. */
export async function startTimeAuthority(uses = [FOR_STAMPS]): Promise<TimeAuthority> {
  const [root, own] = await Promise.all([1, 2].map(() => crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])));
  const rootCertificate = await certificate('Root', root!.publicKey, root!.privateKey, [
    extension(pki.id_BasicConstraints, new pki.BasicConstraints({ cA: true })),
  ]);
  const signer = await certificate('Time', own!.publicKey, root!.privateKey, [
    extension(pki.id_ExtKeyUsage, new pki.ExtKeyUsage({ keyPurposes: uses })),
  ]);
  const server = http.createServer(async (request, response) => {
    const question = await buffer(request);
    it.asked += 1;
    if (it.now === null) return;
    response.setHeader('content-type', 'application/timestamp-reply');
    response.end(Buffer.from(await reply(question, it.now, signer, own!.privateKey)));
  });
  const it: TimeAuthority = {
    ...{ url: '', now: Date.now(), asked: 0 },
    certificate: new X509Certificate(Buffer.from(rootCertificate.toSchema(true).toBER())),
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return it;
}

const extension = (extnID: string, of: { toSchema(): Sequence }) =>
  new pki.Extension({ extnID, critical: true, extnValue: of.toSchema().toBER() });

let serial = 1;

async function certificate(name: string, of: CryptoKey, by: CryptoKey, extensions: pki.Extension[]) {
  const it = new pki.Certificate({ version: 2, serialNumber: new Integer({ value: serial++ }), extensions });
  const called = (value: string) =>
    new pki.AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value }) });
  it.subject.typesAndValues.push(called(name));
  it.issuer.typesAndValues.push(called('Root'));
  it.notBefore.value = new Date('2026-01-01T00:00:00Z');
  it.notAfter.value = new Date('2046-01-01T00:00:00Z');
  await it.subjectPublicKeyInfo.importKey(of);
  await it.sign(by, 'SHA-256');
  return it;
}

async function reply(question: Uint8Array, now: number, signer: pki.Certificate, key: CryptoKey): Promise<ArrayBuffer> {
  const asked = pki.TimeStampReq.fromBER(new Uint8Array(question).buffer);
  const info = new pki.TSTInfo({
    ...{ version: 1, policy: '1.2.3.4.1', messageImprint: asked.messageImprint, genTime: new Date(now) },
    serialNumber: new Integer({ value: serial++ }),
  });
  const content = new Uint8Array(info.toSchema().toBER());
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()).buffer;
  const ofSigner = sha256(new Uint8Array(signer.toSchema(true).toBER()));
  const said = (type: string, value: object) => new pki.Attribute({ type, values: [value] });
  const signed = new pki.SignedData({
    version: 3,
    encapContentInfo: new pki.EncapsulatedContentInfo({
      eContentType: TIME_STAMP,
      eContent: new OctetString({ valueHex: content.buffer }),
    }),
    certificates: [signer],
    signerInfos: [
      new pki.SignerInfo({
        version: 1,
        sid: new pki.IssuerAndSerialNumber({ issuer: signer.issuer, serialNumber: signer.serialNumber }),
        signedAttrs: new pki.SignedAndUnsignedAttributes({
          type: 0,
          attributes: [
            said(ATTRIBUTES.type, new ObjectIdentifier({ value: TIME_STAMP })),
            said(ATTRIBUTES.digest, new OctetString({ valueHex: sha256(content) })),
            said(ATTRIBUTES.signer, inside(inside(inside(new OctetString({ valueHex: ofSigner }))))),
          ],
        }),
      }),
    ],
  });
  await signed.sign(key, 0, 'SHA-256');
  const timeStampToken = new pki.ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) });
  return new pki.TimeStampResp({ status: new pki.PKIStatusInfo({ status: 0 }), timeStampToken }).toSchema().toBER();
}

const inside = (value: Sequence | OctetString) => new Sequence({ value: [value] });
