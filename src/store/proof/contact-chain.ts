import { type AnswerLine, entryName } from '../../domain/proof/answer.js';
import { word } from '../../domain/reason/vocabulary.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { whyOf } from '../base/why.js';
import { LOANS_SAID } from '../loans/files/linked-loans.js';
import type { GateDecision } from '../notices/outcomes.js';
import { NOTICES_DECIDED } from './questions/asked.js';
import { codeSaid, type Decided, decidedBy, gateSaid, join } from './questions/decided.js';

/** What became of a message, in the order in which it happens. */
export const LINKS = ['decided', 'waits', 'gate', 'tried', 'settled', 'receipt'] as const;

export interface Link extends AnswerLine {
  link: (typeof LINKS)[number];
}

interface Message extends Decided {
  loan: string;
  /** All of which the message speaks. */
  loans: string[];
  entry: string;
  decidedAt: Moment;
  channel: string;
  template: string;
  templateVersion: number | null;
  due: Moment;
  status: string;
  reason: string | null;
  gate: GateDecision | null;
  settledAt: Moment | null;
  delivery: string | null;
  deliveryCode: string | null;
  deliveredAt: Moment | null;
}

/** One message, from the row of the plan that asked for it to what its provider said last. Null: there is no such message. */
export async function contactChain(
  sql: Sql,
  notice: number,
): Promise<(Pick<Message, 'loan' | 'loans' | 'plan' | 'planVersion' | 'rule'> & { links: Link[] }) | null> {
  const [found] = await rows<Message>(
    sql,
    `SELECT n.loan_id AS loan, ${LOANS_SAID} AS loans, n.entry, d.acted_at AS "decidedAt", n.channel, n.template, n.template_version AS "templateVersion", n.due_at AS due,
            n.status, n.reason, n.gate, n.settled_at AS "settledAt", n.delivery_status AS delivery, n.delivery_code AS "deliveryCode",
            n.delivered_at AS "deliveredAt", l.plan, d.rule, ${whyOf('d')} AS why, d.plan_version AS "planVersion", d.dpd, d.stage
     FROM ${NOTICES_DECIDED} JOIN loans l ON l.loan_id = n.loan_id
     WHERE n.notice_id = $1`,
    [notice],
  );
  if (!found) return null;
  const tries = await rows<{ attempt: number; at: Moment; outcome: string; code: string | null }>(
    sql,
    'SELECT attempt, at, outcome, code FROM notice_attempts WHERE notice_id = $1 ORDER BY attempt',
    [notice],
  );
  const { loan, loans, plan, planVersion, rule } = found;
  return { loan, loans, plan, planVersion, rule, links: linksOf(found, tries, notice) };
}

function linksOf(
  it: Message,
  tries: readonly { attempt: number; at: Moment; outcome: string; code: string | null }[],
  notice: number,
): Link[] {
  const own = [entryName('notices', notice)];
  const gate = gateSaid(it.gate);
  const version = it.templateVersion;
  return [
    {
      ...{ link: 'decided', at: it.decidedAt, says: decidedBy(it) },
      entries: [
        entryName('diary', 'loan', it.loan, it.entry),
        ...(it.planVersion ? [entryName('plans', it.plan, it.planVersion)] : []),
      ],
    },
    {
      ...{ link: 'waits', at: it.due, entries: own },
      says: {
        zh: `${word(it.channel)}“${word(it.template)}”${version === null ? '' : `（模板第${version}版）`}`,
        en: `${it.template} by ${it.channel}${version === null ? '' : `, words of version ${version}`}`,
      },
    },
    ...(gate === null ? [] : [{ link: 'gate' as const, at: it.gate!.at, says: gate, entries: own }]),
    ...tries.map(({ attempt, at, outcome, code }) => ({
      ...{ link: 'tried' as const, at, entries: [entryName('notice_attempts', notice, attempt)] },
      says: join([
        { zh: `第${attempt}次：${codeSaid(outcome).zh}`, en: `try ${attempt}: ${outcome}` },
        code === null ? null : codeSaid(code),
      ]),
    })),
    {
      ...{ link: 'settled', at: it.settledAt, entries: own },
      says: join([codeSaid(it.status), it.reason === null ? null : codeSaid(it.reason)]),
    },
    ...(it.delivery === null
      ? []
      : [
          {
            ...{ link: 'receipt' as const, at: it.deliveredAt, entries: own },
            says: join([
              codeSaid(it.delivery),
              it.deliveryCode === null ? null : { zh: it.deliveryCode, en: it.deliveryCode },
            ]),
          },
        ]),
  ];
}
