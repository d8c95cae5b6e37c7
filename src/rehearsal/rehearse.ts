import type { Provider, Providers, StaffHabits } from '../domain/preview/preview.js';
import type { TimelineLine } from '../domain/preview/timeline.js';
import { formatMoment, type Moment, MS_A_DAY } from '../domain/time/dates.js';
import { APPROVAL } from '../domain/work/cases.js';
import { rows } from '../store/base/connection/database.js';
import type { Source } from '../store/facts/facts.js';
import { readTimeline } from '../store/loans/timeline.js';
import { surveyComplaint } from '../store/work/complaints.js';
import { recordTaskDone } from '../store/work/task-done.js';
import { deliverNudges } from '../worker/tell/deliver-nudges.js';
import { dutyHappenings } from './duty-happenings.js';
import type { RehearsalStage } from './stage.js';

/** Something that comes from outside at a moment. */
export interface Happening {
  at: Moment;
  happen(stage: RehearsalStage): Promise<unknown>;
}

export interface Rehearsal {
  from: Moment;
  /** Not included. */
  until: Moment;
  happenings: Happening[];
  staff: StaffHabits;
  /** The quickest habit of staff, in milliseconds: a task opened on the way must be seen before it is to be done. */
  quickest: number;
  /** False: without the recurring work of the unit, which belongs to no loan. */
  duties?: boolean;
}

const DAYS_PER_WORD = 30;

/**
 * Runs what was set up on the stage: lets time pass from one happening or duty to the next, has staff do their tasks as is their
 * habit, and answers the timeline read from the database.
 */
export async function rehearse(
  stage: RehearsalStage,
  rehearsal: Rehearsal,
  say: (line: string) => void,
): Promise<TimelineLine[]> {
  const { db, messenger } = stage.dependencies;
  const { duties: withDuties = true } = rehearsal;
  const duties = withDuties ? await dutyHappenings(stage, rehearsal.from, rehearsal.until) : [];
  const ahead = [...rehearsal.happenings, ...duties].sort((a, b) => a.at - b.at);
  const work: Work[] = [];
  const seen = new Set<string>();
  /** What is open and was not yet seen will be done as is the habit. */
  const see = async () => {
    for (const { id, kind, from, finish } of await openWork(stage)) {
      if (seen.has(id)) continue;
      seen.add(id);
      const after = rehearsal.staff(kind);
      if (after !== null) work.push({ doneAt: from + after, finish });
    }
  };
  let now = rehearsal.from;
  let spoken = now;
  // A rehearsal that goes on finds work that was open before.
  await see();
  while (now < rehearsal.until) {
    const step = Math.min(now + rehearsal.quickest, ahead[0]?.at ?? Infinity, ...work.map((it) => it.doneAt));
    now = Math.min(Math.max(step, now), rehearsal.until);
    await stage.passUntil(now);
    while (ahead[0] && ahead[0].at <= now && now < rehearsal.until) await ahead.shift()!.happen(stage);
    for (const { finish, doneAt } of work.filter((it) => it.doneAt <= now && it.doneAt < rehearsal.until)) {
      await finish({ actor: 'rehearsal', at: doneAt });
    }
    work.splice(0, work.length, ...work.filter((it) => it.doneAt > now));
    await deliverNudges(db, messenger);
    await see();
    if (now - spoken >= DAYS_PER_WORD * MS_A_DAY) {
      say(`… ${formatMoment(now).slice(0, 10)}`);
      spoken = now;
    }
  }
  await stage.passUntil(rehearsal.until);
  return (await readTimeline(db.pool)).filter((line) => line.at < rehearsal.until);
}

/** Something a person will have done by then. */
interface Work {
  doneAt: Moment;
  finish(source: Source): Promise<unknown>;
}

/** Open tasks (an approval is an event of its own, and so is what a complaint is told), and complaints whose satisfaction call (a `survey`) is to be made. */
async function openWork({ dependencies: { db } }: RehearsalStage) {
  const open = await rows<{ id: string; kind: string; from: Moment; complaint: boolean }>(
    db.pool,
    `SELECT task_id AS id, kind, opened_at AS from, false AS complaint FROM tasks WHERE status = 'open' AND kind <> '${APPROVAL}' AND complaint_id IS NULL
     UNION ALL SELECT complaint_id, 'survey', solved_at, true FROM complaints WHERE solved_at IS NOT NULL AND surveyed_at IS NULL`,
  );
  return open.map((it) => ({
    ...it,
    finish: (source: Source) =>
      it.complaint
        ? surveyComplaint(db, it.id, true, source)
        : recordTaskDone(db, { task: it.id, record: { note: 'rehearsal' } }, source),
  }));
}

/** Providers fail at the sandbox, which is told when. An outage is a gateway that surely takes nothing. */
export function providerHappenings(providers: Providers, from: Moment): Happening[] {
  return Object.entries(providers).flatMap(([channel, provider]): Happening[] => {
    const set = (at: Moment, mode: string) => ({ at, happen: (stage: RehearsalStage) => behave(stage, channel, mode) });
    const kind = provider as Provider;
    if (kind === 'ok') return [];
    if (kind === 'reject') return [set(from, 'reject')];
    return [set(Math.max(from, kind.outage[0]), 'outage'), set(Math.max(from, kind.outage[1]), 'ok')];
  });
}

async function behave(stage: RehearsalStage, channel: string, mode: string): Promise<void> {
  const [url, body] =
    channel === 'email'
      ? [`${stage.mailUrl}/api/behaviour`, { mode }]
      : [`${stage.smsUrl}/sandbox/behaviour`, { [channel]: mode === 'outage' ? 'rate-limit' : mode }];
  const answer = await fetch(url, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`sandbox: ${answer.status}`);
}
