import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal } from '../../../src/embedded/base/journal.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'postloan-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => openJournal<{ id: string; n: number }>(join(dir, 'journal.jsonl'));

test('is read back with the newest state of each entry, and without a line that a kill cut short', () => {
  const first = open();
  first.put({ id: 'a', n: 1 });
  first.put({ id: 'b', n: 2 });
  first.put({ id: 'a', n: 3 });
  first.close();
  appendFileSync(join(dir, 'journal.jsonl'), '{"id":"c","n');

  const second = open();
  expect(second.all()).toEqual([
    { id: 'a', n: 3 },
    { id: 'b', n: 2 },
  ]);
  second.put({ id: 'd', n: 4 });
  second.close();

  const third = open();
  expect(third.get('d')).toEqual({ id: 'd', n: 4 });
  third.clear();
  expect(third.all()).toEqual([]);
  third.close();
});
