import type { DeliveryReport } from './delivery.js';

/**
 * The statuses (RFC 3463) by which a mailbox is of no use for any mail: there is no such mailbox (1.1), no such domain or
 * none that takes mail (1.2; 1.10, RFC 7505), no such form of address (1.3), it has moved and left no address (1.6), it is
 * closed (2.1). Not among them: full (2.2), too large (2.3, 3.4), the way there (4.x), what the receiver's house does not want (7.x),
 * an address that may be another one (1.4), and what is about the sender or does not say about whom (1.7, 1.8, 1.0).
 */
export const NO_SUCH_MAILBOX: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

/** A mail of ours has one receiver; one that a list or an alias has spread may have some. */
const MOST_RECEIVERS = 20;

/**
 * What the fields of a delivery status notification (RFC 3464) mean for the mail; null: nothing, such as a delay or a
 * relay, of which the end is told later, if at all. `unreadable`: it says of nobody what became of the mail.
 */
export function bounceReport(fields: string): DeliveryReport | null | 'unreadable' {
  const unfolded = fields.replace(/\r\n?/g, '\n').replace(/\n[ \t]+(?=\S)/g, ' ');
  // The first group is about the mail, each further one about a receiver.
  const receivers = unfolded
    .split(/\n[ \t]*\n/)
    .filter((group) => fieldOf(group, 'Action') !== '')
    .slice(0, MOST_RECEIVERS);
  if (receivers.length === 0) return 'unreadable';
  // Of several receivers behind one address, somebody may have got it.
  if (receivers.some((group) => fieldOf(group, 'Action').toLowerCase() !== 'failed')) return null;
  const statuses = receivers.map(statusOf);
  const gone = statuses.every((status) => NO_SUCH_MAILBOX.has(status));
  return { status: 'undelivered', code: `smtp-${statuses[0] || 'not-said'}`, follows: gone ? 'gone' : 'call' };
}

/** `5.1.1`; '' when none is said. One that says nothing (5.0.0) gives way to that of the server that refused. */
function statusOf(group: string): string {
  const said = /^[245]\.\d{1,3}\.\d{1,3}\b/.exec(fieldOf(group, 'Status'))?.[0] ?? '';
  if (said !== '' && !said.endsWith('.0.0')) return said;
  const reply = /^smtp *;.{0,200}?\b[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})\b/i.exec(fieldOf(group, 'Diagnostic-Code'));
  return reply?.[1] ?? said;
}

function fieldOf(group: string, name: string): string {
  return new RegExp(`^${name}[ \\t]*:(.*)$`, 'im').exec(group)?.[1]?.trim() ?? '';
}
