import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';

/** `19-20-what-is-said`: of both. */
const numbersOf = (name: string) => /^(\d\d-)+/.exec(name)?.[0].split('-').filter(Boolean) ?? [];

it('every case has its test, and every test its case', () => {
  const cases = readdirSync(projectPath('test/cases/turn-2')).map((name) => name.slice(0, 2));
  const tests = readdirSync(projectPath('test/cases')).filter((name) => name.endsWith('.test.ts'));
  expect([...new Set(tests.flatMap(numbersOf))].sort()).toEqual(cases.sort());
});
