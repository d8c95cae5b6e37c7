import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { addMissingSearchAttributes } from '../../search-attributes.js';
import { sizeOf, whyEnded, writtenSince } from '../base/faults.js';
import { freePort } from '../base/free-port.js';
import { endChild, endLeftover, endWithUs, type Leftover, ourselves } from '../base/processes.js';
import { findTemporalCli } from './fetch-temporal.js';

/** After this time a port is free again that was just given up. */
const PORT_MS = 1_000;
/** How long it may take to end; if it is killed instead, it finds its workflows in its file. */
const STOP_MS = 5_000;

export interface TemporalOptions {
  /** Where workflows are kept; without it they are gone when the server stops. */
  dbFile?: string;
  /** Default: free ones. */
  port?: number;
  uiPort?: number;
  logFile: string;
  /** Name → type (Keyword, Text, Int, Double, Bool, Datetime, KeywordList). */
  searchAttributes: Record<string, string>;
  say: (line: string) => void;
}

export interface Temporal {
  address: string;
  uiUrl: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts Temporal's dev server on 127.0.0.1 and answers when workflows can be started in namespace `default`. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options);
    } catch (error) {
      // A port may still be held for a moment: by the server before, or by a connection that somebody made through it.
      if (attempt === 3 || !String(error).includes('address already in use')) throw error;
      await sleep(PORT_MS);
    }
  }
}

async function start(options: TemporalOptions): Promise<Temporal> {
  const { searchAttributes, say } = options;
  const executable = await findTemporalCli(say);
  const logFile = resolve(options.logFile);
  const dbFile = options.dbFile === undefined ? undefined : resolve(options.dbFile);
  for (const file of [logFile, dbFile]) if (file !== undefined) mkdirSync(dirname(file), { recursive: true });

  const leftoverFile = `${dbFile ?? logFile}.pid`;
  await endLeftover(leftoverIn(leftoverFile), 'SIGTERM');

  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? (await freePort());
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  args.push('--namespace', 'default', '--log-level', 'warn');
  // Four times the wake-ups a second; what is acknowledged still outlives a kill of the server.
  if (dbFile !== undefined) {
    args.push('--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1');
  }
  for (const [name, type] of Object.entries(searchAttributes)) args.push('--search-attribute', `${name}=${type}`);

  const written = sizeOf(logFile);
  const log = openSync(logFile, 'a');
  // Detached: Ctrl-C in a terminal reaches a whole process group, and the worker must stop before its server.
  const child = spawn(executable, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.on('error', () => undefined);
  // A kill does not harm its file.
  endWithUs(child, 'SIGKILL');
  child.unref();
  if (child.pid === undefined) throw new Error(`${executable} cannot be started`);
  const leftover: Leftover = { pid: child.pid, owner: ourselves(), mark: dbFile ?? args.slice(0, 6).join(' ') };
  writeFileSync(leftoverFile, JSON.stringify(leftover));

  const address = `127.0.0.1:${port}`;
  const damaged = `move the folder ${dirname(dbFile ?? logFile)} away and start again: every workflow is made anew from the database`;
  try {
    await answers(child, address, searchAttributes);
  } catch {
    await endChild(child, 'SIGTERM', STOP_MS);
    throw whyEnded('Temporal', writtenSince(logFile, written), logFile, damaged);
  }
  return {
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    pid: child.pid,
    stop: async () => {
      await endChild(child, 'SIGTERM', STOP_MS);
      rmSync(leftoverFile, { force: true });
    },
  };
}

/** Nobody when the file is not there, or was not written to its end. */
function leftoverIn(file: string): Leftover {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Leftover;
  } catch {
    return { pid: 0, owner: { pid: 0, began: '' }, mark: file };
  }
}

/** Twice what a start takes at worst, on a busy machine with a large file to read. Usually it takes three seconds. */
const START_MS = 60_000;

/** Waits until the server answers, and its namespace and search attributes are there. */
async function answers(child: ChildProcess, address: string, searchAttributes: Record<string, string>): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
    let connection: Connection | undefined;
    try {
      connection = await Connection.connect({ address, connectTimeout: 2000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      // The server's own flag makes them on a new file only; a file of an earlier release gets the new ones here.
      await addMissingSearchAttributes(connection, searchAttributes);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    } finally {
      await connection?.close();
    }
    await sleep(100);
  }
}
