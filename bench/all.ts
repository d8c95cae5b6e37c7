import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Line, tableOf } from './lines.js';

/**
 * `npm run bench [-- --small] [--only wake,life]`: every benchmark, one after another, and one table of them all. Each holds its
 * figures against something of its own run. `--small`: each runs as little as shows that it works; its figures say nothing.
 */
const BENCHMARKS: Record<string, { small: string[] }> = {
  wake: { small: ['--loans', '20', '--rounds', '1'] },
  report: { small: ['--sizes', '200,400', '--rounds', '1'] },
  import: { small: ['--sizes', '200,400', '--rounds', '1'] },
  feed: { small: ['--sizes', '200', '--rounds', '1'] },
  age: { small: ['--small'] },
  life: { small: ['--plans', '04', '--loans', '2', '--months', '1'] },
  lists: { small: ['--sizes', '1000,1300', '--rounds', '1'] },
  proof: { small: ['--loans', '2', '--days', '14'] },
  help: { small: ['--rounds', '1'] },
};

const { values: flags } = parseArgs({
  options: { small: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const fileOf = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const asked = flags.only?.split(',') ?? Object.keys(BENCHMARKS).filter((name) => existsSync(fileOf(name)));
const dir = mkdtempSync(join(tmpdir(), 'postloan-bench-'));
const file = join(dir, 'lines.jsonl');
writeFileSync(file, '');
try {
  for (const name of asked) {
    console.error(`\n${name} …`);
    const args = [...process.execArgv, fileOf(name), ...(flags.small ? BENCHMARKS[name]!.small : [])];
    // What each says by itself goes by the way; the table alone is the answer.
    const { status } = spawnSync(process.execPath, args, {
      stdio: ['ignore', process.stderr.fd, 'inherit'],
      env: { ...process.env, BENCH_LINES: file },
    });
    if (status !== 0) throw new Error(`bench/${name} ended with status ${status}`);
  }
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  console.log(tableOf(lines.map((line) => JSON.parse(line) as Line)));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
