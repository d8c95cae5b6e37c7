import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The command line of a living process; '' when there is none of that id (a zombie counts as none). */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    if (process.platform === 'linux') return '';
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** What a server that we started leaves behind when we are killed: who it is, who started it, how to recognise it. */
export interface Leftover {
  pid: number;
  owner: number;
  /** A piece of the server's command line that only this server has: process ids are used again. */
  mark: string;
}

/**
 * Ends a server that a killed process of ours left running. Throws when the process that started it still lives:
 * then the folder is in use, and ending its server would pull it away from under its feet.
 */
export async function endLeftover({ pid, owner, mark }: Leftover, signal: NodeJS.Signals): Promise<void> {
  const runs = () => commandOf(pid).includes(mark);
  if (!runs()) return;
  if (owner !== process.pid && commandOf(owner) !== '') {
    throw new Error(`${mark} is in use by process ${owner}: stop that one first`);
  }
  for (const [send, waitMs] of [
    [signal, 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    process.kill(pid, send);
    for (let waited = 0; waited < waitMs; waited += 50) {
      await sleep(50);
      if (!runs()) return;
    }
  }
  throw new Error(`process ${pid} (${mark}) does not end`);
}

/** Asks a child to end and waits until it has; after `patienceMs` it is killed. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}
