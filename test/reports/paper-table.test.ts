import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { parsePeriod } from '../../src/domain/time/period.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { papersOf } from '../../src/reports/papers/papers-of.js';
import { render } from '../../src/reports/render.js';
import { writeSampleBook } from '../../src/sample/sample-book.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { freshDatabase } from '../book/fresh-database.js';
import { hanIn, inEnglishById } from './english/han-in.js';
import { paperRows } from './paper-table.js';

const database = freshDatabase();
const DOCS = projectPath('docs/plans.md');
const papers = paperRows([...(await shippedPlans()).values()]);
const HEAD = '| plan | paper | row | command (`npx postloan …`) | made each | mailed to |\n|---|---|---|---|---|---|\n';

const COMMAND = /report run (\S+) --plan (\S+) --period (\S+)(?: --borrower (\S+))? --out DIR/g;
async function commands() {
  return [...(await readFile(DOCS, 'utf8')).matchAll(COMMAND)].map(([command, kind, plan, period, borrower]) => ({
    ...{ command, kind: kind!, plan: plan!, period: period!, borrower },
  }));
}

// UPDATE=1 npx vitest run test/reports/paper-table.test.ts writes the table anew.
test('docs/plans.md lists every paper that a plan makes, with its command', async () => {
  const written = await readFile(DOCS, 'utf8');
  const table = `${HEAD}${papers.map((it) => `${it.line}\n`).join('')}`;
  const [before, after] = [written.indexOf(HEAD), written.indexOf('\n\n', written.indexOf(HEAD))];
  expect(before).toBeGreaterThan(0);
  if (process.env.UPDATE) await writeFile(DOCS, written.slice(0, before) + table + written.slice(after + 1));
  expect((await readFile(DOCS, 'utf8')).includes(`\n${table}\n`)).toBe(true);
});

test('every command of docs/plans.md names a paper, for a period that it is made for', async () => {
  const all = await commands();
  expect(all.length).toBeGreaterThan(papers.length);
  const plans = await shippedPlans();
  const wrong = all.filter(({ kind, plan, period, borrower }) => {
    const paper = PAPERS.get(kind);
    const fits = paper?.periods.includes(parsePeriod(period)?.type ?? 'day');
    const has = plans.has(plan) && papersOf(plans.get(plan)!).includes(kind);
    return !has || !fits || (borrower !== undefined && !paper?.perBorrower);
  });
  expect(wrong.map(({ command }) => command)).toEqual([]);
});

test('a plan has no paper of work that it does not know', async () => {
  const plan = (await shippedPlans()).get('09-consumer')!;
  expect(papersOf(plan)).toEqual(['monthly-report', 'score-sheet']);
});

test('every kind of paper is in the table of a plan, or is named beside it', async () => {
  const docs = await readFile(DOCS, 'utf8');
  expect([...PAPERS.keys()].filter((kind) => !docs.includes(`report run ${kind} `))).toEqual([]);
});

test('each of them makes its paper of the sample book', { timeout: 240_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-papers-'));
  try {
    await writeSampleBook(dir, '2026-11-24');
    const now = Date.parse('2026-11-24T09:00+08:00');
    const source = { now, actor: 'test', takeIn: false };
    expect((await importBook(database(), createSeal('ab'.repeat(32)), dir, source)).ok).toBe(true);
  } finally {
    rmSync(dir, { recursive: true });
  }
  const plans = await shippedPlans();
  const lenders = await rows<{ text: string }>(
    database().pool,
    `SELECT DISTINCT unnest(ARRAY[branch, industry, product, collateral]) AS text FROM borrowers JOIN loans USING (borrower_id)`,
  );
  for (const { command, plan, kind: name, period: text, borrower } of await commands()) {
    const [kind, period] = [PAPERS.get(name)!, parsePeriod(text)!];
    const asOf = [period.to, '2026-11-24'].sort()[0]!;
    const one = borrower === undefined ? {} : { borrower };
    const { report } = await makeReport(database(), { plan, kind, period, asOf, ...one }, Date.now());
    const paper = paperOf(kind, report);
    expect((await render(paper, 'csv')).length, command).toBeGreaterThan(100);
    // One language a paper: names and what the plan or the lender wrote in Chinese alone stay.
    const english = paperOf(kind, report, inEnglishById(plans.get(plan)!));
    expect(
      hanIn(
        english,
        lenders.map((it) => it.text ?? ''),
      ),
      command,
    ).toEqual([]);
  }
});
