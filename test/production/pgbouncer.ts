import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/embedded/base/free-port.js';
import { until } from '../support/until.js';
import { program } from './needs.js';

export interface PgBouncer {
  /** The same database through the pooler. */
  url: string;
  logFile: string;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  mode: 'transaction' | 'session';
  /** Connections to the server. */
  poolSize: number;
  /** Lines of its [pgbouncer] section besides. */
  more?: Record<string, string | number>;
}

/** Debian's PgBouncer between a worker and its database, with nothing set in our favour. */
export async function startPgBouncer(
  serverUrl: string,
  dir: string,
  { mode, poolSize, more = {} }: PgBouncerOptions,
): Promise<PgBouncer> {
  const server = new URL(serverUrl);
  const port = await freePort();
  const file = (name: string) => join(dir, name);
  mkdirSync(dir, { recursive: true });
  for (const folder of [dir, dirname(dir)]) chmodSync(folder, 0o755);
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: file('users'),
    pool_mode: mode,
    default_pool_size: poolSize,
    max_client_conn: 500,
    ...more,
  };
  writeFileSync(
    file('pgbouncer.ini'),
    `[databases]\n* = host=${server.hostname} port=${server.port}\n[pgbouncer]\n${Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join('')}`,
  );
  writeFileSync(file('users'), `"${server.username}" "${decodeURIComponent(server.password)}"\n`);
  const logFile = file('pgbouncer.log');
  // It does not run as root.
  const asUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child: ChildProcess = spawn(program('pgbouncer')!, [file('pgbouncer.ini')], {
    ...asUser,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (text: Buffer) => appendFileSync(logFile, text));
  const running = () => child.exitCode === null && child.signalCode === null;
  const url = Object.assign(new URL(serverUrl), { port: String(port) }).href;
  await until('PgBouncer answers', async () => {
    if (!running())
      throw new Error(`PgBouncer ended: ${existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2_000) : ''}`);
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    return client
      .connect()
      .then(
        () => true,
        () => false,
      )
      .finally(() => client.end().catch(() => undefined));
  });
  return {
    url,
    logFile,
    stop: async () => {
      if (!running()) return;
      const ended = once(child, 'exit');
      // At once, with what hangs.
      child.kill('SIGTERM');
      await ended;
    },
  };
}
