import { agenda } from '../../../domain/agenda.js';
import { type AnswerLine, entryName } from '../../../domain/proof/answer.js';
import type { Reason, ReasonCode } from '../../../domain/reason/reason.js';
import { type Moment, minuteOf } from '../../../domain/time/dates.js';
import { rows } from '../../base/connection/database.js';
import { whyOf } from '../../base/why.js';
import { readLoanFiles } from '../../loans/files/loan-files.js';
import { readPlan } from '../../loans/plans.js';
import { type Ask, NOTICES_DECIDED, ON_DAY } from './asked.js';
import { because, byRow, type Decided, join, named } from './decided.js';

/** A worker that is busy is not late yet. */
const LATE_MS = 10 * 60_000;

/** What the plan asked for and was not done, or not in time, each with what became of it. */
export async function owed(ask: Ask): Promise<AnswerLine[]> {
  return [...(await notDecided(ask)), ...(await work(ask)), ...(await messages(ask))];
}

/** What the rules ask for now and nobody has written down: a worker that is away. */
async function notDecided({ sql, loan, at }: Ask): Promise<AnswerLine[]> {
  const [stored] = await readLoanFiles(sql, [loan], at);
  if (!stored) return [];
  const { steps } = agenda(stored.file, await readPlan(sql, stored.plan), at - LATE_MS);
  return steps.map((it) => ({
    at: it.at,
    says: join([
      { zh: `${named(it.what).zh}应办未办`, en: `${it.what} is due and not done` },
      byRow({ rule: it.rule, why: it.why }),
    ]),
    entries: [entryName('loans', loan)],
  }));
}

type Work = Pick<Decided, 'rule' | 'why'> & {
  task: string;
  kind: string;
  owner: string | null;
  due: Moment;
  status: string;
  ended: Moment | null;
};

async function work({ sql, loan, on, at }: Ask): Promise<AnswerLine[]> {
  const late = await rows<Work>(
    sql,
    `SELECT t.task_id AS task, t.kind, t.owner, t.due_at AS due, t.status, t.ended_at AS ended, t.rule, ${whyOf('t')} AS why FROM tasks t
     WHERE t.loan_id = $1 AND t.due_at < $3 AND ${ON_DAY('t.due_at')} AND (t.status = 'open' OR t.status = 'done' AND t.ended_at > t.due_at) ORDER BY 4`,
    [loan, on, new Date(at)],
  );
  return late.map(({ task, kind, owner, due, status, ended, ...decided }) => {
    const who = { zh: owner ?? '无人', en: owner ?? 'nobody' };
    const end =
      status === 'open'
        ? { zh: '至今未办', en: 'not done yet' }
        : { zh: `${minuteOf(ended!)}才办`, en: `done late, at ${minuteOf(ended!)}` };
    return {
      at: due,
      says: join([
        { zh: `${named(kind).zh}，${who.zh}，${end.zh}`, en: `${kind} by ${who.en}, ${end.en}` },
        byRow(decided),
      ]),
      entries: [entryName('tasks', task)],
    };
  });
}

type Message = Pick<Decided, 'rule' | 'why'> & {
  notice: number;
  entry: string;
  due: Moment;
  channel: string;
  template: string;
  reason: string | null;
  instead: string | null;
};

/** Messages that went to nobody, and the work that was opened instead. */
async function messages({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const failed = await rows<Message>(
    sql,
    `SELECT n.notice_id AS notice, n.entry, n.due_at AS due, n.channel, n.template, n.reason, d.rule, ${whyOf('d')} AS why,
            (SELECT task_id FROM tasks t WHERE t.loan_id = n.loan_id AND t.because->>'template' = n.template AND t.opened_at >= d.at ORDER BY t.opened_at LIMIT 1) AS instead
     FROM ${NOTICES_DECIDED}
     WHERE n.loan_id = $1 AND n.status IN ('failed', 'suppressed', 'unknown') AND n.joined_to IS NULL AND ${ON_DAY('n.due_at')} ORDER BY 3, 1`,
    [loan, on],
  );
  return failed.map(({ notice, entry, due, channel, template, reason, instead, ...decided }) => ({
    at: due,
    says: join([
      { zh: `${named(channel).zh}“${named(template).zh}”没有送到`, en: `${template} by ${channel} reached nobody` },
      reason === null ? null : because({ code: reason as ReasonCode } as Reason),
      byRow(decided),
      instead === null ? null : { zh: `改为任务${instead}`, en: `instead: task ${instead}` },
    ]),
    entries: [
      entryName('notices', notice),
      entryName('diary', 'loan', loan, entry),
      ...(instead === null ? [] : [entryName('tasks', instead)]),
    ],
  }));
}
