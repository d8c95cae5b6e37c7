import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

/** A worker in a process of its own. */
export interface ChildWorker {
  /** All it has said so far, on standard output and standard error. */
  said(): string;
  running(): boolean;
  /** As kill -9: it learns nothing of it. */
  kill(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('worker-process.ts', import.meta.url));

export async function startChildWorker(env: Record<string, string>): Promise<ChildWorker> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const running = () => child.exitCode === null && child.signalCode === null;
  const worker: ChildWorker = {
    said: () => said,
    running,
    kill: async () => {
      if (!running()) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
  await until('the worker runs', () => {
    if (!running()) throw new Error(`the worker ended: ${said}`);
    return said.includes('worker is running');
  });
  return worker;
}
