import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOfPayload, type Envelope } from '../../domain/proof/envelope.js';
import type { Witness } from './heads.js';

const NAME = /^head-(\d{8})\.json$/;

/** A file a head, written once. Whoever mounts the folder from elsewhere, where files cannot be changed, has a witness. */
export function witnessFolder(folder: string): Witness {
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Envelope;
  return {
    keep: async (number, head) => {
      const name = `head-${String(number).padStart(8, '0')}.json`;
      await mkdir(folder, { recursive: true });
      const text = `${JSON.stringify(head)}\n`;
      await writeFile(join(folder, name), text, { flag: 'wx' }).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        if (digestOfPayload(await read(name)) !== digestOfPayload(head))
          throw new Error(`the witness has another head ${number}`);
      });
    },
    kept: async () => {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const heads = names.flatMap((name) => {
        const number = NAME.exec(name)?.[1];
        return number === undefined ? [] : [{ number: Number(number), name }];
      });
      return new Map(await Promise.all(heads.map(async ({ number, name }) => [number, await read(name)] as const)));
    },
  };
}
