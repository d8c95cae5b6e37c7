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
  /** As a supervisor asks it to end; answers its exit status and how long it took. */
  stop(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
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
    stop: async (signal) => {
      const ended = once(child, 'exit');
      const asked = performance.now();
      child.kill(signal);
      const [code] = await ended;
      return { code, ms: performance.now() - asked };
    },
  };
  const runs = () => {
    if (!running()) throw new Error(`the worker ended: ${said}`);
    return said.includes('worker is running');
  };
  // It is compiled as it starts: on a busy machine beside others that takes its time.
  await until('the worker runs', runs, 240_000);
  return worker;
}
