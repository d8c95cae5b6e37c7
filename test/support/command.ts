import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectPath } from '../../src/library/project-path.js';
import { keepLog } from './run-logs.js';
import { until } from './until.js';

/** A command that goes on until it is stopped: `worker`, `api`, `up`. */
export interface Command {
  /** All it has said so far, on standard output and standard error. */
  said(): string;
  /** Waits until it has said this. @throws when it ends before */
  says(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs the built command as a user would, with nothing of ours in its environment but `env`. */
export function command(args: string[], env: Record<string, string>): Command {
  const { DATABASE_URL: _, POSTLOAN_HOME: __, ...clean } = process.env;
  const child = spawn(process.execPath, [projectPath('dist/src/cli/main.js'), ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const running = () => child.exitCode === null && child.signalCode === null;
  const ended = once(child, 'close').then(([code, signal]) => {
    keepLog('command', said);
    return { code, signal };
  });
  return {
    said: () => said,
    says: (text) =>
      until(`${args[0]} says "${text}"`, async () => {
        if (!running()) throw new Error(`${args[0]} ended with ${(await ended).code}: ${said}`);
        return said.includes(text);
      }),
    kill: (signal) => child.kill(signal),
    ended,
  };
}
