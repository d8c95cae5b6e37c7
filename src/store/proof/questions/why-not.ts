import { standingOf } from '../../../domain/loan/standing.js';
import { writtenMoney } from '../../../domain/money/written-money.js';
import { type AnswerLine, entryName } from '../../../domain/proof/answer.js';
import type { Reason, ReasonCode } from '../../../domain/reason/reason.js';
import { dayOf, type Moment, minuteOf } from '../../../domain/time/dates.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import { rows } from '../../base/connection/database.js';
import { whyOf } from '../../base/why.js';
import { readLoanFiles } from '../../loans/files/loan-files.js';
import type { GateDecision } from '../../notices/outcomes.js';
import { type Ask, DAY_BEGINS, DAY_IS_OVER, NOTICES_DECIDED, ON_DAY } from './asked.js';
import { because, byRow, type Decided, gateSaid, join, named, nameOf } from './decided.js';

/** What kept a contact back: messages that did not go, calls that were refused, what rested the loan; and if nothing did, that nothing was due. */
export async function whyNot(ask: Ask): Promise<AnswerLine[]> {
  const kept = [...(await messages(ask)), ...(await calls(ask)), ...(await rests(ask))];
  return kept.length > 0 ? kept : nothingDue(ask);
}

type Message = Pick<Decided, 'rule' | 'why'> & {
  notice: number;
  entry: string;
  due: Moment;
  channel: string;
  template: string;
  status: string;
  reason: string | null;
  gate: GateDecision | null;
};

async function messages({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const left = await rows<Message>(
    sql,
    `SELECT n.notice_id AS notice, n.entry, n.due_at AS due, n.channel, n.template, n.status, n.reason, n.gate, d.rule, ${whyOf('d')} AS why
     FROM ${NOTICES_DECIDED}
     WHERE n.loan_id = $1 AND n.contacted_at IS NULL AND n.joined_to IS NULL AND (${ON_DAY('d.at')} OR ${ON_DAY('n.due_at')}) ORDER BY 3, 1`,
    [loan, on],
  );
  return left.map(({ notice, entry, due, channel, template, status, reason, gate, ...decided }) => {
    const why = reason === null ? named(status) : because({ code: reason as ReasonCode } as Reason);
    return {
      at: due,
      says: join([
        {
          zh: `${named(channel).zh}“${named(template).zh}”没有发出：${why.zh}`,
          en: `${template} by ${channel} did not go: ${why.en}`,
        },
        byRow(decided),
        gateSaid(gate),
      ]),
      entries: [entryName('notices', notice), entryName('diary', 'loan', loan, entry)],
    };
  });
}

async function calls({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const refused = await rows<{ call: number; at: Moment; by: string; gate: GateDecision }>(
    sql,
    `SELECT c.staff_call_id AS call, c.asked_at AS at, c.asked_by AS by, c.gate FROM staff_calls c
     WHERE c.loan_id = $1 AND NOT c.allowed AND ${ON_DAY('c.asked_at')} ORDER BY 2`,
    [loan, on],
  );
  return refused.map(({ call, at, by, gate }) => ({
    at,
    says: join([{ zh: `${nameOf(by)}请求致电`, en: `${nameOf(by)} asked to call` }, gateSaid(gate)]),
    entries: [entryName('staff_calls', call)],
  }));
}

/** Holds, complaints, restrictions, reliefs and promises that were in force on the day. */
async function rests({ sql, loan, on, at }: Ask): Promise<AnswerLine[]> {
  const found = await rows<{ table: string; key: string | number; kind: string; from: Moment; until: Moment | null }>(
    sql,
    `SELECT * FROM (
       SELECT 'holds' AS table, to_jsonb(hold_id) AS key, reason AS kind, from_at AS from, until_at AS until FROM holds WHERE loan_id = $1
       UNION ALL SELECT 'complaints', to_jsonb(complaint_id), 'complaint', opened_at, solved_at FROM complaints WHERE borrower_id = (SELECT borrower_id FROM loans WHERE loan_id = $1)
       UNION ALL SELECT 'restrictions', to_jsonb(restriction_id), 'restricted', from_at, until_at FROM restrictions WHERE borrower_id = (SELECT borrower_id FROM loans WHERE loan_id = $1)
       UNION ALL SELECT 'cases', to_jsonb(case_id), kind, decided_at, coalesce(closed_at, (until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
         FROM cases WHERE loan_id = $1 AND approved AND effect <> 'none'
       UNION ALL SELECT 'promises', to_jsonb(promise_id), 'promise', made_at, (promised_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM promises WHERE loan_id = $1
     ) r WHERE "from" < ${DAY_IS_OVER}
       AND (until IS NULL OR until > ${DAY_BEGINS}) ORDER BY 4`,
    [loan, on, new Date(at)],
  );
  return found.map(({ table, key, kind, from, until }) => ({
    at: from,
    says: {
      zh: `${named(kind).zh}：${minuteOf(from)}起${until === null ? '' : `至${minuteOf(until)}`}`,
      en: `${kind}, from ${minuteOf(from)}${until === null ? '' : ` until ${minuteOf(until)}`}`,
    },
    entries: [entryName(table, key)],
  }));
}

/** Nothing was kept back: how the loan stood, and what was decided last before and first after. */
async function nothingDue({ sql, loan, on, at }: Ask): Promise<AnswerLine[]> {
  const [stored] = await readLoanFiles(sql, [loan], at);
  const around = await rows<Pick<Decided, 'rule' | 'why'> & { entry: string; at: Moment; what: string }>(
    sql,
    `(SELECT entry, at, what, rule, ${whyOf('d')} AS why FROM diary d WHERE kind = 'loan' AND subject = $1 AND at < ${DAY_BEGINS} ORDER BY at DESC LIMIT 1)
     UNION ALL
     (SELECT entry, at, what, rule, ${whyOf('d')} AS why FROM diary d WHERE kind = 'loan' AND subject = $1 AND at >= ${DAY_IS_OVER} ORDER BY at LIMIT 1)`,
    [loan, on, new Date(at)],
  );
  const standing = stored && standingOf(stored.file, at);
  return [
    {
      at,
      says: {
        zh: `${writtenDay(on ?? dayOf(at))}无应发的通知${standing ? `：逾期${standing.dpd}天，逾期金额${writtenMoney(standing.overdue)}元` : ''}`,
        en: `no contact was due on ${writtenDay(on ?? dayOf(at), 'en')}${standing ? `: ${standing.dpd} days past due, overdue ${writtenMoney(standing.overdue)}` : ''}`,
      },
      entries: [entryName('loans', loan)],
    },
    ...around.map(({ entry, at: when, what, ...decided }) => ({
      at: when,
      says: join([
        {
          zh: `${when < at ? '此前' : '此后'}：${named(what).zh}`,
          en: `${when < at ? 'before it' : 'after it'}: ${what}`,
        },
        byRow(decided),
      ]),
      entries: [entryName('diary', 'loan', loan, entry)],
    })),
  ];
}
