import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderInUse } from './faults.js';
import { type Identity, lives, ourselves } from './processes.js';

const fileOf = (dir: string) => join(dir, 'lock');

/** A lock file is made empty and written a moment later: so long an empty one is taken for a lock, not for a leftover. */
const BEING_WRITTEN_MS = 2_000;

/**
 * Takes a folder for this process alone; answers what gives it back. A lock whose process is gone is no lock.
 * @throws FolderInUse when another process has it
 */
export function lockFolder(dir: string): () => void {
  const file = fileOf(dir);
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(ourselves()), { mode: 0o600, flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      // On a full disk the file may have been made and not written.
      if (!is('EEXIST', error)) {
        if (!is('EROFS', error) && read(file) === '') rmSync(file, { force: true });
        throw Object.assign(error as Error, { path: file });
      }
    }
    const found = read(file);
    if (found === null) continue;
    const holder = holderIn(found);
    if (holder) throw new FolderInUse(`postloan is already up in ${dir} (process ${holder.pid})`);
    if (found === '' && Date.now() - statSync(file).mtimeMs < BEING_WRITTEN_MS)
      throw new FolderInUse(`another postloan is just starting in ${dir}`);
    removeStale(file, found);
  }
}

/** The process that has the folder; null when none has. */
export function holderOf(dir: string): Identity | null {
  return holderIn(read(fileOf(dir)) ?? '');
}

function holderIn(text: string): Identity | null {
  try {
    const holder = JSON.parse(text) as Identity;
    return lives(holder) ? holder : null;
  } catch {
    return null;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Removes a stale lock. If two processes find the same one, the second may get hold of the first one's new lock: it puts that back. */
function removeStale(file: string, found: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (is('ENOENT', error)) return;
    throw error;
  }
  if (read(aside) === found) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

const is = (code: string, error: unknown): boolean => (error as NodeJS.ErrnoException).code === code;
