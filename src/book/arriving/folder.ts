import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../../library/checked-yaml.js';
import { FORMAT } from '../format/convert.js';
import { type Arrived, freeName, LOOSE, type Place, PUT_AWAY } from './arrived.js';

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
const unlessGone = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error;
};

/** A folder of this machine. @throws BadInput when it cannot be read or written */
export function folderPlace(root: string): Place {
  const dirOf = ({ name }: Arrived) => join(root, name);

  /** By when their content or name was changed here, which no program that copies sets back. */
  async function filesIn(dir: string): Promise<Arrived['files']> {
    const entries = await readdir(dir, { withFileTypes: true });
    const files = entries.filter((it) => it.isFile() && it.name !== '.DS_Store');
    return Promise.all(files.map(async ({ name }) => ({ name, changedAt: (await stat(join(dir, name))).ctimeMs })));
  }

  async function list(): Promise<Arrived[]> {
    await access(root, constants.R_OK | constants.W_OK).catch(() => {
      throw new BadInput([`POSTLOAN_FEED: not a folder that can be read and written: ${root}`]);
    });
    const entries = await readdir(root, { withFileTypes: true });
    const names = entries
      .filter((it) => it.isDirectory() && !it.name.startsWith('.') && !PUT_AWAY.some((to) => to === it.name))
      .map((it) => it.name)
      .sort();
    const books = await Promise.all(names.map(async (name) => ({ name, files: await filesIn(join(root, name)) })));
    const loose = (await filesIn(root)).filter((it) => it.name !== FORMAT);
    return [...books, { name: LOOSE, files: loose }].filter((it) => it.files.length > 0);
  }

  return {
    list,
    read: (arrived, file) =>
      arrived.files.some((it) => it.name === file)
        ? readFile(join(dirOf(arrived), file), 'utf8')
        : Promise.resolve(null),
    fetch: async (arrived) => {
      const all = join(root, FORMAT);
      const own = arrived.files.some((it) => it.name === FORMAT);
      const format = !own && (await isThere(all)) ? all : undefined;
      return { dir: dirOf(arrived), format, remove: async () => undefined };
    },
    say: (arrived, file, text) => writeFile(join(dirOf(arrived), file), text),
    putAway: async (arrived, to) => {
      const name = await freeName(arrived, (it) => isThere(join(root, to, it)));
      const there = join(root, to, name);
      await mkdir(arrived.name === LOOSE ? there : join(root, to), { recursive: true });
      if (arrived.name !== LOOSE) await rename(dirOf(arrived), there).catch(unlessGone);
      else
        for (const file of arrived.files) await rename(join(root, file.name), join(there, file.name)).catch(unlessGone);
      return `${to}/${name}`;
    },
  };
}
