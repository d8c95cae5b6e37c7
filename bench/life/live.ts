import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBook } from '../../src/book/import-book.js';
import { workflowIdOf } from '../../src/domain/entry/ids.js';
import { formatMoney } from '../../src/domain/money/money.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { type Happening, rehearse } from '../../src/rehearsal/rehearse.js';
import { intake } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { writeScenarioBook } from '../../src/rehearsal/scenario-book.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { type Database, openDatabase, rows } from '../../src/store/base/connection/database.js';
import type { NudgeKind } from '../../src/store/base/subjects.js';
import { recordPayment } from '../../src/store/facts/payments.js';

import { countStatements } from '../wake/statements.js';
import { countHistory } from './count-history.js';

export type Kind = 'quiet' | 'overdue';

/** What one loan takes in one month; `idle` in all. */
export interface Life {
  plan: string;
  kind: Kind;
  messages: number;
  tasks: number;
  /** Of the loan's own workflow, by what woke it: a timer, or that something had come in. */
  byTimer: number;
  byNews: number;
  /** Those of `byTimer` at which nothing was due. */
  idle: number;
  idleFor: Record<string, number>;
  /** Of its tasks, warnings and cases. */
  otherWakeUps: number;
  actions: number;
  signals: number;
  upserts: number;
  statements: number;
  historyBytes: number;
  /** Of rows, without indexes. */
  databaseBytes: number;
  cpuMs: number;
}

const FROM = '2026-03-01';
/** Principal and interest of an instalment, in minor units. */
const PART = { principal: 100_000, interest: 6_000 };
const DAY_MS = 86_400_000;

/** Connections of the bench itself. */
const own = new WeakSet<object>();
// Before any connection is made: each takes what it asks with along from then on.
const counted = countStatements((client) => !own.has(client));

/** Lets some loans of one plan live through so many months: paid on each due day, or not at all. Staff do their tasks in a day. */
export async function live(
  plan: Plan,
  kind: Kind,
  { loans, months, bundle }: { loans: number; months: number; bundle: { code: string } },
): Promise<Life> {
  const from = momentAt(FROM, '08:00');
  const stage = await openStage(from, bundle, () => undefined);
  const dir = await mkdtemp(join(tmpdir(), 'postloan-life-'));
  // What this bench asks goes by a pool of its own, whose statements are not counted.
  const db = openDatabase(stage.dependencies.db.pool.options.connectionString!, 2);
  db.pool.on('connect', (client) => own.add(client));
  try {
    const names = Array.from({ length: loans }, (_, n) => `L${n + 1}`);
    const dueDays = Array.from({ length: 36 }, (_, n) => addDays(FROM, 15 + n * 30));
    await writeScenarioBook(scenarioOf(plan, names, dueDays), dir);
    const taken = await importBook(db, stage.dependencies.seal, dir, { now: from, actor: 'bench', takeIn: false });
    if (!taken.ok) throw new Error(taken.problems.join('\n'));
    const until = from + months * 30 * DAY_MS;
    const paid = kind === 'quiet' ? dueDays : [];
    const happenings: Happening[] = [
      intake(names, from),
      ...paid.map((day) => ({ at: momentAt(day, '10:00'), happen: () => pay(db, names, day) })),
    ].filter(({ at }) => at < until);
    const watched: RehearsalStage = { ...stage, dependencies: { ...stage.dependencies, db } };
    const before = await rowBytes(db);
    const statements = counted.statements;
    const cpu = process.cpuUsage();
    await rehearse(
      watched,
      { from, until, happenings, staff: habitsOf({ tasks: {} }), quickest: DAY_MS, duties: false },
      () => undefined,
    );
    const { user, system } = process.cpuUsage(cpu);
    const counts = {
      ...(await readHistories(watched)),
      messages: await countOf(db, 'SELECT count(*) AS n FROM notices'),
      tasks: await countOf(db, 'SELECT count(*) AS n FROM tasks'),
      statements: counted.statements - statements,
      databaseBytes: (await rowBytes(db)) - before,
      cpuMs: (user + system) / 1000,
    };
    await eachOnce(watched);
    const { idleFor, ...sums } = counts;
    const each = Object.entries(sums).map(([what, sum]) => [what, sum / (loans * months)]);
    return { plan: plan.plan, kind, ...Object.fromEntries(each), idleFor };
  } finally {
    await db.close();
    await stage.close();
    await rm(dir, { recursive: true, force: true });
  }
}

