import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzipped } from '../../../src/cli/audit/zip.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden = (name: string) => here(`../../domain/proof/golden/${name}`);
const files = await unzipped(golden('export-2.zip'));
const dir = mkdtempSync(join(tmpdir(), 'postloan-script-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const PROGRAMS = ['bash', 'openssl', 'sha256sum', 'jq', 'xxd'];
const there = PROGRAMS.every((it) => spawnSync('sh', ['-c', `command -v ${it}`]).status === 0);

const verify = () => {
  const { status, stdout } = spawnSync('bash', [here('../../../docs/verify-export.sh'), 'lender.pem'], {
    cwd: dir,
    encoding: 'utf8',
  });
  return { status, out: stdout };
};
type Entry = { table: string; key: string; content: unknown; leaves: { leaf: { digest: string | null } }[] };
/** The entries as somebody left them. */
const entries = (change: (entries: Entry[]) => void) => {
  const path = join(dir, 'entries.json');
  const all = JSON.parse(readFileSync(path, 'utf8')) as Entry[];
  change(all);
  writeFileSync(path, JSON.stringify(all));
};

// It is for machines that have these programs, of which ours need none.
describe.runIf(there)('the script that goes with an export, for who does not trust us', { timeout: 60_000 }, () => {
  beforeAll(() => {
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), bytes);
    }
    writeFileSync(join(dir, 'lender.pem'), readFileSync(golden('lender-2.pem')));
  });

  it('finds all as it was signed, the key beside it', () => {
    expect(verify()).toMatchObject({ status: 0, out: expect.stringMatching(/^All is as it was signed: \d+ things/) });
  });

  it('names what was added, links too, and each thing that the record does not bear out', () => {
    writeFileSync(join(dir, 'a note.txt'), 'paid');
    symlinkSync('lender.pem', join(dir, 'other.pem'));
    const faults = ['a note.txt: was added', 'other.pem: was added', 'files differ from the manifest'];
    const named = (it: Entry, fault: string) => faults.push(`${it.table} ${it.key}: ${fault}`);
    entries(([unknown, forgotten, another, twice, otherwise]) => {
      unknown!.leaves = [];
      named(unknown!, 'does not stand in the record');
      forgotten!.leaves.at(-1)!.leaf.digest = null;
      named(forgotten!, 'is not as the record says: it has nothing of it');
      another!.leaves = structuredClone(twice!.leaves);
      named(another!, 'has an entry of another');
      twice!.leaves.push(twice!.leaves[0]!);
      named(twice!, 'its entries are not in their order');
      otherwise!.content = [{}];
      named(otherwise!, 'is not as the record says');
    });
    const { status, out } = verify();
    expect(status).toBe(1);
    expect(out.split('\n')).toEqual(expect.arrayContaining(faults.map((it) => `WRONG: ${it}`)));
  });
});
