import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The one folder of the embedded mode: POSTLOAN_HOME, else .postloan in the present folder. */
export function homeFolder(): string {
  return resolve(process.env.POSTLOAN_HOME || '.postloan');
}

/** What a running `postloan up` tells other commands: how to reach its parts. Readable by its owner only. */
export interface Running {
  pid: number;
  env: Record<string, string>;
  pages: Record<string, string>;
}

const file = () => join(homeFolder(), 'running.json');

export function writeRunning(running: Running): void {
  mkdirSync(homeFolder(), { recursive: true });
  writeFileSync(file(), JSON.stringify(running, null, 2), { mode: 0o600 });
}

export function removeRunning(): void {
  rmSync(file(), { force: true });
}

/** Null when no `postloan up` of this folder is running. */
export function readRunning(): Running | null {
  if (!existsSync(file())) return null;
  const running = JSON.parse(readFileSync(file(), 'utf8')) as Running;
  try {
    process.kill(running.pid, 0);
    return running;
  } catch {
    return null;
  }
}
