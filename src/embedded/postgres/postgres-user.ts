import { execFileSync } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from '../base/cache.js';
import { run } from '../base/run.js';

/** The user that PostgreSQL runs as: undefined = ourselves. It refuses to run as root, so for root it is "postgres". */
export type PostgresUser = { uid: number; gid: number } | undefined;

export async function postgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return undefined;
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // Two starts may both try to make the user: one of them finds /etc/passwd locked, then finds the user.
      await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(() => sleep(200));
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and a user "postgres" could not be made: make one, or run as another user',
  );
}

function id(flag: string): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** Whether the user reaches this folder through all those above it (a checkout may lie under a 0700 folder). */
export async function reaches(user: PostgresUser, folder: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** A folder that the user reaches, for what cannot stay where it is. It outlives a reboot where the system allows it. */
export async function shelter(user: PostgresUser): Promise<string> {
  const candidates =
    user === undefined ? [cacheFolder()] : ['/var/lib/postloan', join(tmpdir(), 'postloan'), '/tmp/postloan'];
  for (const folder of candidates) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      // In a folder for all, somebody else may have made it first: programs that we run must not lie in theirs.
      const ours = (await stat(folder)).uid === process.getuid?.() || process.platform === 'win32';
      if (ours && (await reaches(user, folder))) return folder;
    } catch {}
  }
  throw new Error(`PostgreSQL needs a folder that its user can reach; tried ${candidates.join(', ')}`);
}
