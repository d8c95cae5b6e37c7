import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderInUse } from './faults.js';

/** A process by its id and when it began: ids are used again, and in a container it is always 1. */
export interface Identity {
  pid: number;
  began: string;
}

export const ourselves = (): Identity => ({ pid: process.pid, began: beganAt(process.pid) });

/** Whether this very process still runs. What cannot be told counts as no. */
export function lives({ pid, began }: Identity): boolean {
  return Number.isInteger(pid) && pid > 0 && began !== '' && beganAt(pid) === began;
}

/** Something that no two processes of the same id share; '' when there is none of that id (a zombie counts as none). */
function beganAt(pid: number): string {
  try {
    // After the name, which may hold anything: the state, and as the 20th the ticks between the boot and its start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return fields[0] === 'Z' ? '' : `${bootId()} ${fields[19]}`;
  } catch {
    if (process.platform === 'linux') return '';
  }
  return ps(pid, 'lstart');
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}

function ps(pid: number, column: 'lstart' | 'command'): string {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** The command line of a living process; '' when there is none of that id (a zombie counts as none). */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    if (process.platform === 'linux') return '';
  }
  return ps(pid, 'command');
}

/** What a server that we started leaves behind when we are killed: who it is, who started it, how to recognise it. */
export interface Leftover {
  pid: number;
  owner: Identity;
  /** A piece of the server's command line that only this server has: process ids are used again. */
  mark: string;
}

/** A database writes its checkpoint in this time. */
const CHECKPOINT_MS = 10_000;
/** A killed process is gone from the system's table in this time. */
const KILLED_MS = 5_000;

/**
 * Ends a server that a killed process of ours left running. @throws FolderInUse when the process that started it still
 * lives: then ending its server would pull it away from under its feet
 */
export async function endLeftover({ pid, owner, mark }: Leftover, signal: NodeJS.Signals): Promise<void> {
  const runs = () => commandOf(pid).includes(mark);
  if (!runs()) return;
  if (owner.pid !== process.pid && lives(owner)) {
    throw new FolderInUse(`${mark} is in use by process ${owner.pid}: stop that one first`);
  }
  // First asked to end, then killed.
  for (const [send, waitMs] of [
    [signal, CHECKPOINT_MS],
    ['SIGKILL', KILLED_MS],
  ] as const) {
    process.kill(pid, send);
    for (let waited = 0; waited < waitMs; waited += 50) {
      await sleep(50);
      if (!runs()) return;
    }
  }
  throw new Error(`process ${pid} (${mark}) does not end`);
}

/** Children that would otherwise go on when this process ends. */
const withUs = new Map<ChildProcess, NodeJS.Signals>();

/** If this process ends without having stopped the child, the child gets this signal, which must end it at once. */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): void {
  if (withUs.size === 0) process.once('exit', endChildren);
  withUs.set(child, signal);
  child.once('exit', () => {
    withUs.delete(child);
    if (withUs.size === 0) process.off('exit', endChildren);
  });
}

function endChildren(): void {
  for (const [child, signal] of withUs) child.kill(signal);
}

/** Asks a child to end and waits until it has; after `patienceMs` it is killed. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}
