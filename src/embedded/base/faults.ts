import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Another process works in the folder. */
export class FolderInUse extends Error {}

/** A server of ours does not start; the message says what is wrong and what to do. */
export class CannotStart extends Error {}

/** What servers write when they fail to start, what that means, and the remedy. */
const FAULTS: [said: RegExp, what: string, remedy: string | null][] = [
  [
    /no space left|disk is full|disk full|quota exceeded/i,
    'the disk is full',
    'make room and start again: nothing is lost',
  ],
  [
    /read-?only (file system|database)|EROFS/i,
    'the disk cannot be written',
    'make it writable and start again: nothing is lost',
  ],
  [/address already in use|could not bind/i, 'its port is taken', 'start again: another one is taken then'],
  [
    /permission denied|operation not permitted/i,
    'files are not for its user',
    'give them back to the user that made them',
  ],
  [
    /malformed|not a database|corrupt|PANIC|checkpoint record|pg_control|not a valid data directory|invalid (page|magic)|PG_VERSION|could not (open|read) (file|directory)|required WAL directory|incompatible with server/i,
    'its data are damaged',
    null,
  ],
];

/** One line for an end that a server's log explains. `damaged`: what to do when its data are. */
export function whyEnded(server: string, log: string, logFile: string, damaged: string): CannotStart {
  const lines = log.split('\n').filter((it) => it.trim() !== '');
  for (const [said, what, remedy] of FAULTS) {
    const line = lines.find((it) => said.test(it));
    if (line)
      return new CannotStart(
        `${server} did not start: ${what} (${short(line)}): ${remedy ?? damaged}; its log: ${logFile}`,
      );
  }
  return new CannotStart(
    `${server} did not start: ${short(lines.findLast((it) => /FATAL|PANIC|error/i.test(it)) ?? lines.at(-1) ?? 'it said nothing')}; its log: ${logFile}`,
  );
}

const short = (line: string) => line.trim().slice(0, 200);

const MOST_BYTES = 64 * 1024;

/** How long a log is now, to read afterwards what a server wrote since. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last of what was written since. */
export function writtenSince(file: string, size: number): string {
  try {
    const fd = openSync(file, 'r');
    try {
      const from = Math.max(size, fstatSync(fd).size - MOST_BYTES);
      const bytes = Buffer.alloc(MOST_BYTES);
      return bytes.subarray(0, readSync(fd, bytes, 0, MOST_BYTES, from)).toString('utf8');
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
