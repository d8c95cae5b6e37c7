import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream } from 'smtp-server';
import type { Bounces } from '../../channels/bounces.js';
import { mailReport } from '../../channels/mail-reports.js';
import { recordDelivery, wentTo } from '../../store/notices/deliveries.js';
import { recordStaffDelivery } from '../../store/staff/staff-mails.js';
import type { ApiContext } from '../context.js';

/** Far more than a bounce with our mail in it. One that returns a whole paper to staff is larger, and is not needed here. */
const MOST_BYTES = 1024 * 1024;
/** A mail server that finds no free connection comes back later. */
const MOST_CLIENTS = 50;
/** A mail server that has nothing more to say for a minute can connect anew. */
const IDLE_MS = 60_000;
/** Enough for a mail of a megabyte over a slow line; a client that takes longer may be blocking the connection on purpose. */
const WHOLE_MS = 120_000;
/** When we stop, a mail under way may end: it is small. */
const CLOSE_MS = 5_000;

/**
 * A mail server for bounces alone: it takes mail to addresses that we have made (VERP), and keeps of it only what became of the
 * notice. It speaks no TLS, for which it would need a certificate: as for the pages, a proxy before it does.
 * @throws when it cannot listen
 */
export async function startBounceServer(
  context: ApiContext,
  bounces: Bounces,
): Promise<{ close: () => Promise<void> }> {
  const smtp = new SMTPServer({
    name: bounces.domain,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    rejectOversized: true,
    maxRecipients: 1,
    maxClients: MOST_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_MS,
    onRcptTo: ({ address }, _, done) =>
      done(bounces.noticeOf(address) === null ? reply(550, 'No such mailbox here') : null),
    onData: (stream, { envelope }, done) => {
      take(context, stream, bounces.noticeOf(envelope.rcptTo[0]!.address)!, isNobody(envelope.mailFrom)).then(
        () => done(null, 'Taken'),
        (error: unknown) => {
          // Not the error's message: that of a database may quote a value.
          context.log('error', `bounce: ${(error as { code?: string }).code ?? (error as Error).name}`);
          done(reply(451, 'Try again later'));
        },
      );
    },
  });
  // A connection broke: the mail server at its other end tries again.
  smtp.on('error', () => undefined);
  smtp.server.on('connection', (socket: Socket) => {
    const late = setTimeout(() => socket.destroy(), WHOLE_MS);
    socket.once('close', () => clearTimeout(late));
  });
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject);
    smtp.listen(bounces.port, bounces.host, resolve);
  });
  return { close: () => new Promise((resolve) => smtp.close(() => resolve())) };
}

/** Notes what a mail says of a notice, and forgets the mail. @throws what the database throws: the sender tries again */
async function take(
  context: ApiContext,
  stream: SMTPServerDataStream,
  messageId: string,
  fromNobody: boolean,
): Promise<void> {
  const raw = await bytesOf(stream).catch(() => null);
  // The server refuses it by itself, or there is nobody left to answer to.
  if (raw === null || stream.sizeExceeded)
    return context.log('info', `bounce of notice ${messageId}: too large, or broken off`);
  const report = await mailReport(raw, fromNobody);
  if (report === 'unreadable') return context.log('warn', `bounce of notice ${messageId}: cannot be read`);
  if (report === null) return context.log('info', `bounce of notice ${messageId}: nothing to note`);
  const source = { actor: 'mail server', at: context.now() };
  const known = { channel: 'email' as const, messageId, providerId: messageId };
  // A bounce in free words retires our address only if it names it: the mail may have been forwarded to another one.
  const receiver = 'receiver' in report ? report.receiver : null;
  const other = receiver !== null && !(await wentTo(context.db.pool, context.seal, messageId, receiver));
  const { status, code } = report;
  const follows = other && report.follows === 'gone' ? 'call' : report.follows;
  const news =
    (await recordDelivery(context.db, { status, code, follows, ...known }, source)) ||
    (await recordStaffDelivery(context.db, { messageId, code, gone: report.follows === 'gone' }, source));
  context.log('info', `bounce of notice ${messageId}: ${report.code}${news ? '' : ', nothing new'}`);
  if (news) context.tell();
}

/** The null sender, which mail servers have for what they say themselves. */
const isNobody = (mailFrom: SMTPServerAddress | false): boolean => mailFrom === false || mailFrom.address === '';

/** As much as may be kept; the rest is read, as SMTP wants it, and dropped. */
async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
