import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  timeoutMs?: number;
  /** Gets every line of both outputs as it comes. */
  onLine?: (line: string) => void;
}

/** Runs a command to its end and answers its output; throws with the last lines of it when it fails or takes too long. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { timeoutMs, onLine, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(lines.join('\n'));
      const ended = signal === null ? `exit status ${code}` : `ended by ${signal}`;
      reject(new Error([`${command} ${args[0] ?? ''}: ${ended}`, ...lines.slice(-5)].join('\n')));
    });
  });
}
