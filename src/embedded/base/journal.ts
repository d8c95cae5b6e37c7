import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from './faults.js';

export interface Journal<T> {
  /** The newest state of every entry, in the order in which they first came. */
  all(): T[];
  get(id: string): T | undefined;
  /** Adds an entry or replaces the one of the same id. Returned = written: a kill of this process loses nothing. */
  put(entry: T): void;
  clear(): void;
  close(): void;
}

/**
 * Entries kept as lines of JSON in a file, where a later line of the same id replaces an earlier one.
 * @throws CannotStart when a line of it is damaged
 */
export function openJournal<T extends { id: string }>(file: string): Journal<T> {
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a+', 0o600);
  const bytes = readFileSync(fd);
  // A last line without its end was cut short by a kill, so it was never acknowledged.
  const whole = bytes.lastIndexOf('\n') + 1;
  if (whole < bytes.length) ftruncateSync(fd, whole);

  const entries = new Map<string, T>();
  for (const [n, line] of bytes.subarray(0, whole).toString('utf8').split('\n').entries()) {
    if (line === '') continue;
    const entry = entryIn<T>(line);
    if (entry === undefined)
      throw new CannotStart(`${file}:${n + 1} is damaged: take the line out, or move the file away and start again`);
    entries.set(entry.id, entry);
  }
  let length = whole;
  return {
    all: () => [...entries.values()],
    get: (id) => entries.get(id),
    put: (entry) => {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      try {
        for (let at = 0; at < line.length; ) at += writeSync(fd, line, at);
      } catch (error) {
        // The disk is full: half a line would spoil the next one.
        ftruncateSync(fd, length);
        throw error;
      }
      length += line.length;
      entries.set(entry.id, entry);
    },
    clear: () => {
      ftruncateSync(fd);
      length = 0;
      entries.clear();
    },
    close: () => closeSync(fd),
  };
}

function entryIn<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}
