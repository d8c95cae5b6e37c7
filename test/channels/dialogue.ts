/** What our channel and a mail server say to each other: written down between the two, and said again without the server. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import forge from 'node-forge';

const { md, pki } = forge;

/** Who a server is by TLS: 127.0.0.1, by its own word. */
export interface Identity {
  key: string;
  cert: string;
}

const MS_A_DAY = 86_400_000;

export function newIdentity(): Identity {
  const keys = pki.rsa.generateKeyPair(2048);
  const cert = pki.createCertificate();
  cert.publicKey = keys.publicKey;
  cert.serialNumber = '01';
  cert.validity.notBefore = new Date(Date.now() - MS_A_DAY);
  cert.validity.notAfter = new Date(Date.now() + MS_A_DAY);
  const name = [{ name: 'commonName', value: '127.0.0.1' }];
  cert.setSubject(name);
  cert.setIssuer(name);
  cert.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ]);
  cert.sign(keys.privateKey, md.sha256.create());
  return { key: pki.privateKeyToPem(keys.privateKey), cert: pki.certificateToPem(cert) };
}

const CONNECTION = '* connection';
const TLS = '* TLS';
const HANGS_UP = '* the server hangs up';
const MAIL = 'C: (the mail)';

/** Without what is another each time, and without a login. */
const asWritten = (line: string): string =>
  line
    .replace(/^EHLO .*/, 'EHLO us')
    .replace(/^(AUTH \w+) .*/, '$1 (login)')
    .replace(/ SIZE=\d+/, ' SIZE=1')
    .replace(/queued as \w+/, 'queued as 4X');

/** Between a client and the server at a port of this machine; reads along behind STARTTLS too. */
export async function startRecorder(port: number, identity: Identity) {
  const connections: string[][] = [];
  const { url, stop } = await serve((near) => {
    const said = [CONNECTION];
    connections.push(said);
    between(near, connect({ host: '127.0.0.1', port }), said, identity);
  });
  return { url, stop, dialogue: () => `${connections.flat().join('\n')}\n` };
}

function between(near: Duplex, far: Duplex, said: string[], identity: Identity): void {
  let asked = '';
  let mail = false;
  const stopNear = onLines(near, (line) => {
    far.write(`${line}\r\n`);
    if (mail && line !== '.') return;
    said.push(mail ? MAIL : `C: ${asWritten(line)}`);
    mail = false;
    asked = line;
  });
  const stopFar = onLines(far, (line) => {
    said.push(`S: ${asWritten(line)}`);
    near.write(`${line}\r\n`);
    if (line.startsWith('354')) mail = true;
    if (asked !== 'STARTTLS' || !line.startsWith('220')) return;
    stopNear();
    stopFar();
    said.push(TLS);
    const secured = connectTls({ socket: far, rejectUnauthorized: false });
    between(secureServer(near, identity), secured, said, identity);
  });
  let over = false;
  const end = (byServer: boolean) => () => {
    if (!over && byServer) said.push(HANGS_UP);
    over = true;
    (byServer ? near : far).end();
  };
  near.on('error', () => undefined).once('close', end(false));
  far.on('error', () => undefined).once('end', end(true));
}

/** Says what a server has said, as long as it is asked the same. */
export async function playDialogue(dialogue: string, identity: Identity) {
  const connections = dialogue
    .split(`${CONNECTION}\n`)
    .slice(1)
    .map((it) => it.trimEnd().split('\n'));
  const astray: string[] = [];
  const { url, stop } = await serve((client) => {
    const script = connections.shift();
    if (script) play(script, client, astray, identity);
    else astray.push('one more connection');
  });
  return { url, stop, astray, left: () => connections.length };
}

function play(script: string[], client: Duplex, astray: string[], identity: Identity): void {
  const leave = onLines(client, (line) => {
    if (script[0] === MAIL && line !== '.') return;
    const [expected, heard] = [script.shift(), script[0] === MAIL || line === '.' ? MAIL : `C: ${asWritten(line)}`];
    if (expected !== heard) {
      astray.push(`${heard} instead of ${expected}`);
      return client.destroy();
    }
    answer();
  });
  const answer = () => {
    while (script[0]?.startsWith('S: ')) client.write(`${script.shift()!.slice(3)}\r\n`);
    if (script[0] === HANGS_UP) client.end();
    if (script[0] !== TLS) return;
    script.shift();
    leave();
    play(script, secureServer(client, identity), astray, identity);
  };
  client.on('error', () => undefined);
  answer();
}

const secureServer = (client: Duplex, identity: Identity) =>
  new TLSSocket(client as Socket, { isServer: true, ...identity }).on('error', () => undefined);

/** Answers how to listen no more. */
function onLines(socket: Duplex, heard: (line: string) => void): () => void {
  let rest = '';
  const take = (bytes: Buffer) => {
    const lines = (rest + bytes.toString('latin1')).split('\r\n');
    rest = lines.pop()!;
    for (const line of lines) heard(line);
  };
  socket.on('data', take);
  return () => socket.off('data', take);
}

async function serve(onClient: (client: Socket) => void) {
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    onClient(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
