import { existsSync } from 'node:fs';
import diff from 'microdiff';
import { type Plan, planSchema } from '../../domain/plan/plan.js';
import { preview } from '../../domain/preview/preview.js';
import { formatLine, type TimelineLine } from '../../domain/preview/timeline.js';
import { dayOf, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { contactRulesOf, plansFolder } from '../../lender/settings.js';
import { BadInput, checkedYaml } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { underLaw } from '../../library/law.js';
import { allPlans } from '../../library/shipped-plans.js';
import { habitsOf } from '../../rehearsal/scenario.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { readInput } from '../terminal/read-input.js';

const DAYS_AHEAD = 90;
const BORROWERS_AT_ONCE = 200;

/** A plan as it is written, by file, by name (`04-personal`: the shipped one, or the lender's own), or by a version of the database (`04-personal@1`). */
export async function planGiven(said: string, database: () => Promise<Database>): Promise<Plan> {
  if (existsSync(said)) return checkedYaml(await readInput(said), planSchema, said);
  const [name, version] = said.split('@') as [string, string?];
  if (version === undefined) {
    const plan = (await allPlans(plansFolder(ownEnvironment()))).get(name);
    if (plan) return plan;
    throw new BadInput([`no file and no plan ${said}`]);
  }
  const [row] = await rows<{ content: unknown }>(
    (await database()).pool,
    'SELECT content FROM plans WHERE plan = $1 AND version::text = $2',
    [name, version],
  );
  if (!row) throw new BadInput([`no version ${version} of plan ${name} in the database`]);
  return planSchema.parse(row.content);
}

export interface Change {
  /** `checks.follow-up.task.dueDays` */
  key: string;
  /** Undefined: was not there, or is there no more. */
  from?: unknown;
  to?: unknown;
}

/** The differences between two plans. Members of a list are matched by their names, not by their places. */
export function planChanges(before: Plan, after: Plan): Change[] {
  return diff(byName(before) as object, byName(after) as object).map((it) => ({
    key: it.path.join('.'),
    ...('oldValue' in it ? { from: it.oldValue } : {}),
    ...('value' in it ? { to: it.value } : {}),
  }));
}

const NAMES = ['id', 'stage', 'tier', 'kind', 'document'];

function byName(value: unknown): unknown {
  if (Array.isArray(value)) {
    const names = value.map((it) => NAMES.map((name) => it?.[name]).find((name) => typeof name === 'string'));
    if (names.includes(undefined) || new Set(names).size < names.length) return value.map(byName);
    return Object.fromEntries(value.map((it, n) => [names[n], byName(it)]));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, byName(it)]));
}

export interface BookChange {
  /** What is done: `task.open follow-up`, `notice sms due-soon`. */
  what: string;
  before: number;
  after: number;
  /** So many of those afterwards are on days, or of loans, on which there was none before. */
  moved: number;
  /** A few of the loans for which it differs. */
  loans: string[];
}

/** What a changed plan does differently to the open loans of the book in the next 90 days, if nothing comes in. */
export async function bookChanges(db: Database, before: Plan, after: Plan, now: Moment): Promise<BookChange[]> {
  const counted = new Map<string, BookChange>();
  const rules = contactRules(contactRulesOf(ownEnvironment()));
  for await (const loans of openLoans(db, before.plan)) {
    const files = (await readLoanFiles(db.pool, loans, now)).map((it) => it.file);
    const foreseen = (plan: Plan) =>
      preview({
        loans: files.map((file) => ({ file, plan: underLaw(plan) })),
        from: now,
        until: now + DAYS_AHEAD * MS_A_DAY,
        staff: habitsOf({ tasks: {} }),
        providers: {},
        rules,
      });
    count(counted, foreseen(before), foreseen(after));
  }
  return [...counted.values()].filter((it) => it.loans.length > 0).sort((a, b) => a.what.localeCompare(b.what));
}

/** Open loans of a plan, all of a borrower's together. */
async function* openLoans(db: Database, plan: string): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const page = await rows<{ borrower: string; loans: string[] }>(
      db.pool,
      `SELECT borrower_id AS borrower, array_agg(loan_id ORDER BY loan_id) AS loans FROM loans
       WHERE plan = $1 AND closed_at IS NULL AND taken_in_at IS NOT NULL AND borrower_id > $2
       GROUP BY borrower_id ORDER BY borrower_id LIMIT $3`,
      [plan, after, BORROWERS_AT_ONCE],
    );
    if (page.length === 0) return;
    after = page.at(-1)!.borrower;
    yield page.flatMap((it) => it.loans);
  }
}

const MOST_NAMED = 5;

function count(counted: Map<string, BookChange>, before: TimelineLine[], after: TimelineLine[]): void {
  const done = new Map<string, { before: number; after: number }>();
  for (const [side, lines] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const line of lines) {
      const key = `${line.loan}|${dayOf(line.at)}|${whatOf(line)}`;
      const known = done.get(key) ?? { before: 0, after: 0 };
      known[side]++;
      done.set(key, known);
    }
  }
  for (const [key, it] of done) {
    const [loan, , what] = key.split('|') as [string, string, string];
    const known = counted.get(what) ?? { what, before: 0, after: 0, moved: 0, loans: [] };
    known.before += it.before;
    known.after += it.after;
    known.moved += Math.max(0, it.after - it.before);
    if (it.before !== it.after && known.loans.length < MOST_NAMED && !known.loans.includes(loan))
      known.loans.push(loan);
    counted.set(what, known);
  }
}

function whatOf(line: TimelineLine): string {
  const { kind, role, channel, template, status, from, to, level, indicator } = JSON.parse(formatLine(line));
  const parts = [line.what, kind, role, channel, template, status, from && `${from} → ${to}`, level, indicator];
  return parts.filter(Boolean).join(' ');
}
