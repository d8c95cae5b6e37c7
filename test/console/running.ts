import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '../../src/library/project-path.js';
import { until } from '../support/until.js';

/** `npm start` in a folder of its own, with the sample: its address, and the password that it prints. */
export async function startSample() {
  const home = mkdtempSync(join(tmpdir(), 'postloan-console-'));
  const started = spawn(process.execPath, [projectPath('dist/src/cli/main.js'), 'up', '--speed', '15'], {
    env: { ...process.env, POSTLOAN_HOME: join(home, 'home') },
  });
  const ended = new Promise((resolve) => started.once('close', resolve));
  let printed = '';
  started.stdout.on('data', (chunk) => (printed += chunk));
  started.stderr.on('data', (chunk) => (printed += chunk));
  const stop = async () => {
    started.kill('SIGINT');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  await until(
    'the sample is at work',
    async () => {
      if (started.exitCode !== null) throw new Error(`up ended:\n${printed}`);
      return printed.includes('Ctrl-C stops');
    },
    180_000,
  );
  const said = (pattern: RegExp) => pattern.exec(printed)![1]!;
  return { url: said(/^Open +(\S+)/m), password: said(/^Sign in as +admin, with (\S+)/m), stop };
}
