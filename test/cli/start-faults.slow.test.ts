import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removePostgresData } from '../../src/embedded/postgres/postgres.js';
import { freshDatabase } from '../book/fresh-database.js';
import { type Hole, openHole } from '../support/hole.js';
import { postloan } from './run.js';

/** A start that fails says why in one line and ends at once, so that a supervisor starts it again. */
const database = freshDatabase();
const dir = mkdtempSync(join(tmpdir(), 'postloan-start-'));
const KEY = Buffer.alloc(32).toString('base64');
/** Nobody listens there. */
const CLOSED = '127.0.0.1:1';
let hole: Hole;
/** What a machine as busy as this one takes to load a command that has nothing to do. */
let loadingMs = 0;
const MOST_MS = 5_000;

beforeAll(async () => {
  hole = await openHole();
  const begun = performance.now();
  await postloan(['worker', '--help']);
  loadingMs = performance.now() - begun;
}, 120_000);
afterAll(async () => {
  await hole.close();
  rmSync(dir, { recursive: true, force: true });
});

const url = () => String(database().pool.options.connectionString);
const silent = () => `127.0.0.1:${hole.port}`;
const good = () => ({ DATABASE_URL: url(), POSTLOAN_KEY: KEY, TEMPORAL_ADDRESS: CLOSED });
const home = (...files: [name: string, text: string][]) => {
  const folder = mkdtempSync(join(dir, 'home-'));
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};

const STARTS: [what: string, args: string, env: () => Record<string, string>, code: number, line: RegExp][] = [
  ['no database named', 'worker', () => ({ POSTLOAN_HOME: home() }), 3, /^no database: set DATABASE_URL/],
  ['a closed database', 'worker', () => ({ ...good(), DATABASE_URL: `postgresql://a:b@${CLOSED}/x` }), 3, /database/],
  ['a closed database', 'api', () => ({ ...good(), DATABASE_URL: `postgresql://a:b@${CLOSED}/x` }), 3, /database/],
  ['a silent database', 'worker', () => ({ ...good(), DATABASE_URL: `postgresql://a:b@${silent()}/x` }), 3, /database/],
  ['a silent database', 'api', () => ({ ...good(), DATABASE_URL: `postgresql://a:b@${silent()}/x` }), 3, /database/],
  ['a closed Temporal', 'worker', () => good(), 3, /Temporal/],
  ['a silent Temporal', 'worker', () => ({ ...good(), TEMPORAL_ADDRESS: silent() }), 3, /Temporal/],
  ['an empty key', 'worker', () => ({ ...good(), POSTLOAN_KEY: '' }), 2, /^POSTLOAN_KEY: is not set/],
  ['a malformed key', 'api', () => ({ ...good(), POSTLOAN_KEY: 'hush' }), 2, /^POSTLOAN_KEY: a key must be 32 bytes/],
  ['a malformed channel', 'worker', () => ({ ...good(), SMTP_URL: 'hush' }), 2, /^SMTP_URL: /],
  ['half a channel', 'worker', () => ({ ...good(), TWILIO_AUTH_TOKEN: 'hush' }), 2, /^TWILIO_ACCOUNT_SID is not set/],
  ['no file of templates', 'worker', () => templates(), 2, /^ALIYUN_TEMPLATES: .* cannot be read/],
  ['a malformed log level', 'worker', () => ({ ...good(), LOG_LEVEL: 'loud' }), 2, /^LOG_LEVEL: /],
  ['a port that is taken', 'api', () => ({ ...good(), API_PORT: String(hole.port) }), 2, /^API_PORT: .* is taken/],
  ['a folder that is a file', 'up', () => ({ POSTLOAN_HOME: join(home(['x', '']), 'x') }), 2, /by POSTLOAN_HOME$/m],
  ['a folder nobody can make', 'up', () => ({ POSTLOAN_HOME: '/proc/postloan' }), 2, /by POSTLOAN_HOME$/m],
];

const templates = () => ({
  ...good(),
  ALIYUN_ACCESS_KEY_ID: 'a',
  ALIYUN_ACCESS_KEY_SECRET: 'b',
  ALIYUN_TEMPLATES: join(dir, 'none.yaml'),
});

it.each(STARTS)('%s: %s ends', { timeout: 120_000 }, async (_, args, env, code, line) => {
  const begun = performance.now();
  const ran = await postloan(args.split(' '), env());
  expect([ran.code, ran.err], ran.out).toEqual([code, expect.stringMatching(line)]);
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.err).not.toContain('hush');
  // On a machine that loads it in a second the promised five; a busy one takes longer for everything.
  const most = loadingMs < 1_300 ? MOST_MS : 3_000 + 3 * loadingMs;
  expect(performance.now() - begun).toBeLessThan(most);
});

it('damaged data of `up` are named, with what to do, and left as they are', { timeout: 120_000 }, async () => {
  const folder = home(['outside/secrets.json', '{"POSTLOAN_KEY": "x"'], ['running.json', '{'], ['ports.json', '{']);
  const ran = await postloan(['up'], { POSTLOAN_HOME: folder });
  await removePostgresData(join(folder, 'postgres'));
  expect([ran.code, ran.err]).toEqual([3, expect.stringMatching(/secrets.json: is damaged, and the key .*\n$/)]);
});
