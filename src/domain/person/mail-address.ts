import { z } from 'zod';

/** RFC 5321, 4.5.3.1: what stands before the @, and the whole, in octets. */
const LONGEST = { local: 64, whole: 254 };
const DOTTED = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** Without < and >, which mail programs lose. */
const QUOTED = /^"([^"\\<>]|\\[^<>])*"$/;
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?=.{1,253}$)(${LABEL}\\.)+(?=[a-z])${LABEL}$`, 'i');
const NOT_ONE = 'not a mail address such as name@bank.example';

/**
 * Why no mail can be sent to an address; null: it can. RFC 5321 decides, also for quoted names, addresses of machines and
 * domains in other scripts. What stands before the @ in other scripts needs SMTPUTF8 (RFC 6531) of every server on the way.
 */
export function mailAddressFault(address: string): string | null {
  const at = address.lastIndexOf('@');
  if (at < 1) return NOT_ONE;
  if (/@[^@\r\n]*[;,、；，][^@\r\n]*@/.test(address)) return 'more than one address: each has a row of its own';
  if (/<[^<>]+@[^<>]+>$/.test(address)) return 'a name and an address: only what stands between < and > is the address';
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (/\P{ASCII}/u.test(local)) return 'has letters before the @ that many mail servers do not take (SMTPUTF8)';
  if (local.length > LONGEST.local) return `longer than ${LONGEST.local} characters before the @`;
  if (!DOTTED.test(local) && !QUOTED.test(local)) return NOT_ONE;
  if (!isMachine(domain) && !DOMAIN.test(inAscii(domain))) return NOT_ONE;
  return at + 1 + inAscii(domain).length > LONGEST.whole ? `longer than ${LONGEST.whole} characters` : null;
}

function isMachine(domain: string): boolean {
  const literal = /^\[(IPv6:)?(.+)\]$/i.exec(domain);
  if (literal === null) return false;
  return (literal[1] ? z.ipv6() : z.ipv4()).safeParse(literal[2]).success;
}

/** As it goes over the net (punycode); '' for what is none. */
function inAscii(domain: string): string {
  if (/^\p{ASCII}*$/u.test(domain)) return domain;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : '';
}
