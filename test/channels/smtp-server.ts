/** A mail server that says what a test tells it, for what the mailbox never does. */
import net from 'node:net';
import { createInterface } from 'node:readline';

export interface SmtpScript {
  /** The reply to each step; null cuts the connection there, '' says nothing. What is left out goes well. */
  greeting?: string | null;
  auth?: string | null;
  from?: string | null;
  to?: string | null;
  data?: string | null;
  /** After the whole mail has arrived. */
  end?: string | null;
}

export async function startSmtp(script: SmtpScript) {
  /** Mails that arrived whole, as the server has them. */
  const mails: string[] = [];
  let connections = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    const say = (reply: string | null) => {
      if (reply === null) socket.destroy();
      else if (reply) socket.write(`${reply}\r\n`);
    };
    let mail: string[] | undefined;
    say(script.greeting === undefined ? '220 ready' : script.greeting);
    createInterface({ input: socket }).on('line', (line) => {
      if (mail) {
        if (line !== '.') return mail.push(line);
        mails.push(mail.join('\n'));
        mail = undefined;
        return say(script.end === undefined ? '250 taken' : script.end);
      }
      if (line.startsWith('EHLO')) return say('250-here\r\n250 AUTH PLAIN');
      if (line === 'STARTTLS') return say('502 not here');
      if (line.startsWith('AUTH')) return say(script.auth === undefined ? '235 welcome' : script.auth);
      if (line.startsWith('MAIL')) return say(script.from === undefined ? '250 ok' : script.from);
      if (line.startsWith('RCPT')) return say(script.to === undefined ? '250 ok' : script.to);
      if (line === 'DATA') {
        const reply = script.data === undefined ? '354 go on' : script.data;
        if (reply?.startsWith('354')) mail = [];
        return say(reply);
      }
      return say('250 ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `smtp://user:password@127.0.0.1:${port}?ignoreTLS=true`, mails, connections: () => connections, stop };
}
