import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FolderInUse } from '../../../src/embedded/base/faults.js';
import { holderOf, lockFolder } from '../../../src/embedded/base/folder-lock.js';
import { lives, ourselves } from '../../../src/embedded/base/processes.js';

const dir = mkdtempSync(join(tmpdir(), 'postloan-lock-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('a folder is for one process; given back, it is for the next', () => {
  const giveBack = lockFolder(dir);
  expect(() => lockFolder(dir)).toThrow(FolderInUse);
  expect(holderOf(dir)).toEqual(ourselves());
  giveBack();
  expect(holderOf(dir)).toBeNull();
  lockFolder(dir)();
});

it('the lock of a process whose id another one has now, and one that is damaged, are none', () => {
  for (const text of [
    JSON.stringify({ ...ourselves(), began: 'before' }),
    JSON.stringify({ pid: process.pid }),
    '{"pi',
  ]) {
    writeFileSync(join(dir, 'lock'), text);
    expect(holderOf(dir)).toBeNull();
    lockFolder(dir)();
  }
  expect(readdirSync(dir)).toEqual([]);
});

it('one that is just being written counts, one that was left empty does not', () => {
  const file = join(dir, 'lock');
  writeFileSync(file, '');
  expect(() => lockFolder(dir)).toThrow('just starting');
  utimesSync(file, new Date(0), new Date(0));
  lockFolder(dir)();
});

it('a process that has ended does not live', async () => {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  expect(lives({ pid: child.pid!, began: ourselves().began })).toBe(false);
  expect(lives(ourselves())).toBe(true);
});
