import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createSeal } from '../../../src/store/base/seal.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { pay, putSmallBook } from '../../reports/small-book.js';
import { addStaff } from '../../support/staff.js';
import { postloan } from '../run.js';

const dir = mkdtempSync(join(tmpdir(), 'postloan-report-'));
afterAll(() => rmSync(dir, { recursive: true }));
const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const run = (...args: string[]) =>
  postloan(['report', ...args], {
    DATABASE_URL: database().pool.options.connectionString!,
    // The key that the small book is sealed with.
    POSTLOAN_KEY: 'ab'.repeat(32),
  });
const march = (...args: string[]) =>
  run('run', 'monthly-report', '--plan', '04-personal', '--period', '2026-03', '--out', join(dir, 'out'), ...args);

describe('postloan report', () => {
  it('list: the papers there are, for which periods, by which rows', async () => {
    const { out, code } = await postloan(['report', 'list', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toContainEqual({
      kind: 'monthly-report',
      title: '贷后管理月度报告',
      periods: ['month'],
      rules: ['P4.11', 'P7.12', 'P3.3'],
      perBorrower: false,
    });
  });

  it('run: writes the paper in four forms, and says which version', async () => {
    const { out, err, code } = await march('--json');
    expect([code, err]).toEqual([0, '']);
    const { files, ...rest } = JSON.parse(out);
    expect(rest).toMatchObject({ plan: '04-personal', asOf: '2026-03-31', currency: 'CNY', version: 1, news: true });
    expect(files.map((it: { format: string }) => it.format)).toEqual(['xlsx', 'pdf', 'html', 'csv']);
    for (const { file, sha256 } of files)
      expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(sha256);
  });

  it('in English where POSTLOAN_LANGUAGE asks for it, beside what is filed', async () => {
    const { out, code } = await postloan(
      [
        'report',
        'run',
        'monthly-report',
        '--plan',
        '04-personal',
        '--period',
        '2026-03',
        '--out',
        join(dir, 'en'),
        '--json',
      ],
      {
        DATABASE_URL: database().pool.options.connectionString!,
        // The key that the small book is sealed with.
        POSTLOAN_KEY: 'ab'.repeat(32),
        POSTLOAN_LANGUAGE: 'en',
      },
    );
    expect(code).toBe(0);
    const csv = JSON.parse(out).files[3].file;
    expect(csv).toMatch(/04-personal_monthly-report_2026-03_v1\.en\.csv$/);
    expect(readFileSync(csv, 'utf8')).toContain('Monthly post-loan report,Personal loans');
    expect(JSON.parse((await march('--json')).out)).toMatchObject({ version: 1, news: false });
    expect(readFileSync(join(dir, 'out', '04-personal_monthly-report_2026-03_v1.csv'), 'utf8')).toContain(
      '贷后管理月度报告',
    );
  });

  it('again: the same; after a late payment another version, and the first can still be had', async () => {
    await march();
    expect(JSON.parse((await march('--json')).out)).toMatchObject({ version: 1, news: false });
    await pay(database(), 'P9', 'L1', '2026-03-30', 100);
    expect((await march()).out).toMatch(/version 2, \d+ figures differ from version 1\n/);
    const first = JSON.parse((await march('--version', '1', '--json')).out);
    expect(first).toMatchObject({ version: 1, news: false, changed: null });
    expect(readdirSync(join(dir, 'out')).filter((it) => it.endsWith('_v1.csv') || it.endsWith('_v2.csv'))).toHaveLength(
      2,
    );
  });

  it('P4.1: what is missed opens a task, once; it stands in `task list`, and the paper says so', async () => {
    await addStaff(database(), createSeal('ab'.repeat(32)), [{ staff: 'DH01', roles: ['department-head'] }]);
    const quarter = (...args: string[]) =>
      run('run', 'quarterly-report', '--plan', '04-personal', '--period', '2026-Q1', '--out', join(dir, 'q'), ...args);
    const first = JSON.parse((await quarter('--json')).out);
    expect(first.tasks).toContain('duty/04-personal/missed-overdue/2026-Q1');
    expect(readFileSync(join(dir, 'q', '04-personal_quarterly-report_2026-Q1_v1.csv'), 'utf8')).toContain('已下达任务');
    expect(JSON.parse((await quarter('--json')).out)).toMatchObject({ news: false, tasks: [] });
    const listed = await postloan(['task', 'list', '--staff', 'DH01', '--form'], {
      DATABASE_URL: database().pool.options.connectionString!,
      // The key that the small book is sealed with.
      POSTLOAN_KEY: 'ab'.repeat(32),
      POSTLOAN_LANGUAGE: 'en',
    });
    expect(listed.out).toContain('rectification notice: overdue rate');
    expect(listed.out).toContain('· measures to put it right\n');
  });

  it('a period that is not over stands as of the day that is said', async () => {
    const { out } = await march('--as-of', '2026-03-20', '--json');
    expect(JSON.parse(out)).toMatchObject({ asOf: '2026-03-20' });
    await march();
    const { code, err } = await march('--as-of', '2026-03-20');
    expect([code, err]).toEqual([2, '--as-of: version 2 tells of 2026-03-31 already, a later day\n']);
  });

  it('explain: what a figure is counted from; an unknown figure is status 2, with those that there are', async () => {
    await march();
    const explain = (...args: string[]) => run('explain', ...args);
    const { out } = await explain('04-personal_monthly-report_2026-03', '不良率', '--json');
    const { lines, ...told } = JSON.parse(out);
    expect(told).toMatchObject({
      ...{ plan: '04-personal', kind: 'monthly-report', period: '2026-03', figure: 'npl-rate', agrees: true },
      ...{ numerator: '500.00', denominator: '2035.00', counted: 500 / 2035 },
    });
    expect(lines[0]).toMatchObject({
      loan: 'L2',
      borrowerShown: '姓**（B2）',
      days: 120,
      part: '500.00',
      whole: '500.00',
    });
    expect(await explain('monthly-report', 'profit')).toMatchObject({
      ...{ code: 2, out: '', err: expect.stringMatching(/^no figure profit in this paper: .*npl-rate 不良率/) },
    });
  });

  it('explain: of a paper that was not made is status 2, with what would make one', async () => {
    expect(await run('explain', 'weekly', 'npl-rate')).toMatchObject({
      ...{ code: 2, out: '', err: 'no paper weekly was made: there is none yet, `report run` makes one\n' },
    });
  });

  it('run --borrower: a form of one borrower, under a name of its own', async () => {
    const of = [
      '--plan',
      '04-personal',
      '--period',
      '2026-03',
      '--out',
      join(dir, 'one'),
      '--borrower',
      'B2',
      '--json',
    ];
    const { out } = await run('run', 'risk-assessment', ...of);
    expect(JSON.parse(out)).toMatchObject({ borrower: 'B2', version: 1, news: true });
    expect(readdirSync(join(dir, 'one'))).toContain('04-personal_risk-assessment_2026-03_B2_v1.pdf');
  });

  it.each([
    [['poem', '--plan', '04-personal', '--period', '2026-03'], 'no paper poem: there are monthly-report, '],
    [['monthly-report', '--plan', '04-personal', '--period', '2026-13'], '--period: not a period: 2026-13'],
    [
      ['monthly-report', '--plan', '04-personal', '--period', '2026-Q1'],
      '--period: 2026-Q1 is a quarter: monthly-report is made for a month such as 2026-11',
    ],
    [['monthly-report', '--plan', '04-personal', '--period', '2199-01'], '--period: 2199-01 begins on 2199-01-01'],
    [['monthly-report', '--plan', '99-none', '--period', '2026-03'], 'no plan 99-none in the database'],
    [
      ['ledger', '--plan', '04-personal', '--period', '2026-03', '--currency', 'EUR'],
      'plan 04-personal has no loan in EUR',
    ],
    [
      ['ledger', '--plan', '04-personal', '--period', '2026-03', '--as-of', '2026-04-01'],
      '--as-of: 2026-04-01 is after the period',
    ],
    [
      ['ledger', '--plan', '04-personal', '--period', '2026-03', '--version', '9'],
      'version 9 of ledger 2026-03 of plan 04-personal was never made',
    ],
    [['ledger', '--plan', '04-personal'], '--period'],
    [
      ['monthly-report', '--plan', '04-personal', '--period', '2026-03', '--borrower', 'B1'],
      '--borrower: monthly-report is about the whole book',
    ],
    [
      ['ledger', '--plan', '04-personal', '--period', '2026-03', '--borrower', 'B9'],
      'borrower B9 has no loan of plan 04-personal',
    ],
  ])('2: %s', async (args, message) => {
    const { code, err, out } = await run('run', ...args, '--out', join(dir, 'none'));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
