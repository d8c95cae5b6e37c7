import { open, rm } from 'node:fs/promises';
import { BadInput } from '../../library/checked-yaml.js';

/**
 * Writes a file that only its owner can read. It is opened before `make` is called, which may write an audit entry: for a place that
 * cannot be written none is left. @throws BadInput when the file exists or cannot be written; what `make` throws, and then there is no file
 */
export async function writeNew<T>(
  out: string,
  make: () => Promise<T>,
  contentOf: (made: T) => string | Uint8Array,
): Promise<T> {
  const file = await open(out, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new BadInput([error.code === 'EEXIST' ? `${out} is there already` : `${out} cannot be written`]);
  });
  try {
    const made = await make();
    await file.writeFile(contentOf(made));
    return made;
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
