import { writeFile } from 'node:fs/promises';
import { BadInput } from '../store/checked-yaml.js';

/** Writes a file that only we can read. @throws BadInput when it is there already, or cannot be written */
export async function writeNew(out: string, content: string | Uint8Array): Promise<void> {
  await writeFile(out, content, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new BadInput([error.code === 'EEXIST' ? `${out} is there already` : `${out} cannot be written`]);
  });
}
