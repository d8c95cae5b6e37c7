import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresPlace, removePostgresData } from '../../../src/embedded/postgres/postgres-place.js';
import { postgresUser } from '../../../src/embedded/postgres/postgres-user.js';

let base: string;
let dir: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'postloan-test-'));
  dir = join(base, 'pg');
});
afterEach(async () => {
  await removePostgresData(dir);
  rmSync(base, { recursive: true, force: true });
});

describe.runIf(process.getuid?.() === 0)('where only root reaches the folder', () => {
  test('the data are elsewhere, and no empty database takes their place when they are lost', async () => {
    const user = await postgresUser();
    const place = await postgresPlace(dir, user);
    expect(place).not.toContain(base);
    expect(await postgresPlace(dir, user)).toBe(place);
    rmSync(place, { recursive: true });
    await expect(postgresPlace(dir, user)).rejects.toThrow(`${place}, which cannot be reached`);
  });

  test('data from before, when others reached it too, are not left behind', async () => {
    const user = await postgresUser();
    chmodSync(base, 0o755);
    expect(await postgresPlace(dir, user)).toBe(dir);
    mkdirSync(join(dir, 'data'));
    chmodSync(base, 0o700);
    await expect(postgresPlace(dir, user)).rejects.toThrow(`no longer reaches ${dir}`);
  });
});
