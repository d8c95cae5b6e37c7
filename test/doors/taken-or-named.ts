import { expect } from 'vitest';
import { BadInput } from '../../src/library/checked-yaml.js';

/** What is taken answers; what is not is bad input, each fault of which names the file, and its line where `lines` says so. */
export function takenOrNamed<T>(file: string, take: () => T, { lines = false } = {}): T | null {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const problem of error.problems) {
      expect(problem.startsWith(`${file}:`), problem).toBe(true);
      if (lines) expect(problem.slice(file.length)).toMatch(/^:\d+ /);
    }
    return null;
  }
}
