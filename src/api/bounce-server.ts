import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Bounces } from '../channels/bounces.js';
import { mailReport } from '../channels/mail-reports.js';
import { recordDelivery } from '../store/deliveries.js';
import type { ApiContext } from './context.js';

/** A report with our mail in it fits many times; one that returns a whole paper to staff does not, and is of no use here. */
const MOST_BYTES = 1024 * 1024;
/** Mail servers come back later when they find no place. */
const MOST_CLIENTS = 50;
/** A mail server that has nothing more to say for a minute can connect anew. */
const IDLE_MS = 60_000;
/** What is under way ends at once: one small mail. */
const CLOSE_MS = 5_000;

/**
 * A mail server for what comes back, and for nothing else: it takes mail to addresses that we have made, and of it keeps
 * only what it says became of the notice. Without TLS, for which it would need a certificate: as with pages, that is of what
 * stands before it. @throws when it cannot listen
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
      take(context, stream, bounces.noticeOf(envelope.rcptTo[0]!.address)!).then(
        () => done(null, 'Taken'),
        (error: unknown) => {
          // No message: a database's may quote a value.
          context.log('error', `bounce: ${(error as { code?: string }).code ?? (error as Error).name}`);
          done(reply(451, 'Try again later'));
        },
      );
    },
  });
  // Of a connection that broke. Whoever it was tries again.
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject);
    smtp.listen(bounces.port, bounces.host, resolve);
  });
  return { close: () => new Promise((resolve) => smtp.close(() => resolve())) };
}

/** Notes what a mail says of a notice, and forgets the mail. @throws what the database throws: the sender tries again */
async function take(context: ApiContext, stream: SMTPServerDataStream, messageId: string): Promise<void> {
  const raw = await bytesOf(stream).catch(() => null);
  // The server refuses it by itself, or there is nobody left to answer to.
  if (raw === null || stream.sizeExceeded)
    return context.log('info', `bounce of notice ${messageId}: too large, or broken off`);
  const report = await mailReport(raw);
  if (report === 'unreadable') return context.log('warn', `bounce of notice ${messageId}: cannot be read`);
  if (report === null) return context.log('info', `bounce of notice ${messageId}: nothing to note`);
  const source = { actor: 'mail server', at: context.now() };
  const known = { channel: 'email' as const, messageId, providerId: messageId };
  const news = await recordDelivery(context.db, { ...report, ...known }, source);
  context.log('info', `bounce of notice ${messageId}: ${report.code}${news ? '' : ', nothing new'}`);
  if (news) context.tell();
}

/** As much as may be kept; the rest is read, as SMTP wants it, and dropped. */
async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
