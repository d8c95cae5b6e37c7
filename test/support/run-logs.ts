import { randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * What a test run leaves in logs, and the personal data that it has made up: kept in a folder of the run, which
 * watch-logs.ts searches when all tests are done.
 */
const folder = () => process.env.POSTLOAN_TEST_LOGS;
const LARGEST = 64 * 1024 * 1024;

/** Names, addresses and words that must be in no log. Too short to be told from other words, and they are passed over. */
export function seeded(...texts: string[]): void {
  const told = texts.filter((it) => /\p{Script=Han}{2}/u.test(it) || it.length >= 6);
  if (folder() && told.length > 0)
    appendFileSync(join(folder()!, `seeds-${process.pid}`), told.map((it) => `${JSON.stringify(it)}\n`).join(''));
}

/** Something that was said while a test ran. */
export function keepLog(name: string, text: string): void {
  if (folder() && text !== '') writeFileSync(join(folder()!, `${name}-${randomUUID()}.log`), text);
}

/** A log, or the file in which a Temporal server keeps its histories. */
export function keepLogFiles(...files: string[]): void {
  for (const file of folder() ? files : []) {
    if (existsSync(file) && statSync(file).size <= LARGEST)
      copyFileSync(file, join(folder()!, `${basename(file)}-${randomUUID()}.log`));
  }
}

/**
 * A mobile number of mainland China as it is kept, and those of the tests as they are dialled: a histories' file holds many
 * amounts of nanoseconds that would pass for any other. Sandboxes send from others.
 */
const MOBILE = /\+861[3-9]\d{9}(?!\d)|(?<![\d.+])138[01]000\d{4}(?![\d.])/g;
/** A resident's number: the birth date is one. */
const RESIDENT = /(?<!\d)[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx](?!\d)/g;

/** So many bytes at the beginning tell most seeds apart; a run has thousands of seeds, and few beginnings. */
const HEAD = 6;

/** For `personalIn`: the seeds as bytes, by their beginning. */
export type Sought = Map<string, { seed: string; bytes: string }[]>;

export function sought(seeds: readonly string[]): Sought {
  const byHead: Sought = new Map();
  for (const seed of seeds) {
    const bytes = Buffer.from(seed).toString('latin1');
    const head = bytes.slice(0, HEAD);
    byHead.set(head, [...(byHead.get(head) ?? []), { seed, bytes }]);
  }
  return byHead;
}

/** What stands in a text that must not. `text`: bytes as latin1. */
export function personalIn(text: string, seeds: Sought): string[] {
  const found = new Set([text.match(MOBILE) ?? [], text.match(RESIDENT) ?? []].flat());
  for (const [head, those] of seeds) {
    for (let at = text.indexOf(head); at >= 0; at = text.indexOf(head, at + 1))
      for (const { seed, bytes } of those) if (text.startsWith(bytes, at)) found.add(seed);
  }
  return [...found];
}
