import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is yes; says what was waited for when the patience is at its end. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, patienceMs = 60_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${patienceMs / 1000} s in vain: ${what}`);
    await sleep(50);
  }
}
