import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { BadInput } from '../store/checked-yaml.js';
import { FactRefused } from '../store/fact-refused.js';

/** A service that is needed cannot be reached: exit status 3. */
export class Unreachable extends Error {}

/** 0 done · 1 a check found something · 2 bad input, nothing written · 3 a needed service cannot be reached. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof BadInput || error instanceof FactRefused) return 2;
  if (error instanceof Unreachable) return 3;
  return 1;
}

/** Errors go to standard error, one line each. */
export function tellError(error: unknown): void {
  if (error instanceof CommanderError) return; // commander has said it
  for (const line of error instanceof BadInput
    ? error.problems
    : [error instanceof Error ? error.message : String(error)]) {
    process.stderr.write(`${line}\n`);
  }
}

/** The text of a file the user named. @throws BadInput when it cannot be read */
export async function readInput(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new BadInput([`${file}: cannot be read: is the name right?`]);
  }
}
