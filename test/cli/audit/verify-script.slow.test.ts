import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzipped } from '../../../src/cli/audit/file/zip.js';
import { signed } from '../../../src/domain/proof/envelope.js';
import { ENTRIES, HEAD, MANIFEST, manifestOf, SIGNATURE, statementOfExport } from '../../../src/domain/proof/export.js';
import { statementOfHead } from '../../../src/domain/proof/head.js';
import { consistencyProof, leafHash, treeOfLeaves } from '../../../src/domain/proof/merkle.js';
import { SEGMENT } from '../../../src/domain/proof/segment.js';

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

  it('finds that the record begins with what each earlier head signed, and names the one with which it does not', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const size = 37;
    const tree = treeOfLeaves(Array.from({ length: size }, (_, n) => leafHash(Buffer.of(n))));
    const at = (n: number) => new Date(1_800_000_000_000 + n * 1000).toISOString();
    const head = (n: number) =>
      signed(
        statementOfHead({ database: 'db', size: n, root: tree(0, n).toString('hex'), at: at(n), previous: null }),
        privateKey,
      );
    const earlier = Array.from({ length: size - 1 }, (_, n) => ({
      head: head(n + 1),
      proof: consistencyProof(tree, n + 1, size).map((it) => it.toString('hex')),
    }));
    const write = () => {
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir);
      const made = new Map<string, Uint8Array>(
        Object.entries({ [HEAD]: head(size), [ENTRIES]: [], [SEGMENT]: earlier }).map(([name, it]) => [
          name,
          Buffer.from(JSON.stringify(it)),
        ]),
      );
      const manifest = Buffer.from(
        JSON.stringify(manifestOf({ loan: 'L1', borrower: 'B1', madeAt: at(size), madeBy: 'test' }, made)),
      );
      made.set(MANIFEST, manifest);
      made.set(SIGNATURE, Buffer.from(JSON.stringify(signed(statementOfExport(manifest), privateKey))));
      for (const [name, bytes] of made) writeFileSync(join(dir, name), bytes);
      writeFileSync(join(dir, 'lender.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      return verify();
    };
    expect(write()).toEqual({
      status: 0,
      out: expect.stringContaining(`has ${size}, and has only grown since ${at(1)}.`),
    });
    // By who has the key: another hash in one proof, one too few, one too many.
    earlier[4]!.proof[0] = 'ab'.repeat(32);
    earlier[10]!.proof.pop();
    earlier[20]!.proof.push('cd'.repeat(32));
    const { status, out } = write();
    expect(status).toBe(1);
    expect(out.split('\n').filter((it) => it.startsWith('WRONG'))).toEqual(
      [5, 11, 21].map((n) => `WRONG: heads.json: the record does not begin with what the head of ${at(n)} signed`),
    );
  });
});
