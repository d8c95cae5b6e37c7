/** Every benchmark, as small as it goes: it ends, and what it did was right, which each looks at itself. No figure of it is held to anything. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { keepLog } from '../support/run-logs.js';

/** Parts of others, no benchmarks. */
const PARTS = ['all.ts', 'lines.ts', 'big-book.ts', 'filled-book.ts'];

it('`npm run bench -- --small` runs every benchmark, and prints one table', async () => {
  const args = ['--import', 'tsx', projectPath('bench/all.ts'), '--small'];
  const child = spawn(process.execPath, args, { cwd: projectPath('.'), stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  keepLog('bench', err);
  expect(status, err).toBe(0);
  // Messages sent are notices, each once, by every way.
  expect(err).toMatch(/\d+ notices sent in all, each once/);
  const [, , ...rows] = out.trim().split('\n');
  const cells = rows.map((row) => row.split('|').map((it) => it.trim()));
  const shown = new Set(cells.map(([, bench]) => bench!.split(' ')[0]));
  const there = readdirSync(projectPath('bench')).filter((it) => it.endsWith('.ts') && !PARTS.includes(it));
  expect([...shown].sort()).toEqual(there.map((it) => it.replace('.ts', '')).sort());
  expect([...new Set(cells.map(([, bench]) => bench))].filter((it) => it!.startsWith('wake'))).toHaveLength(4);
  for (const [, , , , ratio] of cells) expect(Number(ratio)).toBeGreaterThan(0);
});
