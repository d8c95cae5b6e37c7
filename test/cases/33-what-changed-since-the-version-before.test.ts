import { beforeEach, expect, it } from 'vitest';
import { parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import type { Frozen } from '../../src/reports/paper/frozen.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { render } from '../../src/reports/render.js';
import { freshDatabase } from '../book/fresh-database.js';
import { pay, putSmallBook } from '../reports/small-book.js';
import { pdfWords } from '../support/pdf-words.js';

const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const DAY = '2026-03-31';

async function made(name: string): Promise<Frozen> {
  const kind = PAPERS.get(name)!;
  const period = parsePeriod(periodOf(kind.periods[0]!, DAY).text)!;
  const asOf = [period.to, DAY].sort()[0]!;
  return (await makeReport(database(), { plan: '04-personal', kind, period, asOf }, Date.parse('2026-04-10T02:00Z')))
    .report;
}

/** What comes in after the first version: money, a longer record, another branch. */
async function more(): Promise<void> {
  await pay(database(), 'P9', 'L1', '2026-03-30', 100);
  await database().pool.query(`UPDATE borrowers SET branch = '新网点'`);
  await database().pool.query(
    `UPDATE tasks SET record = coalesce(record, '{}') || '{"answers":{"情况":"后来补录"}}' WHERE status = 'done'`,
  );
}

it.each([...PAPERS.keys()])('%s says what changed in the words of its readers', async (name) => {
  const first = await made(name);
  await more();
  const second = await made(name);
  if (second.version === first.version) return;
  const shown = second.changedInWords!;
  const known = new Set(paperOf(PAPERS.get(name)!, { ...second, changedInWords: [] }).sections.map((it) => it.heading));
  const before = new Set(paperOf(PAPERS.get(name)!, first).sections.map((it) => it.heading));
  for (const { section } of shown) expect(known.has(section) || before.has(section), section).toBe(true);
  // Names of our own are lower case, of several words, and what they name stands in brackets.
  for (const it of shown.flatMap(({ line, column, before, after }) => [line, column, before ?? '', after ?? '']))
    expect(it).not.toMatch(/paper\.|values\.|byManager|[{[]"|":/);
  if (shown.length === 0) return;
  expect(await pdfWords(await render(paperOf(PAPERS.get(name)!, second), 'pdf'))).toContain('与上一版不同之处');
});

it('most of them say so here', async () => {
  const versions = [];
  for (const name of PAPERS.keys()) versions.push(await made(name));
  await more();
  const changed = [];
  for (const name of PAPERS.keys()) changed.push((await made(name)).changedInWords?.length ?? 0);
  expect(versions.every((it) => it.version === 1)).toBe(true);
  expect(changed.filter((it) => it > 0).length).toBeGreaterThan(10);
}, 120_000);
