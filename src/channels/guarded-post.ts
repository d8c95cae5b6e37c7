import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';

/** How long a system of the lender's may take to answer. */
const PATIENCE_MS = 10_000;

/** Addresses that lead to this machine, into its network, or nowhere: a rule of ours, by RFC 6890 and its successors. */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ...[
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
  ],
  ...[
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ],
  ...[
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
] as [string, number][])
  INSIDE.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only what is given out to the internet, and of that not what carries an IPv4 address. */
const OUTSIDE_6 = new BlockList();
OUTSIDE_6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as [string, number][])
  INSIDE.addSubnet(net, bits, 'ipv6');

const isOutside = (address: string): boolean =>
  isIP(address) === 4
    ? !INSIDE.check(address, 'ipv4')
    : OUTSIDE_6.check(address, 'ipv6') && !INSIDE.check(address, 'ipv6');

const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '');

/** What stands against an address before it is looked up; null: nothing. `allowed`: hosts inside the network that may be told, by name. */
export function addressFault(said: string, allowed: readonly string[]): string | null {
  if (!URL.canParse(said)) return 'is no address such as https://systems.example/events';
  const url = new URL(said);
  if (url.username !== '' || url.password !== '') return 'must not hold a name or password';
  const host = hostOf(url);
  if (allowed.includes(host)) return /^https?:$/.test(url.protocol) ? null : 'must be an https:// address';
  if (url.protocol !== 'https:') return 'must be an https:// address';
  return isIP(host) !== 0 && !isOutside(host) ? INSIDE_FAULT : null;
}
const INSIDE_FAULT = 'lies inside the network: WEBHOOK_ALLOWED_HOSTS names those that may be told';

/**
 * Posts to an address that somebody has given us. The name is looked up once, every address that it has must lie outside, and that very
 * one is spoken to; no redirection is followed, of the answer only the status is read.
 * @throws Error that says what went wrong, without what was sent
 */
export async function guardedPost(
  said: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  allowed: readonly string[],
): Promise<number> {
  const fault = addressFault(said, allowed);
  if (fault !== null) throw new Error(`the address ${fault}`);
  const url = new URL(said);
  const host = hostOf(url);
  const found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  if (!allowed.includes(host) && found.some((it) => !isOutside(it.address)))
    throw new Error(`the address ${INSIDE_FAULT}`);
  const pinned = found[0]!;
  return new Promise((resolve, reject) => {
    const asked = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false,
        signal: AbortSignal.timeout(PATIENCE_MS),
        lookup: (_, { all }, done) => (all ? done(null, [pinned]) : done(null, pinned.address, pinned.family)),
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    asked.on('error', reject).end(body);
  });
}