function scenarioOf(plan: Plan, names: string[], dueDays: string[]) {
  const kind = plan.borrowers[0]!;
  const sum = (minor: number) => formatMoney(minor);
  return scenarioSchema.parse({
    from: `${FROM}T08:00:00+08:00`,
    until: addDays(FROM, 365),
    borrowers: names.map((it, n) => ({
      id: `B${it}`,
      kind,
      ...(kind === 'enterprise' ? { size: 'small', industry: 'retail' } : {}),
      contacts: [
        { whose: 'self', channel: 'sms', address: `+86138${10_000_000 + n}`, consent: true },
        { whose: 'self', channel: 'email', address: `b${n}@example.com`, consent: true },
      ],
    })),
    loans: names.map((it) => ({
      id: it,
      borrower: `B${it}`,
      plan: plan.plan,
      disbursedOn: addDays(FROM, -5),
      principal: sum(PART.principal * dueDays.length),
      instalments: dueDays.map((dueOn, at) => ({
        seq: at + 1,
        dueOn,
        principal: sum(PART.principal),
        interest: sum(PART.interest),
      })),
    })),
  });
}

async function pay(db: Database, names: string[], paidOn: string): Promise<void> {
  const at = momentAt(paidOn, '10:00');
  for (const loan of names)
    await recordPayment(
      db,
      { loan, reference: `${loan}-${paidOn}`, amount: PART.principal + PART.interest, paidOn },
      { actor: 'bench', at },
    );
}

const IDS: Partial<Record<NudgeKind, string>> = {
  loan: 'SELECT loan_id AS id FROM loans',
  task: 'SELECT task_id AS id FROM tasks',
  warning: 'SELECT warning_id AS id FROM warnings',
  case: 'SELECT case_id AS id FROM cases',
  dispatch: `SELECT DISTINCT channel AS id FROM notices`,
};

async function readHistories({ client, dependencies: { db } }: RehearsalStage) {
  const sums = { byTimer: 0, byNews: 0, idle: 0, otherWakeUps: 0, actions: 0, signals: 0, upserts: 0, historyBytes: 0 };
  const idleFor: Record<string, number> = {};
  for (const [kind, ids] of Object.entries(IDS)) {
    for (const { id } of await rows<{ id: string }>(db.pool, ids)) {
      const handle = client.workflow.getHandle(workflowIdOf(kind, id));
      const { wakeUps, byNews, idle, actions, signals, upserts, bytes } = countHistory(await handle.fetchHistory());
      sums.actions += actions;
      sums.signals += signals;
      sums.upserts += upserts;
      sums.historyBytes += bytes;
      if (kind !== 'loan') {
        sums.otherWakeUps += wakeUps;
        continue;
      }
      sums.byNews += byNews;
      sums.byTimer += wakeUps - byNews;
      for (const [why, count] of Object.entries(idle)) {
        sums.idle += count;
        idleFor[why] = (idleFor[why] ?? 0) + count;
      }
    }
  }
  return { ...sums, idleFor };
}

/** As many messages came to the providers as notices are sent: one that goes out twice or never is no life to measure. */
async function eachOnce({ dependencies: { db }, smsUrl, mailUrl }: RehearsalStage): Promise<void> {
  const listed = async (url: string) => ((await (await fetch(url)).json()) as unknown[]).length;
  const taken = (await listed(`${smsUrl}/sandbox/messages`)) + (await listed(`${mailUrl}/api/mails?limit=1000000`));
  const sent = await countOf(db, `SELECT count(*) AS n FROM notices WHERE status = 'sent'`);
  if (taken !== sent) throw new Error(`${sent} notices are sent, and ${taken} messages came to the providers`);
}

async function countOf(db: Database, query: string): Promise<number> {
  return Number((await rows<{ n: string }>(db.pool, query))[0]!.n);
}

async function rowBytes(db: Database): Promise<number> {
  const tables = await rows<{ name: string }>(
    db.pool,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  let bytes = 0;
  for (const { name } of tables)
    bytes += await countOf(db, `SELECT coalesce(sum(pg_column_size(t.*)), 0) AS n FROM "${name}" t`);
  return bytes;
}
