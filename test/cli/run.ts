import { spawn } from 'node:child_process';
import { projectPath } from '../../src/library/project-path.js';
import { keepLog } from '../support/run-logs.js';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the built command as a user would, without any service in its environment. */
export function postloan(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ran> {
  const { DATABASE_URL: _, POSTLOAN_HOME: __, ...clean } = process.env;
  const child = spawn(process.execPath, [projectPath('dist/src/cli/main.js'), ...args], { env: { ...clean, ...env } });
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => (ran.out += chunk));
  child.stderr.on('data', (chunk) => (ran.err += chunk));
  child.stdin.end(input);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      keepLog('command', ran.err);
      resolve({ ...ran, code });
    }),
  );
}
