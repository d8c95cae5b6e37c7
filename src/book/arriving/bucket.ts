import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { S3mini } from 's3mini';
import type { Bucket } from '../../store/base/bucket.js';
import { FORMAT } from '../format/convert.js';
import { type Arrived, freeName, LOOSE, type Place, PUT_AWAY } from './arrived.js';

/** A bucket of an S3-compatible store. Names of folders end at the first / after the prefix. */
export function bucketPlace({ prefix, ...of }: Bucket): Place {
  const store = new S3mini(of);
  const keyOf = ({ name }: Arrived, file: string) => `${prefix}${name === LOOSE ? '' : `${name}/`}${file}`;

  async function objects() {
    const found = await store.listObjects('/', prefix);
    if (found === null) throw new Error('no such bucket');
    return found.map((it) => ({ key: it.Key.slice(prefix.length), changedAt: new Date(it.LastModified).getTime() }));
  }

  async function list(): Promise<Arrived[]> {
    const books = new Map<string, Arrived>();
    for (const { key, changedAt } of await objects()) {
      const [first = '', ...rest] = key.split('/');
      const [name, file] = rest.length === 0 ? [LOOSE, first] : [first, rest.join('/')];
      if (file === '' || PUT_AWAY.some((to) => to === name) || (name === LOOSE && file === FORMAT)) continue;
      const book = books.get(name) ?? { name, files: [] };
      book.files.push({ name: file, changedAt });
      books.set(name, book);
    }
    return [...books.values()].sort(
      (a, b) => Number(a.name === LOOSE) - Number(b.name === LOOSE) || (a.name < b.name ? -1 : 1),
    );
  }

  async function save(key: string, path: string): Promise<boolean> {
    const answer = await store.getObjectResponse(key);
    if (!answer?.body) return false;
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(path));
    return true;
  }

  return {
    list,
    read: (arrived, file) =>
      arrived.files.some((it) => it.name === file) ? store.getObject(keyOf(arrived, file)) : Promise.resolve(null),
    fetch: async (arrived) => {
      const dir = await mkdtemp(join(tmpdir(), 'postloan-book-'));
      const remove = () => rm(dir, { recursive: true, force: true });
      try {
        for (const { name } of arrived.files)
          if (!name.includes('/')) await save(keyOf(arrived, name), join(dir, name));
        // Beside the folders, for all of them: it is as if each had it.
        if (!arrived.files.some((it) => it.name === FORMAT)) await save(`${prefix}${FORMAT}`, join(dir, FORMAT));
        return { dir, format: undefined, remove };
      } catch (error) {
        await remove();
        throw error;
      }
    },
    say: async (arrived, file, text) => void (await store.putObject(keyOf(arrived, file), text)),
    putAway: async (arrived, to) => {
      const taken = new Set((await objects()).map((it) => it.key.split('/').slice(0, 2).join('/')));
      const there = `${to}/${await freeName(arrived, (it) => taken.has(`${to}/${it}`))}`;
      for (const { name } of arrived.files) await store.moveObject(keyOf(arrived, name), `${prefix}${there}/${name}`);
      return there;
    },
  };
}
