import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { BadInput } from '../../../library/checked-yaml.js';
import { fileFault } from '../../connect/errors.js';

/** The same files give the same bytes, whenever they are put together. */
const NOWHEN = new Date(1980, 0, 1, 12);

export async function zipped(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of files)
    zip.addBuffer(Buffer.from(bytes), name, { mtime: NOWHEN, mode: 0o100644, forceDosTimestamp: true });
  zip.end();
  return buffer(zip.outputStream);
}

/** An export of many years is a few megabytes. */
const AT_MOST = 512 * 1024 ** 2;

/** @throws BadInput for what is no zip, was damaged, has a name twice (each reader would see another file) or more than it can have */
export async function unzipped(file: string): Promise<Map<string, Uint8Array>> {
  try {
    const zip = await yauzl.openPromise(file);
    const files = new Map<string, Uint8Array>();
    let size = 0;
    for await (const entry of zip.eachEntry()) {
      if (files.has(entry.fileName)) throw new Error(`${entry.fileName} stands in it twice`);
      size += entry.uncompressedSize;
      if (size > AT_MOST) throw new Error('more than an export can hold');
      files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    }
    return files;
  } catch (error) {
    throw new BadInput([fileFault(error) ?? `${file}: ${(error as Error).message}`]);
  }
}
