import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KEY_SCOPES } from '../../../src/api/access.js';
import { zipped } from '../../../src/cli/audit/file/zip.js';
import { freePort } from '../../../src/embedded/base/free-port.js';
import { projectPath } from '../../../src/library/project-path.js';
import { addKey } from '../../../src/store/access/api-keys.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { until } from '../../support/until.js';
import { freshApi } from '../api.js';
import { ask } from './people.js';

const api = freshApi();
const LOANS = Number(process.env.IMPORT_LOANS ?? 8_000);

const lines = (head: string, line: (n: number) => string) =>
  Buffer.from([head, ...Array.from({ length: LOANS }, (_, n) => line(n))].join('\n'));
const book = () =>
  zipped(
    new Map([
      [
        'borrowers.csv',
        lines(
          'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
          (n) => `B${n},person,Name ${n},en,,,,,`,
        ),
      ],
      [
        'loans.csv',
        lines(
          'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
          (n) => `L${n},B${n},04-personal,car,2026-10-20,1000.00,4.35,,CNY,`,
        ),
      ],
      [
        'instalments.csv',
        lines('loan_id,seq,due_on,principal,interest,fee', (n) => `L${n},1,2026-12-20,1000.00,10.00,0.00`),
      ],
    ]),
  );

it('an import that is under way survives a kill -9 of the API: it goes on when it is up again, and no row comes in twice', async () => {
  // The process has the world's time.
  const ends = { name: 'core-banking', scopes: KEY_SCOPES, endsAt: Date.now() + 3_600_000 };
  const key = await addKey(api.db(), ends, { actor: 'test', at: Date.now() });
  const port = await freePort();
  const env = {
    DATABASE_URL: String(api.db().pool.options.connectionString),
    POSTLOAN_KEY: Buffer.alloc(32).toString('base64'),
    API_PORT: String(port),
    // Nobody is there.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  };
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(process.execPath, [projectPath('dist/src/cli/main.js'), 'api'], { env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (said += chunk));
    await until('the api runs', () => {
      if (child!.exitCode !== null) throw new Error(said);
      return said.includes('api is running on');
    });
  };
  const there = { ...api, url: `http://127.0.0.1:${port}` };
  try {
    await start();
    const sent = await fetch(`${there.url}/api/v1/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/zip' },
      body: new Uint8Array(await book()),
    });
    expect(sent.status).toBe(202);
    const { import: id } = (await sent.json()) as { import: number };
    const how = async () => (await ask(there, key, 'GET', `/imports/${id}`)).body;
    await until('it is being read', async () => {
      const { state } = await how();
      if (state === 'taken' || state === 'refused') throw new Error(`too soon: ${JSON.stringify(await how())}`);
      return state === 'reading';
    });
    const gone = once(child!, 'exit');
    child!.kill('SIGKILL');
    await gone;
    const [loans] = await rows<{ count: number }>(api.db().pool, 'SELECT count(*) FROM loans');
    expect(loans!.count).toBe(0);
    await start();
    const steps: [file: string, rows: number][] = [];
    await until(
      'it is taken',
      async () => {
        const { state, file, rows } = await how();
        if (file !== null && steps.at(-1)?.[1] !== rows) steps.push([file, rows]);
        return state === 'taken';
      },
      600_000,
    );
    const told = steps.map((it) => it.join(' ')).join(', ');
    if (process.env.IMPORT_LOANS) console.log(`${LOANS} loans, ${peakOf(child!)} MB at most: ${told}`);
    // It is noted each second: of a small book perhaps never. Of one file it never goes back.
    expect(steps.length).toBeGreaterThanOrEqual(LOANS < 50_000 ? 0 : 1);
    for (const [n, [file, rows]] of steps.entries())
      if (steps[n - 1]?.[0] === file) expect(rows).toBeGreaterThan(steps[n - 1]![1]);
    expect(await how()).toMatchObject({ tries: 2, result: { inserted: { loans: LOANS, instalments: LOANS } } });
    expect((await rows(api.db().pool, `SELECT FROM audit_log WHERE what = 'import'`)).length).toBe(1);
  } finally {
    child?.kill('SIGKILL');
  }
});

/** The most memory that it has had, in MB; elsewhere than on Linux it is not known. */
function peakOf({ pid }: ChildProcess): string {
  try {
    const [, kilobytes = ''] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return String(Math.round(Number(kilobytes) / 1024));
  } catch {
    return '?';
  }
}
