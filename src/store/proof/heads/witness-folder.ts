import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from '../../../domain/proof/envelope.js';
import { checkSame, fileOf, numberIn, type Witness } from './vouch.js';

/** A file a head, written once. Whoever mounts the folder from elsewhere, where files cannot be changed, has a witness. */
export function witnessFolder(folder: string): Witness {
  const witness: Witness = {
    name: folder,
    numbers: async () => {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      return names.flatMap((it) => numberIn(it) ?? []);
    },
    read: async (number) => JSON.parse(await readFile(join(folder, fileOf(number)), 'utf8')) as Envelope,
    keep: async (number, head) => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, fileOf(number)), `${JSON.stringify(head)}\n`, { flag: 'wx' }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
          return checkSame(witness, number, head);
        },
      );
    },
  };
  return witness;
}
