import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { periodOf } from '../../src/domain/time/period.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseBook } from '../../src/rehearsal/rehearse-book.js';
import type { RehearsalStage } from '../../src/rehearsal/stage.js';
import { explainAll } from '../../src/reports/deliver/explain.js';
import { figuresIn } from '../../src/reports/deliver/figures-in.js';
import { makeReport } from '../../src/reports/deliver/make-report.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { papersOf } from '../../src/reports/papers/papers-of.js';
import { writeSampleBook } from '../../src/sample/sample-book.js';

const LAST = '2026-11-24';
const played = { from: '2026-11-01', until: '2026-11-25' };

it('each figure of each paper of a month that its workflows went through adds up from its list', {
  timeout: 1_800_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-explain-'));
  try {
    await writeSampleBook(dir, LAST);
    await rehearseBook({ dir, ...played }, await bundleForRehearsal(), () => undefined, {}, undefined, everyFigure);
  } finally {
    rmSync(dir, { recursive: true });
  }
  expect(asked).toBeGreaterThan(1000);
  expect(differ).toEqual([]);
});

let asked = 0;
const differ: unknown[] = [];

async function everyFigure({ dependencies: { db } }: RehearsalStage): Promise<void> {
  for (const plan of (await shippedPlans()).values())
    for (const name of papersOf(plan)) {
      const kind = PAPERS.get(name)!;
      const period = periodOf(kind.periods[0]!, LAST);
      const asOf = [period.to, LAST].sort()[0]!;
      const { report } = await makeReport(db, { plan: plan.plan, kind, period, asOf }, momentAt(LAST, '18:00'));
      const all = await explainAll(db, report, figuresIn(report));
      asked += all.length;
      for (const { figure, counted, agrees } of all)
        if (!agrees) differ.push({ plan: plan.plan, name, figure: figure.name, value: figure.value, counted });
    }
}
