import type { Plan } from '../../domain/plan/plan.js';
import type { Reason } from '../../domain/reason/reason.js';
import { word } from '../../domain/reason/vocabulary.js';
import type { Moment } from '../../domain/time/dates.js';
import type { DutyOpening } from '../../domain/work/duties.js';
import {
  type About,
  belowOpening,
  missedOpening,
  paymentDuties,
  paymentOpening,
  type Today,
} from '../../domain/work/rectification.js';
import { calendarNow } from '../../store/base/calendar.js';
import { type Database, rows, transaction } from '../../store/base/connection/database.js';
import { findPlan } from '../../store/loans/plans.js';
import { cancelDutyTask, openDuty } from '../../store/work/duties.js';
import type { Frozen } from '../paper/frozen.js';
import { money } from '../paper/words.js';
import { PAPERS } from '../papers/index.js';
import type { Sum } from '../papers/parts/judgement.js';
import type { Snapshot } from './make-report.js';

/**
 * Tells somebody what the figures of a paper say against the plan: a task for each target that is missed and for each unit
 * with too few points, one to approve the sums. Each is opened once a period, whichever paper says it, however often it is
 * made: a corrected version opens only what it is the first to say. Answers the tasks whose workflows have news.
 */
export async function followUp(db: Database, report: Frozen, now: Moment): Promise<string[]> {
  const kind = PAPERS.get(report.kind);
  const plan = await findPlan(db.pool, report.plan);
  if (!kind?.judgement || !plan) return [];
  const { about, paper } = report.figures as Snapshot;
  const today = { now, calendar: await calendarNow(db.pool) };
  const { judged, branches, managers, sums } = kind.judgement(paper);
  const openings = [
    ...judged.map((it) => missedOpening(plan, it, about, today)),
    ...branches.map((it) => belowOpening(plan, 'branches', it, about, today)),
    ...managers.map((it) => belowOpening(plan, 'managers', it, about, today)),
  ].filter((it) => it !== null);
  const news: string[] = [];
  for (const opening of openings) news.push(...(await open(db, told(opening, report), plan.version, now)));
  if (sums !== null) news.push(...(await propose(db, report, plan, sums, about, today)));
  return news;
}

const told = (opening: DutyOpening, { id, kind, version }: Frozen): DutyOpening => ({
  ...opening,
  fact: { what: opening.fact!.what, detail: { ...opening.fact!.detail, report: id, kind, version } },
});

async function open(db: Database, opening: DutyOpening, planVersion: number, now: Moment): Promise<string[]> {
  return (await openDuty(db, opening, planVersion, now)) ? [opening.task!.task] : [];
}

/** Proposes the sums of a paper for approval. If a corrected version has others, a proposal that nobody has decided on is taken back. */
async function propose(
  db: Database,
  report: Frozen,
  plan: Plan,
  sums: readonly Sum[],
  about: About,
  today: Today,
): Promise<string[]> {
  const [newest] = await rows<{ task: string; status: string; form: string[] }>(
    db.pool,
    `SELECT task_id AS task, status, form FROM tasks JOIN duties USING (duty_id)
     WHERE plan = $1 AND duty ~ $2 AND period = $3 AND status <> 'cancelled' ORDER BY duties.opened_at DESC, task_id DESC LIMIT 1`,
    [report.plan, paymentDuties(about), about.period.text],
  );
  const proposed = sums.map(lineOf);
  const known = newest?.status === 'done' || newest?.form[0] === NOTHING_NOW;
  const lines = proposed.length === 0 && known ? [NOTHING_NOW] : proposed;
  if (newest && String(newest.form) === String(lines)) return [];
  const news: string[] = [];
  if (newest?.status === 'open') {
    const why: Reason = { code: 'superseded', version: report.version };
    await transaction(db, (client) => cancelDutyTask(client, newest.task, why, today.now));
    news.push(newest.task);
  }
  const opening = lines.length === 0 ? null : paymentOpening(plan, lines, report.version, about, today);
  if (opening) news.push(...(await open(db, told(opening, report), plan.version, today.now)));
  return news;
}

const NOTHING_NOW = '更正后没有应奖惩的金额：已批准的金额如何处理';

const lineOf = ({ who, what, amount, rule }: Sum): string =>
  `${word(who ?? '未指明')}：${what}，${amount < 0 ? '扣减' : '奖励'}${money(Math.abs(amount))}元（${rule}）：批准金额与理由`;
