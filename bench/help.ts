import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { projectPath } from '../src/library/project-path.js';
import { handOn, median, tableOf } from './lines.js';
import { cpuOfEnded } from './wake/cpu.js';

/** `npm run bench:help -- [--rounds 10]`: CPU of `postloan --help` against node that prints a help with commander, in turn. */
const { values: flags } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const main = projectPath('dist/src/cli/main.js');
if (!existsSync(main)) throw new Error('build first: npm run build');
const BARE = `import { Command } from 'commander'; const it = new Command('x'); it.command('y').description('z'); it.outputHelp();`;
const COMMANDS = { help: [main, '--help'], bare: ['--input-type=module', '-e', BARE] };

/** The system counts in hundredths of a second: one run is too short for that. */
const RUNS = 4;

const used = { help: [] as number[], bare: [] as number[] };
for (let round = 0; round < Number(flags.rounds); round++)
  for (const which of ['bare', 'help'] as const) used[which].push(cpuOfRun(COMMANDS[which]));
const [help, bare] = [median(used.help), median(used.bare)];
const line = {
  bench: 'help',
  what: 'CPU of `postloan --help`',
  figure: `${Math.round(help)} ms`,
  ratio: help / bare,
  to: 'node that prints a help with commander',
};
console.log(tableOf([line]));
handOn([line]);

/** User and system, in milliseconds. */
function cpuOfRun(args: string[]): number {
  const before = cpuOfEnded();
  for (let n = 0; n < RUNS; n++) {
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', cwd: projectPath('.') });
    if (status !== 0) throw new Error(`${args.join(' ')}: status ${status}`);
  }
  return (cpuOfEnded() - before) / RUNS;
}
