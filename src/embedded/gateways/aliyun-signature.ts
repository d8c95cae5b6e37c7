import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from '../base/http.js';

const ALGORITHM = 'ACS3-HMAC-SHA256';
const AUTHORIZATION = new RegExp(`^${ALGORITHM} Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$`);

/** Who signed a request of Alibaba's API, version 3 (help.aliyun.com/document_detail/315526.html); null: nobody whose secret we know. */
export function signedBy(request: Request, secretOf: (accessKeyId: string) => string | undefined): string | null {
  const { url, headers, body } = request;
  const [, accessKeyId = '', names = '', given = ''] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const secret = secretOf(accessKeyId);
  if (secret === undefined) return null;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const signed = names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`);
  const canonical = ['POST', url.pathname, query, signed.join(''), names, sha256(body)].join('\n');
  const expected = createHmac('sha256', secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected) ? accessKeyId : null;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** RFC 3986, in which four more characters are encoded than JavaScript does. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
}
