import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importBook } from '../../book/import-book.js';
import { addDays, dayOf, type Moment, minuteOf, momentAt } from '../../domain/time/dates.js';
import { DUTY_TIME } from '../../domain/work/duties.js';
import { spanOf } from '../../embedded/start-page.js';
import { chinaCalendar } from '../../library/calendar.js';
import { BadInput } from '../../library/checked-yaml.js';
import { type DutyStage, dutyHappenings } from '../../rehearsal/duty-happenings.js';
import { writeSampleBook } from '../../sample/sample-book.js';
import {
  keepSampleTime,
  readSampleTime,
  type SampleTime,
  sampleBegins,
  sampleNow,
  USUAL_SPEED,
} from '../../sample/sample-clock.js';
import { type AccessRole, addUser } from '../../store/access/users.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { lasting, NUDGE_KINDS } from '../../store/base/subjects.js';
import { openComplaint } from '../../store/work/complaints.js';
import { recordSignal } from '../../store/work/warnings.js';
import { TASK_QUEUE } from '../../worker/tell/messenger.js';

/** The sample of `up`: its book, and its time. */

const timeFile = (home: string) => join(home, 'sample-time.json');

/**
 * The time of this folder's sample from now on; null: it goes by the world's, since its book is the lender's own or was taken in before
 * the sample had a time. `first`: the sample is about to be taken in.
 */
export function sampleTimeOf(home: string, first: boolean, speed: number | undefined): SampleTime | null {
  const kept = readSampleTime(timeFile(home));
  if (kept === null && !first) {
    if (speed === undefined) return null;
    throw new BadInput([
      '--speed: only the sample has a time of its own, and it is not here: this folder goes by the clock',
    ]);
  }
  const from = kept?.from ?? sampleBegins(chinaCalendar());
  return { from, since: Date.now(), speed: speed ?? kept?.speed ?? USUAL_SPEED };
}

/** Said before the table, whose times are these. */
export const inWords = (time: SampleTime): string =>
  `The sample has a time of its own: there it is ${minuteOf(sampleNow(time))}, and a minute here is ${spanOf(time.speed)} there (--speed)`;

const TICK_MS = 1_000;

/**
 * Lets the sample's time pass until `signal`: keeps how far it has come, so that it goes on there after whatever end, and starts what recurs,
 * which Temporal's Schedules cannot. Answers when it has stopped.
 */
export async function runSampleTime(
  { home, time, first }: { home: string; time: SampleTime; first: boolean },
  stage: DutyStage,
  signal: AbortSignal,
): Promise<void> {
  const keep = (ahead: number) => keepSampleTime(timeFile(home), sampleNow(time, Date.now() + ahead), time.speed);
  // Of its first day all that recurs is seen too, though it begins after it.
  let done = first ? momentAt(dayOf(time.from), '00:00') : time.from;
  let reported = !first;
  while (!signal.aborted) {
    keep(TICK_MS);
    const now = sampleNow(time);
    if (!reported) reported = await makeLastReports(stage, done).catch(() => false);
    // What is not done is done at the next tick.
    if (await startRecurring(stage, done, now).catch(() => false)) done = now;
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
  keep(0);
}

/** The longest month: so far back each plan's last one is found. */
const MONTH_DAYS = 31;

/** The monthly reports that would have come before the sample began: there is one to read from the first minute on. Answers whether they are begun. */
async function makeLastReports(stage: DutyStage, began: Moment): Promise<boolean> {
  const from = momentAt(addDays(dayOf(began), -MONTH_DAYS), '00:00');
  for (const duty of await dutyHappenings(stage, from, began, 'monthly-report')) await duty.happen(stage);
  return true;
}

/** What recurs in that time, until `until` (not included). Answers whether all of it was started. */
async function startRecurring(stage: DutyStage, from: Moment, until: Moment): Promise<boolean> {
  const dayBegins = (at: Moment) => momentAt(dayOf(at), DUTY_TIME);
  const next = from <= dayBegins(from) ? dayBegins(from) : momentAt(addDays(dayOf(from), 1), DUTY_TIME);
  if (next >= until) return true;
  for (const duty of await dutyHappenings(stage, from, until)) await duty.happen(stage);
  await stage.client.workflow
    .start('workMails', { workflowId: `work-mails/${dayOf(until)}`, taskQueue: TASK_QUEUE, args: [] })
    .catch(() => undefined);
  return true;
}

/** Waits that were begun by another time may be too long by this one: all that is open looks anew. */
export async function lookAnew({ pool }: Database): Promise<void> {
  for (const kind of NUDGE_KINDS) {
    const { open } = lasting(kind) ?? {};
    if (open)
      await pool.query(
        `INSERT INTO nudges (kind, subject, reason) SELECT $1, id, 'the clock of the sample' FROM (${open}) o`,
        [kind],
      );
  }
}

/** The sample book is dated relative to its day, so that every kind of work is seen at once. */
export async function takeInSample(db: Database, seal: Seal, home: string, at: Moment): Promise<void> {
  const dir = join(home, 'sample-book');
  mkdirSync(dir, { recursive: true });
  await writeSampleBook(dir, dayOf(at));
  const taken = await importBook(db, seal, dir, { now: at, actor: 'up' });
  if (!taken.ok) throw new BadInput(taken.problems);
  await sampleNews(db, seal, at);
}

/** Who of the sample lender signs in beside the first user: one for each kind of work, and somebody who only reads. */
export const SAMPLE_USERS: Record<string, string> = {
  AM01: 'account manager',
  CS01: 'collection specialist',
  RM01: 'risk manager',
  DH01: 'department head',
  BP01: 'branch president',
  AUD1: 'auditor',
};

/** All by one password: only who started the sample knows it, and is all of them. */
export async function addSampleUsers(db: Database, password: string, at: Moment): Promise<void> {
  for (const staff of Object.keys(SAMPLE_USERS)) {
    const access: AccessRole[] = staff === 'AUD1' ? ['auditor'] : [];
    await addUser(db, { staff, access, password, stays: true }, { actor: 'up', at });
  }
}

/** One borrower of the sample complains, about another a signal comes in from outside. */
async function sampleNews(db: Database, seal: Seal, at: Moment): Promise<void> {
  const source = { actor: 'up', at };
  const borrowers = await rows<{ id: string }>(
    db.pool,
    `SELECT DISTINCT borrower_id AS id FROM loans WHERE plan IN ('04-personal', '09-consumer') AND closed_at IS NULL ORDER BY 1 LIMIT 2`,
  );
  const [complains, warned] = borrowers;
  if (!complains || !warned) return;
  await openComplaint(db, seal, { id: 'C001', borrower: complains.id, text: '还款后仍收到催收短信' }, source);
  await recordSignal(db, { borrower: warned.id, source: 'credit-registry', kind: 'new-overdue' }, source);
}
