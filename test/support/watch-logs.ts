import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepLog, personalIn, sought } from './run-logs.js';

/**
 * No personal data in any log of the whole test run: what workers, commands, PostgreSQL and Temporal said and kept, and all that
 * the run itself has printed, is searched for the names that tests made up, and for numbers of phones and of identity cards.
 */
export default function watchLogs(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'postloan-logs-'));
  process.env.POSTLOAN_TEST_LOGS = folder;
  const said: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      said.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      return write.call(stream, chunk, ...rest);
    }) as typeof stream.write;
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const restore of streams) restore();
    // What is logged in the processes of the tests themselves; the rest are titles and what failed.
    const logged = said
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{'));
    keepLog('printed', logged.join('\n'));
    const names = readdirSync(folder);
    const seeds = names
      .filter((it) => it.startsWith('seeds-'))
      .flatMap((it) => readFileSync(join(folder, it), 'utf8').trim().split('\n'));
    const unique = sought([...new Set(seeds)].map((it) => JSON.parse(it) as string));
    const faults = names
      .filter((it) => it.endsWith('.log'))
      .flatMap((name) => personalIn(readFileSync(join(folder, name), 'latin1'), unique).map((it) => `${name}: ${it}`));
    if (faults.length === 0) return rmSync(folder, { recursive: true, force: true });
    // Not every vitest fails for what its teardown throws.
    process.exitCode = 1;
    throw new Error(`personal data in logs, kept in ${folder}:\n${faults.slice(0, 50).join('\n')}`);
  };
}
