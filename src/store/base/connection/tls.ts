import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { BadInput } from '../../../library/checked-yaml.js';

/** How we go to the database, by its address. */
export interface Way {
  /** The address without what is said of TLS. */
  connectionString: string;
  ssl: false | ConnectionOptions;
}

const MODES = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'];

/**
 * `disable`: plain TCP. `verify-full`: TLS, and the certificate is that of the host. `verify-ca`: of any host, but of a known
 * authority. `require`: TLS, whatever the certificate (with an authority named, as `verify-ca`). Nothing said: on this machine plain, to another host
 * `verify-full`, so that nothing goes over a network in the clear that nobody asked for; `allow` and `prefer` let that happen
 * silently, so to another host they mean `require`.
 * @throws BadInput for a word that is none, or a file that cannot be read
 */
export function wayTo(url: string): Way {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  const asked = new URLSearchParams(query);
  const take = (name: string): string | undefined => {
    const value = asked.get(name) || undefined;
    asked.delete(name);
    return value;
  };
  const mode = take('sslmode') ?? (asked.get('ssl') === 'true' ? 'verify-full' : undefined);
  const rootCert = take('sslrootcert');
  const cert = take('sslcert');
  const key = take('sslkey');
  for (const name of ['ssl', 'uselibpqcompat']) asked.delete(name);
  if (mode !== undefined && !MODES.includes(mode))
    throw new BadInput([`sslmode of DATABASE_URL, or PGSSLMODE: is none of ${MODES.join(', ')}`]);
  const rest = asked.toString();
  const way = { connectionString: rest ? `${address}?${rest}` : address };
  const near = onThisMachine(address, asked.get('host'));
  if (mode === 'disable' || (near && (mode === undefined || mode === 'allow' || mode === 'prefer')))
    return { ...way, ssl: false };
  const files = {
    ...(rootCert && rootCert !== 'system'
      ? { ca: fileOf(rootCert, 'sslrootcert of DATABASE_URL, or PGSSLROOTCERT') }
      : {}),
    ...(cert ? { cert: fileOf(cert, 'sslcert of DATABASE_URL, or PGSSLCERT') } : {}),
    ...(key ? { key: fileOf(key, 'sslkey of DATABASE_URL, or PGSSLKEY') } : {}),
  };
  if (mode === undefined || mode === 'verify-full') return { ...way, ssl: files };
  if (mode === 'verify-ca' || rootCert !== undefined)
    return { ...way, ssl: { ...files, checkServerIdentity: () => undefined } };
  return { ...way, ssl: { ...files, rejectUnauthorized: false } };
}

/** Whether what is asked and answered can be read on the way to another machine. @throws as `wayTo` */
export function isOpenWay(url: string): boolean {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  return wayTo(url).ssl === false && !onThisMachine(address, new URLSearchParams(query).get('host'));
}

/** A socket, or an address of the machine itself. */
function onThisMachine(address: string, hostAsked: string | null): boolean {
  const named = /^\w+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(address)?.[1];
  const host = hostAsked || named || '';
  return host === '' || /^(\/|%2f|localhost$|127\.|\[?::1\]?$)/i.test(host);
}

function fileOf(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new BadInput([`${what}: the file cannot be read: is its name right?`]);
  }
}
