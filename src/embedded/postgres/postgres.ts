import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CannotStart, sizeOf, whyEnded, writtenSince } from '../base/faults.js';
import { freePort } from '../base/free-port.js';
import { endChild, endLeftover, endWithUs, type Identity, ourselves } from '../base/processes.js';
import { run } from '../base/run.js';
import { postgresBinaries } from './postgres-binaries.js';
import { postgresPlace } from './postgres-place.js';
import { type PostgresUser, postgresUser } from './postgres-user.js';

export { removePostgresData } from './postgres-place.js';

/** How long it may take to write its memory to disk and end; if it is killed instead, it recovers at the next start. */
const STOP_MS = 8_000;
/** A start takes seconds; making the cluster, or recovering after a crash, a minute on a busy machine with a slow disk. */
const PATIENCE_MS = 120_000;
const WRONG_PASSWORD = '28P01';

export interface PostgresOptions {
  /** Its folder; data that are there already are used. */
  dir: string;
  /** Default: a free one. */
  port?: number;
  /**
   * False = fast, but a kill of the server may lose the last half second, and a crash of the machine everything: for
   * rehearsals and tests. Default true.
   */
  durable?: boolean;
  /** The server's own, over those that are chosen here. */
  settings?: Record<string, string>;
  say?: (line: string) => void;
}

export interface Postgres {
  /** Of the database `postloan`, with its password. */
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on 127.0.0.1 and answers when it takes connections. @throws FolderInUse, CannotStart */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { durable = true, settings = {}, say = () => undefined } = options;
  const dir = resolve(options.dir);
  const user = await postgresUser();
  const bin = await postgresBinaries(user);
  const place = await postgresPlace(dir, user);
  const data = join(place, 'data');
  if (place !== dir) say(`PostgreSQL's data are in ${place}: its user cannot reach ${dir}`);

  const ownerFile = join(dir, 'owner');
  await clearStalePid(data, await ownerIn(ownerFile));
  await writeFile(ownerFile, JSON.stringify(ourselves()));
  const made = await exists(data);
  const password = await keepPassword(join(dir, 'password'), made);
  if (!made) {
    say('PostgreSQL: making a new database …');
    await initialise(bin, place, password, user);
  }

  const logFile = join(dir, 'postgres.log');
  const damaged = `move ${place} away and bring back a copy of it`;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const written = sizeOf(logFile);
    const child = await launch(
      bin,
      data,
      port,
      { ...SETTINGS, ...(durable ? {} : NOT_DURABLE), ...settings },
      logFile,
      user,
    );
    const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
    try {
      await answers(child, url('postgres'));
    } catch (error) {
      await endChild(child, 'SIGINT', STOP_MS);
      const log = writtenSince(logFile, written);
      // Another process may have taken the free port first, or the last server's children are still about to end.
      if (attempt < 3 && /address already in use|could not bind|pre-existing shared memory/i.test(log)) {
        await sleep(500);
        continue;
      }
      if (error instanceof CannotStart) throw error;
      throw whyEnded('PostgreSQL', log, logFile, damaged);
    }
    return { url: url('postloan'), port, pid: child.pid!, stop: () => endChild(child, 'SIGINT', STOP_MS) };
  }
}

/** After a kill, the server may still run, or have left the file by which it refuses to start a second time. */
async function clearStalePid(data: string, owner: Identity): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const pid = await numberIn(pidFile);
  if (pid !== 0) await endLeftover({ pid, owner, mark: data }, 'SIGINT');
  // The data are still guarded from a second server, by the shared memory that belongs to the folder.
  await rm(pidFile, { force: true });
}

/** Made once, at random, and kept where only we can read it. @throws CannotStart when it is lost, and the data are there */
async function keepPassword(file: string, made: boolean): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept;
  if (made)
    throw new CannotStart(`${file}: the password of PostgreSQL's data is lost: bring the file back from a copy`);
  const password = randomBytes(24).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

async function initialise(bin: string, place: string, password: string, user: PostgresUser): Promise<void> {
  // Made under another name and renamed when whole: one that was cut short is not taken for a database.
  const unfinished = join(place, 'data.new');
  const passwordFile = join(place, 'password.new');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    // The builtin locale sorts alike on every machine, whatever locales it has.
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const args = [`--pgdata=${unfinished}`, ...access, ...locale, '--no-sync', '--no-instructions'];
    await run(join(bin, 'initdb'), args, { ...user, cwd: '/', timeoutMs: PATIENCE_MS });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, join(place, 'data'));
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  timezone: 'UTC',
};
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function launch(
  bin: string,
  data: string,
  port: number,
  settings: Record<string, string>,
  logFile: string,
  user: PostgresUser,
): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(logFile, 'a', 0o600);
  // Detached: Ctrl-C in a terminal reaches a whole process group, and the database must be the last to stop.
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.on('error', () => undefined);
  // SIGQUIT ends it at once: everything acknowledged is in its log, from which the next start recovers.
  endWithUs(child, 'SIGQUIT');
  child.unref();
  await log.close();
  return child;
}

/** Waits until the server takes connections, and makes the database `postloan` when it is new. */
async function answers(child: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'postloan'");
      if (rowCount === 0) await client.query('CREATE DATABASE postloan');
      return;
    } catch (error) {
      if ((error as { code?: string }).code === WRONG_PASSWORD)
        throw new CannotStart('PostgreSQL started, but its password is another one: bring back its file `password`');
      if (Date.now() > until) throw error;
      await sleep(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Who started the server before; nobody when that is not known. */
async function ownerIn(file: string): Promise<Identity> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Identity;
  } catch {
    return { pid: 0, began: '' };
  }
}

/** The number that a file begins with; 0 when there is none. */
async function numberIn(file: string): Promise<number> {
  return Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10) || 0;
}
