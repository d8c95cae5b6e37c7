import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { removePostgresData } from '../embedded/postgres.js';
import { homeFolder, readRunning } from './home.js';

const PATIENCE_MS = 60_000;

export function downCommand(): Command {
  return new Command('down')
    .description('stop the `postloan up` of this folder')
    .option('--purge', 'and remove all its data')
    .action(async (options: { purge?: boolean }) => {
      const running = readRunning();
      if (running) {
        process.kill(running.pid, 'SIGTERM');
        const giveUp = performance.now() + PATIENCE_MS;
        while (readRunning() !== null) {
          if (performance.now() > giveUp) throw new Error(`process ${running.pid} does not stop`);
          await sleep(200);
        }
      }
      process.stdout.write(running ? 'stopped\n' : 'nothing was running\n');
      if (options.purge && existsSync(homeFolder())) {
        await removePostgresData(join(homeFolder(), 'postgres'));
        await rm(homeFolder(), { recursive: true, force: true });
        process.stdout.write(`removed ${homeFolder()}\n`);
      }
    });
}
