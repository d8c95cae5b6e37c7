import { appendFileSync, closeSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Journal<T> {
  /** The newest state of every entry, in the order in which they first came. */
  all(): T[];
  get(id: string): T | undefined;
  /** Adds an entry or replaces the one of the same id. Returned = written: a kill of this process loses nothing. */
  put(entry: T): void;
  clear(): void;
  close(): void;
}

/** Entries kept as lines of JSON in a file, where a later line of the same id replaces an earlier one. */
export function openJournal<T extends { id: string }>(file: string): Journal<T> {
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a+', 0o600);
  const bytes = readFileSync(fd);
  // A last line without its end was cut short by a kill, so it was never acknowledged.
  const whole = bytes.lastIndexOf('\n') + 1;
  if (whole < bytes.length) ftruncateSync(fd, whole);

  const entries = new Map<string, T>();
  for (const line of bytes.subarray(0, whole).toString('utf8').split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as T;
    entries.set(entry.id, entry);
  }
  return {
    all: () => [...entries.values()],
    get: (id) => entries.get(id),
    put: (entry) => {
      appendFileSync(fd, `${JSON.stringify(entry)}\n`);
      entries.set(entry.id, entry);
    },
    clear: () => {
      ftruncateSync(fd);
      entries.clear();
    },
    close: () => closeSync(fd),
  };
}
