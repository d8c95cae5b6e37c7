import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { dayOf, MS_A_DAY, momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearse } from '../../src/rehearsal/rehearse.js';
import { intake } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { writeScenarioBook } from '../../src/rehearsal/scenario-book.js';
import { openStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { foreseeLoan } from '../../src/store/work/foresee-loan.js';
import { CHINA } from '../support/contact-rules.js';

/** One borrower with a loan for which a lawyer's letter gave time (P4.5) and one with a written notice (P7.6), whose work is of the person. */
const scenario = scenarioSchema.parse({
  from: '2026-10-12T08:00:00+08:00',
  until: '2026-12-20',
  tasks: { call: { after: 'P6D' }, visit: { after: 'P3D' } },
  borrowers: [{ id: 'B1', contacts: [{ whose: 'self', channel: 'sms', address: '+8613800000001', consent: 'yes' }] }],
  loans: [
    ['L1', '04-personal', '2026-10-13'],
    ['L2', '07-monthly-team', '2026-11-03'],
  ].map(([id, plan, dueOn]) => ({
    ...{ id, borrower: 'B1', plan, disbursedOn: '2026-09-20', principal: '5000.00' },
    instalments: [{ seq: 1, dueOn, principal: '5000.00', interest: '60.00' }],
  })),
});

/** Two o'clock in the afternoon, when the day's work is half done. */
const LOOKS = ['2026-11-06', '2026-11-12', '2026-11-16', '2026-11-20', '2026-11-27', '2026-12-07'].map((day) =>
  momentAt(day, '14:00'),
);

it('P4.5, P7.6: what is foreseen from the database at 14:00 is what comes, after letters that gave time and beside open work of the person', async () => {
  const { from, until } = scenario;
  const stage = await openStage(from, await bundleForRehearsal(), () => undefined);
  const book = await mkdtemp(join(tmpdir(), 'postloan-midday-'));
  try {
    await writeScenarioBook(scenario, book);
    const { db, seal } = stage.dependencies;
    expect(await importBook(db, seal, book, { now: from, actor: 'test', takeIn: false })).toMatchObject({ ok: true });
    const staff = habitsOf(scenario);
    const goOn = (since: number, to: number, happenings: ReturnType<typeof intake>[] = []) =>
      rehearse(stage, { from: since, until: to, happenings, staff, quickest: MS_A_DAY }, () => undefined);
    await goOn(from, LOOKS[0]!, [intake(['L1', 'L2'], from)]);
    const said: string[] = [];
    for (const [n, look] of LOOKS.entries()) {
      const to = LOOKS[n + 1] ?? until;
      const foreseen = new Map<string, string[]>();
      for (const loan of ['L1', 'L2'])
        foreseen.set(
          loan,
          (await foreseeLoan(db, loan, { from: look, until: to, staff, rules: CHINA }))!.map(formatLine),
        );
      const came = await goOn(look, to);
      for (const [loan, lines] of foreseen) {
        const own = came.filter((it) => it.loan === loan && it.at >= look && it.at < to).map(formatLine);
        expect(own, `${loan} from ${dayOf(look)}`).toEqual(lines);
        said.push(...lines);
      }
    }
    // What makes the difference was there.
    expect(said.join('\n')).toMatch(/"kind":"demand-passed"/);
    const joined = await rows(db.pool, `SELECT FROM diary WHERE what = 'task.join'`);
    expect(joined.length).toBeGreaterThan(0);
  } finally {
    await stage.close();
    await rm(book, { recursive: true, force: true });
  }
});
