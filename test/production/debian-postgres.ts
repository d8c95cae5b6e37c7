import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/embedded/base/free-port.js';
import { until } from '../support/until.js';
import { program } from './needs.js';

const ROOM = '/usr/lib/postgresql';

/** Where Debian's PostgreSQL is; undefined: not on this machine. */
export function debianPostgres(): string | undefined {
  if (!existsSync(ROOM)) return undefined;
  const version = readdirSync(ROOM).sort((a, b) => Number(b) - Number(a))[0];
  const bin = `${ROOM}/${version}/bin`;
  return existsSync(`${bin}/initdb`) ? bin : undefined;
}

export interface DebianPostgres {
  port: number;
  /** The authority that signed the server's certificate, which names localhost and nothing else. */
  authority: string;
  dir: string;
  /** As its superuser, by a socket. */
  asRoot(sql: string, database?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's PostgreSQL, which lets everybody in by TLS and a password only. */
export async function startDebianPostgres(dir: string, settings: Record<string, string> = {}): Promise<DebianPostgres> {
  const bin = debianPostgres()!;
  const port = await freePort();
  const user = execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }).trim();
  const group = execFileSync('id', ['-g', 'postgres'], { encoding: 'utf8' }).trim();
  const as = { uid: Number(user), gid: Number(group), cwd: '/', stdio: 'pipe' as const };
  const file = (name: string) => join(dir, name);
  mkdirSync(dir, { recursive: true });
  for (const folder of [dir, dirname(dir)]) chmodSync(folder, 0o755);
  certificate(file);
  execFileSync('chown', ['-R', 'postgres:postgres', dir]);
  execFileSync(
    join(bin, 'initdb'),
    ['-D', file('data'), '-U', 'postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    as,
  );
  writeFileSync(file('data/pg_hba.conf'), 'local all postgres trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n');
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: dir,
    ssl: 'on',
    ssl_cert_file: file('server.crt'),
    ssl_key_file: file('server.key'),
    fsync: 'off',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child: ChildProcess = spawn(join(bin, 'postgres'), ['-D', file('data'), '-p', String(port), ...flags], as);
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (text: Buffer) => appendFileSync(file('log'), text));
  const asRoot = async (sql: string, database = 'postgres') => {
    const client = new pg.Client({ host: dir, port, user: 'postgres', database });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await until('PostgreSQL answers', async () => {
    if (child.exitCode !== null) throw new Error(readFileSync(file('log'), 'utf8').slice(-2_000));
    return asRoot('SELECT 1').then(
      () => true,
      () => false,
    );
  });
  return {
    port,
    dir,
    authority: file('authority.crt'),
    asRoot,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** An authority, and a certificate for the host `localhost` that it has signed. */
function certificate(file: (name: string) => string): void {
  const openssl = (...args: string[]) => execFileSync(program('openssl')!, args, { stdio: 'pipe' });
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  openssl(
    'req',
    '-x509',
    ...made,
    '-subj',
    '/CN=authority',
    '-keyout',
    file('authority.key'),
    '-out',
    file('authority.crt'),
  );
  openssl(
    'req',
    ...made.slice(0, 3),
    '-subj',
    '/CN=localhost',
    '-keyout',
    file('server.key'),
    '-out',
    file('server.csr'),
  );
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost\n');
  const signed = ['-CA', file('authority.crt'), '-CAkey', file('authority.key'), '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', file('server.csr'), ...signed, '-extfile', file('names'), '-out', file('server.crt'));
  chmodSync(file('server.key'), 0o600);
}

export const newPassword = () => randomBytes(12).toString('hex');
