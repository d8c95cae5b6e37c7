import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { unzipped, zipped } from '../../../src/cli/audit/file/zip.js';

const dir = mkdtempSync(join(tmpdir(), 'zip-'));

async function fileOf(bytes: Buffer): Promise<string> {
  const file = join(dir, 'export.zip');
  writeFileSync(file, bytes);
  return file;
}

it('gives back what was put in, byte for byte', async () => {
  const files = new Map([
    ['a.json', Buffer.from('{}')],
    ['histories/一.json', Buffer.from([0, 255])],
  ] as const);
  expect(await unzipped(await fileOf(await zipped(files)))).toEqual(files);
});

it('a name that stands in it twice is refused: one program shows the one, another the other', async () => {
  const zip = new ZipFile();
  for (const text of ['as it was signed', 'as a reader sees it']) zip.addBuffer(Buffer.from(text), 'index.html');
  zip.end();
  await expect(unzipped(await fileOf(await buffer(zip.outputStream)))).rejects.toThrow('index.html stands in it twice');
});

it('a name that leads out of the folder is refused, and what is no zip, or was cut off', async () => {
  const honest = await zipped(new Map([['aa/secret', Buffer.from('x')]]));
  const outside = Buffer.from(honest.toString('latin1').replaceAll('aa/secret', '../secret'), 'latin1');
  await expect(unzipped(await fileOf(outside))).rejects.toThrow('../secret');
  await expect(unzipped(await fileOf(honest.subarray(0, 40)))).rejects.toThrow();
  await expect(unzipped(await fileOf(Buffer.from('no zip')))).rejects.toThrow();
});

it('one that says it is larger than any export, or is larger than it says, is refused', async () => {
  const honest = await zipped(new Map([['a', Buffer.alloc(1000)]]));
  const at = honest.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24;
  const says = (size: number) => {
    const other = Buffer.from(honest);
    other.writeUInt32LE(size, at);
    return fileOf(other);
  };
  await expect(unzipped(await says(0xf0_00_00_00))).rejects.toThrow('more than an export can hold');
  await expect(unzipped(await says(10))).rejects.toThrow();
});
