import { execFileSync } from 'node:child_process';
import { test } from 'vitest';

const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** Where a program is; undefined: not on this machine. */
export function program(name: string): string | undefined {
  try {
    return execFileSync('/bin/sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8', env: { PATH } }).trim();
  } catch {
    return undefined;
  }
}

/** A test that needs programs which are no packages of npm. Where one is absent the test is shown as skipped, and why. */
export function needs(...programs: string[]) {
  const absent = programs.filter((it) => program(it) === undefined);
  if (absent.length === 0) return test;
  process.stderr.write(`SKIPPED: ${absent.join(', ')} is not installed (test/production/install.sh installs it)\n`);
  return test.skip;
}
