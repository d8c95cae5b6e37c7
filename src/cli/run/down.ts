import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { holderOf } from '../../embedded/base/folder-lock.js';
import { lives } from '../../embedded/base/processes.js';
import { removePostgresData } from '../../embedded/postgres/postgres.js';
import { homeFolder, removeRunning } from '../connect/home.js';

/** More than it takes when something hangs. */
const PATIENCE_MS = 40_000;

export function downCommand(command: Command): Command {
  return command.option('--purge', 'and remove all its data').action(async (options: { purge?: boolean }) => {
    const home = homeFolder();
    const running = holderOf(home);
    if (running) {
      process.kill(running.pid, 'SIGTERM');
      const giveUp = performance.now() + PATIENCE_MS;
      while (lives(running)) {
        if (performance.now() > giveUp) throw new Error(`process ${running.pid} does not stop`);
        await sleep(200);
      }
    } else removeRunning();
    process.stdout.write(running ? 'stopped\n' : 'nothing was running\n');
    if (options.purge && existsSync(home)) {
      await removePostgresData(join(home, 'postgres'));
      await rm(home, { recursive: true, force: true });
      process.stdout.write(`removed ${home}\n`);
    }
  });
}
