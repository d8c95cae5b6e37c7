import { CommanderError } from 'commander';
import { CannotStart, FolderInUse } from '../../embedded/base/faults.js';
import { BadInput } from '../../library/checked-yaml.js';
import { databaseFault, saidByDatabase } from '../../store/base/connection/database-faults.js';
import { FactRefused } from '../../store/facts/fact-refused.js';
import { shown } from '../terminal/shown.js';

/** A service that is needed cannot be reached: exit status 3. */
export class Unreachable extends Error {}

/** An error of the database, or of the connection to it, as Unreachable with its remedy; any other error unchanged. */
export function databaseError(error: unknown): unknown {
  const fault = error instanceof Unreachable || error instanceof BadInput ? null : databaseFault(error);
  return fault === null ? error : new Unreachable(fault);
}

/** @throws Unreachable with what was found, a line each */
export function refuse(faults: string[]): void {
  if (faults.length > 0) throw new Unreachable(faults.join('\n'));
}

/** 0 done · 1 a check found something · 2 bad input, nothing written · 3 a needed service cannot be reached. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof BadInput || error instanceof FactRefused || error instanceof FolderInUse) return 2;
  if (error instanceof Unreachable || error instanceof CannotStart) return 3;
  if (fileFault(error) !== null) return NO_ROOM.has((error as NodeJS.ErrnoException).code!) ? 3 : 2;
  return 1;
}

/** Prints an error, and sets the exit status of this process by it. */
export function endWith(thrown: unknown): void {
  const error = saidByDatabase(thrown) ? databaseError(thrown) : thrown;
  tellError(error);
  process.exitCode = exitCodeOf(error);
}

/** Errors go to standard error, one line each. */
function tellError(error: unknown): void {
  if (error instanceof CommanderError) return; // commander has said it
  for (const line of linesOf(error)) process.stderr.write(`${shown(line)}\n`);
}

function linesOf(error: unknown): string[] {
  if (error instanceof BadInput) return error.problems;
  return error instanceof Unreachable ? error.message.split('\n') : [oneLine(error)];
}

function oneLine(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return fileFault(error) ?? String(message || code || error).replaceAll(/\s*\n\s*/g, ' ');
}

/** What the system says of a file or folder, and what to do. */
const FILE_FAULTS: Record<string, string> = {
  EACCES: 'is not for this user: see its rights, and those of the folders above',
  EPERM: 'is not for this user: see its rights, and those of the folders above',
  EROFS: 'stands on a disk that cannot be written: make it writable',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EISDIR: 'is a folder, not a file',
  EEXIST: 'is there already, as something else',
  ENOENT: 'is not there, or its folder is not',
  ENAMETOOLONG: 'is too long a name',
  ELOOP: 'its links lead in a circle',
  ENOSPC: 'the disk is full: make room and start again; nothing is lost',
  EDQUOT: 'the quota of the disk is used up: make room and start again; nothing is lost',
  EFBIG: 'has become larger than this process may write: see `ulimit -f`',
  EIO: 'the disk does not answer: see the log of the system',
};
const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/** `PATH: what is wrong with it, and what to do`; null: no error of a file. */
export function fileFault(error: unknown): string | null {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const fault = FILE_FAULTS[code];
  if (fault === undefined || syscall === undefined || syscall === 'listen' || syscall === 'connect') return null;
  return `${path ?? syscall}: ${fault}`;
}
