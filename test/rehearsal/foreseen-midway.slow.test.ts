import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { importBook } from '../../src/book/import-book.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { addDays, dayOf, type Moment, MS_A_DAY, momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { type Happening, rehearse } from '../../src/rehearsal/rehearse.js';
import { intake } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, intakeOf, quickestHabit, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { writeScenarioBook } from '../../src/rehearsal/scenario-book.js';
import { openStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { enterFact } from '../../src/store/incoming/enter-fact.js';
import { foreseeLoan } from '../../src/store/work/foresee-loan.js';
import { CHINA } from '../support/contact-rules.js';

const STORIES = new URL('../scenarios/', import.meta.url);
/** A stretch of a story in which nothing comes in, long enough that something happens by itself. */
const LEAST_MS = 1.5 * MS_A_DAY;

/** What must have been open when something was foreseen, or the test shows nothing. */
const OPEN: Record<string, string[]> = {
  '08-manufacturing.yaml': ['warnings', 'cases', 'approved cases'],
  'complaint-and-warning.yaml': ['complaints'],
};

it.each(Object.keys(OPEN))(
  'P8.6, P2.10: what is foreseen from the database amid warnings, suits and reliefs is what comes: %s',
  async (story) => {
    const scenario = scenarioSchema.parse(parse(await readFile(new URL(story, STORIES), 'utf8')));
    const { from, until } = scenario;
    const stage = await openStage(from, await bundleForRehearsal(), () => undefined);
    const book = await mkdtemp(join(tmpdir(), 'postloan-midway-'));
    try {
      await writeScenarioBook(scenario, book);
      const { db, seal } = stage.dependencies;
      expect(await importBook(db, seal, book, { now: from, actor: 'test', takeIn: false })).toMatchObject({ ok: true });
      const happenings = [
        ...scenario.loans.map(({ id, disbursedOn }) => intake([id], intakeOf(disbursedOn, from))),
        ...scenario.events.map(
          ({ at, fact }): Happening => ({
            at,
            happen: () => enterFact(fact, { actor: `test ${fact.kind}`, at }, { db, seal, by: 'test' }),
          }),
        ),
      ].sort((a, b) => a.at - b.at);
      const staff = habitsOf(scenario);
      const goOn = (since: Moment, to: Moment) =>
        rehearse(
          stage,
          {
            ...{ from: since, until: to, staff, quickest: quickestHabit(scenario), duties: false },
            happenings: happenings.filter((it) => it.at >= since && it.at < to),
          },
          () => undefined,
        );
      const ends = [...happenings.map((it) => it.at), until];
      const seen = new Set<string>();
      let now = from;
      for (const [n, begins] of [from, ...happenings.map((it) => it.at)].entries()) {
        const to = ends[n]!;
        const look = momentAt(addDays(dayOf(begins), 1), '14:00');
        if (to - look < LEAST_MS) continue;
        await goOn(now, look);
        for (const what of await openNow(db)) seen.add(what);
        const foreseen = new Map<string, string[]>();
        for (const { id } of scenario.loans) {
          const lines = await foreseeLoan(db, id, { from: look, until: to, staff, rules: CHINA });
          if (lines) foreseen.set(id, lines.map(formatLine));
        }
        const came = await goOn(look, to);
        for (const [loan, lines] of foreseen) {
          const own = came.filter((it) => it.loan === loan && it.at >= look).map(formatLine);
          expect(lines, `${loan} from ${dayOf(look)}`).toEqual(own);
        }
        now = to;
      }
      expect([...seen].sort()).toEqual([...OPEN[story]!].sort());
    } finally {
      await stage.close();
      await rm(book, { recursive: true, force: true });
    }
  },
);

async function openNow(db: Parameters<typeof foreseeLoan>[0]): Promise<string[]> {
  const [open] = await rows<{ warnings: boolean; cases: boolean; approved: boolean; complaints: boolean }>(
    db.pool,
    `SELECT EXISTS (SELECT FROM warnings WHERE closed_at IS NULL) AS warnings, EXISTS (SELECT FROM cases WHERE closed_at IS NULL) AS cases,
            EXISTS (SELECT FROM cases WHERE closed_at IS NULL AND approved) AS approved,
            EXISTS (SELECT FROM complaints WHERE surveyed_at IS NULL) AS complaints`,
  );
  const { approved, ...rest } = open!;
  const found = Object.entries(rest).flatMap(([what, is]) => (is ? [what] : []));
  return approved ? [...found, 'approved cases'] : found;
}
