import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES } from '../../../src/domain/plan/roles.js';
import { ACCESS_ROLES } from '../../../src/store/access/users.js';
import { freshApi, putLoan } from '../api.js';
import { signedIn } from './people.js';

/** `npm run test:schemathesis`: longer, with sequences of requests. */
const LONG = process.env.SCHEMATHESIS === 'long';
const VERSION = '4.32.5';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'negative_data_rejection',
  'unsupported_method',
];
/** What ends the session by which everything is asked, or may end the user's: asked alone, so that nobody learns of whom; and what goes on without an end. */
const ENDS = [
  '/session',
  '/session/password',
  '/users/{staff}/disable',
  '/users/{staff}/reset',
  '/leavings',
  '/events',
].map((it) => `/api/v1${it}`);

/** As many addresses as requests, for those that are asked without a session. */
const FROM_ELSEWHERE = `
import itertools, schemathesis
asked = itertools.count()
@schemathesis.hook
def before_call(context, case, kwargs):
    n = next(asked)
    case.headers["X-Forwarded-For"] = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
`;

/** What is wrong may also be refused for its length alone, before anybody reads it. */
const REFUSALS = `
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 428, 429, 431]
`;

const run = promisify(execFile);
const api = freshApi({}, { perMinute: 1_000_000 });
let tools: string;
let work: string;

/** Where it is kept already, or fetched; null: no registry of Python packages answers. */
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'postloan-schemathesis-'));
  tools = process.env.SCHEMATHESIS_HOME ?? join(work, 'tools');
  if (existsSync(join(tools, 'bin/st'))) return;
  await run('python3', ['-m', 'venv', tools]).catch(() => undefined);
  await run(join(tools, 'bin/pip'), ['install', '-q', `schemathesis==${VERSION}`], { timeout: 180_000 }).catch(
    () => undefined,
  );
});
afterAll(() => rm(work, { recursive: true, force: true }));

it('every route answers what its document says, whatever is asked', async ({ skip }) => {
  if (!existsSync(join(tools, 'bin/st'))) skip('schemathesis is not there, and cannot be fetched');
  await writeFile(join(work, 'each_from_elsewhere.py'), FROM_ELSEWHERE);
  await writeFile(join(work, 'schemathesis.toml'), REFUSALS);
  await putLoan(api);
  const token = await signedIn(api, 'ALL', 'risk-manager');
  await api.db().pool.query('UPDATE staff SET roles = $1', [ROLES]);
  await api.db().pool.query('UPDATE users SET access = $1', [ACCESS_ROLES]);
  const ask = async (which: '--include-path' | '--exclude-path', paths: string[]) => {
    const { stdout } = await run(
      join(tools, 'bin/st'),
      [
        ...['run', `${api.url}/api/v1/openapi.json`, '--header', `Authorization: Bearer ${token}`],
        ...['--phases', LONG ? 'examples,coverage,fuzzing,stateful' : 'coverage,fuzzing'],
        ...['--max-examples', LONG ? '100' : '5', '--checks', CHECKS.join(','), '--seed', '1', '--no-color'],
        ...paths.flatMap((it) => [which, it]),
      ],
      {
        cwd: work,
        maxBuffer: 64 * 1024 * 1024,
        env: { PATH: process.env.PATH, HOME: work, SCHEMATHESIS_HOOKS: 'each_from_elsewhere', PYTHONPATH: work },
      },
    ).catch((error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}\n${error.stderr}` }));
    const wrong = stdout.split('\n').filter((it) => /^- |=== (FAILURES|ERRORS)|Authentication failed/.test(it));
    expect(wrong, stdout).toEqual([]);
    expect(stdout).toMatch(/\d+ generated, \d+ passed/);
  };
  await ask('--exclude-path', ENDS);
  await ask('--include-path', ENDS.slice(2, -1));
  expect(api.logged).toEqual([]);
});
