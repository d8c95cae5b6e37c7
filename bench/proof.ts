import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addDays } from '../src/domain/time/dates.js';
import { bundleForRehearsal } from '../src/rehearsal/bundle.js';
import { rehearseBook } from '../src/rehearsal/rehearse-book.js';
import { writeSampleBook } from '../src/sample/sample-book.js';
import { handOn, median } from './lines.js';
import { bookOfSome } from './proof/book-of-some.js';
import { type Proved, prove } from './proof/prove.js';

/**
 * `npm run bench:proof -- [--book DIR --from DATE] [--loans 70] [--days 365]`: what it takes to prove what became of a loan. The book
 * (left out: the sample's) lives through a year in a rehearsal; then all of it is compared with the record, and each loan's export is
 * made and verified, histories, figures and decisions. Any finding ends it. Held against the bare signature and hashes of the same file.
 */
const { values: flags } = parseArgs({
  options: {
    book: { type: 'string' },
    from: { type: 'string', default: '2026-12-01' },
    loans: { type: 'string', default: '1000' },
    days: { type: 'string', default: '365' },
  },
});
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const dir = await mkdtemp(join(tmpdir(), 'postloan-proof-'));
try {
  const { from } = flags;
  const whole = flags.book ?? join(dir, 'whole');
  if (flags.book === undefined) await writeSampleBook(whole, from);
  const book = join(dir, 'book');
  await bookOfSome(whole, book, Number(flags.loans));
  const bundle = await bundleForRehearsal();
  let proved: Proved | undefined;
  const until = addDays(from, Number(flags.days));
  const say = (line: string) => console.error(line);
  await rehearseBook({ dir: book, from, until }, bundle, say, {}, undefined, async (stage) => {
    proved = await prove(stage, bundle, { privateKey, publicKey }, until, say);
  });
  report(proved!);
} finally {
  await rm(dir, { recursive: true, force: true });
}

function report({ loans, things, leaves, checkMs, foundings }: Proved): void {
  if (foundings.length > 0) throw new Error(foundings.slice(0, 20).join('\n'));
  const of = (what: keyof (typeof loans)[number]) => median(loans.map((it) => it[what]));
  const most = (what: keyof (typeof loans)[number]) => Math.max(...loans.map((it) => it[what]));
  const shown = (ms: number) => `${Math.round(ms)} ms`;
  console.log(`\n${loans.length} loans, ${things} things, ${leaves} entries of the record; medians, and the most\n`);
  console.log('| | median | most |\n|---|---|---|');
  console.log(`| export | ${shown(of('exportMs'))} | ${shown(most('exportMs'))} |`);
  console.log(`| verify | ${shown(of('verifyMs'))} | ${shown(most('verifyMs'))} |`);
  console.log(`| both, CPU | ${shown(of('cpuMs'))} | ${shown(most('cpuMs'))} |`);
  console.log(`| file | ${Math.round(of('bytes') / 1000)} kB | ${Math.round(most('bytes') / 1000)} kB |`);
  console.log(`| histories | ${of('histories')} | ${most('histories')} |`);
  console.log(`\naudit check: ${shown(checkMs)}, ${((checkMs * 1000) / things).toFixed(0)} µs a thing`);
  const line = (what: 'export' | 'verify') => ({
    ...{ bench: 'proof', what: `${what} a loan`, figure: shown(of(`${what}Ms`)) },
    ...{ ratio: of(`${what}Ms`) / of('bareMs'), to: 'signature and hashes of the file' },
  });
  handOn([line('export'), line('verify')]);
}
