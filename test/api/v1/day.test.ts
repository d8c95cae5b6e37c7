import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeEach, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api.js';
import { keyFor } from './people.js';

const api = freshApi();
const page = readFileSync(projectPath('docs/api.md'), 'utf8');
const program = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)![1]!;
const scopes = /--scope ([a-z: ]+)`/.exec(page)![1]!.split(' ');
const run = promisify(execFile);

let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  await putLoan(api);
  env = { PATH: process.env.PATH, POSTLOAN_URL: api.url, POSTLOAN_KEY_OF_API: await keyFor(api, scopes) };
});

it('docs/api.md: a day of a lender by the API alone', async () => {
  expect(
    program('sh')
      .split('\n')
      .filter((line) => line && !line.startsWith('#')).length,
  ).toBeLessThanOrEqual(20);
  const { stdout } = await run('bash', ['-e', '-c', program('sh')], { env });
  expect(stdout).toContain('{"taken":0,"known":1,"refused":[]}');
  expect(stdout).toMatch(/"loan":"L1",.*"dpd":4/);
  const facts = await rows<{ what: string }>(
    api.db().pool,
    `SELECT DISTINCT what FROM audit_log WHERE actor LIKE 'key/%' ORDER BY 1`,
  );
  expect(facts.map((it) => it.what)).toEqual(['hold', 'payment', 'promise', 'signal']);
  expect(api.told).toBeGreaterThan(0);
});

it('docs/api.md: the loans that are overdue, in Python', async () => {
  const { stdout } = await run('python3', ['-c', program('python')], { env });
  expect(stdout).toMatch(/^L1 4 1060\.00 \[/);
});
