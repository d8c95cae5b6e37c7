/** A mail server of other people: it takes our mail byte by byte. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

interface Received {
  /** The envelope. */
  from: string;
  to: string[];
  /** What the sender wants back should it not be delivered: HDRS, FULL; null: it has not said. */
  wantsBack: string | null;
  raw: Buffer;
}

export async function startMailHouse() {
  const mails: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideDSN: false,
    onData: async (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      mails.push({
        from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
        to: envelope.rcptTo.map((it) => it.address),
        wantsBack: envelope.dsn?.ret ?? null,
        raw: Buffer.concat(chunks),
      });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
