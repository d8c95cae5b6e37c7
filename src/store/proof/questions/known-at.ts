import { standingOf } from '../../../domain/loan/standing.js';
import { writtenMoney } from '../../../domain/money/written-money.js';
import { type AnswerLine, entryName } from '../../../domain/proof/answer.js';
import { stageWord } from '../../../domain/reason/vocabulary.js';
import { type Day, dayOf, type Moment } from '../../../domain/time/dates.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import { rows } from '../../base/connection/database.js';
import { readLoanFiles } from '../../loans/files/loan-files.js';
import type { Ask } from './asked.js';
import { named } from './decided.js';

/** What of the loan had come in by the moment, and how it stood by that. What came in later, though dated earlier, is left out. */
export async function knownAt(ask: Ask): Promise<AnswerLine[]> {
  return [...(await standing(ask)), ...(await payments(ask)), ...(await others(ask))];
}

async function standing({ sql, loan, at }: Ask): Promise<AnswerLine[]> {
  const [stored] = await readLoanFiles(sql, [loan], at);
  const [stage] = await rows<{ entry: string; stage: string }>(
    sql,
    `SELECT entry, coalesce(detail->>'to', 'closed') AS stage FROM diary WHERE kind = 'loan' AND subject = $1 AND what IN ('stage', 'close') AND acted_at <= $2
     ORDER BY acted_at DESC, at DESC LIMIT 1`,
    [loan, new Date(at)],
  );
  if (!stored) return [];
  const { file } = stored;
  if (at < file.takenInAt) {
    const day = dayOf(file.takenInAt);
    const says = {
      zh: `当时尚不知此笔贷款：${writtenDay(day)}才接收`,
      en: `nothing of this loan: it came in on ${writtenDay(day, 'en')}`,
    };
    return [{ at, says, entries: [entryName('loans', loan)] }];
  }
  const known = {
    ...file,
    instalments: file.instalments.filter((it) => (it.recordedAt ?? 0) <= at),
    payments: file.payments
      .filter((it) => it.recordedAt <= at)
      .map((it) => ((it.reversalRecordedAt ?? 0) > at ? { ...it, reversedOn: null, reversalRecordedAt: null } : it)),
    cases: file.cases.filter((it) => (it.approvedAt ?? Infinity) <= at),
  };
  const { dpd, overdue, outstanding } = standingOf(known, at);
  const name = stage?.stage ?? 'current';
  return [
    {
      at,
      says: {
        zh: `当时所知：逾期${dpd}天，逾期金额${writtenMoney(overdue)}元，未还本息${writtenMoney(outstanding)}元，阶段“${stageWord(name)}”`,
        en: `by what was known: ${dpd} days past due, overdue ${writtenMoney(overdue)}, outstanding ${writtenMoney(outstanding)}, stage ${name}`,
      },
      entries: [
        entryName('loans', loan),
        entryName('instalments', loan),
        ...(stage ? [entryName('diary', 'loan', loan, stage.entry)] : []),
      ],
    },
  ];
}

async function payments({ sql, loan, at }: Ask): Promise<AnswerLine[]> {
  const heard = await rows<{
    reference: string;
    booking: number;
    paidOn: Day;
    amount: number;
    at: Moment;
    reversedOn: Day | null;
  }>(
    sql,
    `SELECT reference, booking, paid_on AS "paidOn", amount, recorded_at AS at, CASE WHEN reversal_recorded_at <= $2 THEN reversed_on END AS "reversedOn"
     FROM payments WHERE loan_id = $1 AND recorded_at <= $2 ORDER BY recorded_at, reference`,
    [loan, new Date(at)],
  );
  return heard.map((it) => ({
    at: it.at,
    says: {
      zh: `还款${it.reference}：${writtenDay(it.paidOn)}，${writtenMoney(it.amount)}元${it.reversedOn === null ? '' : `，${writtenDay(it.reversedOn)}冲正`}`,
      en: `payment ${it.reference} of ${writtenDay(it.paidOn, 'en')}: ${writtenMoney(it.amount)}${it.reversedOn === null ? '' : `, reversed on ${writtenDay(it.reversedOn, 'en')}`}`,
    },
    entries: [entryName('payments', it.reference, it.booking)],
  }));
}

/** Facts besides money, each with the moment at which it was heard. */
const HEARD = `
  SELECT 'holds' AS table, to_jsonb(hold_id) AS key, reason AS kind, from_at AS at FROM holds WHERE loan_id = $1
  UNION ALL SELECT 'promises', to_jsonb(promise_id), 'promise', made_at FROM promises WHERE loan_id = $1
  UNION ALL SELECT 'cases', to_jsonb(case_id), kind, opened_at FROM cases WHERE loan_id = $1
  UNION ALL SELECT 'causes', to_jsonb(cause_id), kind, at FROM causes WHERE loan_id = $1
  UNION ALL SELECT 'tier_overrides', to_jsonb(override_id), tier, at FROM tier_overrides WHERE loan_id = $1
  UNION ALL SELECT 'classifications', to_jsonb(classification_id), category, approved_at FROM classifications WHERE loan_id = $1
  UNION ALL SELECT 'complaints', to_jsonb(complaint_id), 'complaint', opened_at FROM complaints WHERE borrower_id = b.id
  UNION ALL SELECT 'signals', to_jsonb(signal_id), kind, at FROM signals WHERE borrower_id = b.id
  UNION ALL SELECT 'warnings', to_jsonb(warning_id), indicator, opened_at FROM warnings WHERE borrower_id = b.id
  UNION ALL SELECT 'restrictions', to_jsonb(restriction_id), 'restricted', from_at FROM restrictions WHERE borrower_id = b.id`;

async function others({ sql, loan, at }: Ask): Promise<AnswerLine[]> {
  const heard = await rows<{ table: string; key: string | number; kind: string; at: Moment }>(
    sql,
    `SELECT h.* FROM (SELECT borrower_id AS id FROM loans WHERE loan_id = $1) b, LATERAL (${HEARD}) h WHERE h.at <= $2 ORDER BY h.at`,
    [loan, new Date(at)],
  );
  return heard.map(({ table, key, kind, at: when }) => ({
    at: when,
    says: { zh: named(kind).zh, en: `${table.replace(/s$/, '').replaceAll('_', ' ')}: ${kind}` },
    entries: [entryName(table, key)],
  }));
}
