import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresUser, reaches, shelter } from './postgres-user.js';

/**
 * The folder that holds PostgreSQL's data: `dir` itself, or one outside when its user cannot reach `dir`.
 * Then the file `dir/place` says where. It is not derived from the path of `dir`: a folder that was deleted and made
 * anew must not find the data of the old one, and one that was moved must find its own.
 */
export async function postgresPlace(dir: string, user: PostgresUser): Promise<string> {
  await mkdir(dir, { recursive: true });
  const outside = await readPointer(dir);
  if (outside !== undefined) {
    if (await reaches(user, outside)) return outside;
    // A new, empty database instead would look as if every loan had vanished.
    throw new Error(`PostgreSQL's data were in ${outside}, which cannot be reached. To begin anew, remove ${dir}`);
  }
  if (await reaches(user, dir)) return dir;
  if (existsSync(join(dir, 'data'))) {
    throw new Error(
      `PostgreSQL's user no longer reaches ${dir}, where its data are: see the rights of the folders above`,
    );
  }
  const place = await mkdtemp(join(await shelter(user), 'data-'));
  if (user !== undefined) await chown(place, user.uid, user.gid);
  await writeFile(join(dir, 'place'), place);
  return place;
}

/** Removes a database's files, wherever they are. It must be stopped. */
export async function removePostgresData(dir: string): Promise<void> {
  const outside = await readPointer(dir);
  if (outside !== undefined) await rm(outside, { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
}

async function readPointer(dir: string): Promise<string | undefined> {
  return readFile(join(dir, 'place'), 'utf8').catch(() => undefined);
}
