import type { Problems } from '../../book/csv/problems.js';
import { Unreachable } from '../connect/errors.js';

/** Warns on standard error of words that are not known; the book was taken in all the same. */
export function warn({ listed, count }: Problems): void {
  for (const line of [...listed, ...moreThan(listed, count, 'warnings')]) process.stderr.write(`warning: ${line}\n`);
}

export const moreThan = (listed: string[], count: number, what: string): string[] =>
  count > listed.length ? [`${count} ${what} in all, of which these are ${listed.length}`] : [];

export function explainUntold(error: unknown): never {
  if (!(error instanceof Unreachable)) throw error;
  throw new Unreachable(
    `the book is taken in, but ${error.message}; when it runs, \`postloan reconcile\` tells the workflows`,
  );
}
