import { type AnswerLine, entryName } from '../../../domain/proof/answer.js';
import type { Moment } from '../../../domain/time/dates.js';
import { rows } from '../../base/connection/database.js';
import { whyOf } from '../../base/why.js';
import type { GateDecision } from '../../notices/outcomes.js';
import { type Ask, NOTICES_DECIDED, ON_DAY } from './asked.js';
import { byRow, codeSaid, type Decided, decidedBy, gateSaid, join, named, nameOf } from './decided.js';

/** Every contact that was made: message, call, letter; what it was decided on, and who let it go. */
export async function why(ask: Ask): Promise<AnswerLine[]> {
  return [...(await messages(ask)), ...(await calls(ask)), ...(await letters(ask))];
}

type Message = Decided & {
  notice: number;
  entry: string;
  at: Moment;
  channel: string;
  template: string;
  templateVersion: number | null;
  status: string;
  delivery: string | null;
  gate: GateDecision | null;
  /** The message in which it was said; null: its own. */
  joined: number | null;
};

async function messages({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const at = 'coalesce(n.contacted_at, s.contacted_at)';
  const sent = await rows<Message>(
    sql,
    `SELECT n.notice_id AS notice, n.entry, ${at} AS at, n.channel, n.template, n.template_version AS "templateVersion", n.status,
            n.delivery_status AS delivery, coalesce(n.gate, s.gate) AS gate, n.joined_to AS joined, l.plan,
            d.rule, ${whyOf('d')} AS why, d.plan_version AS "planVersion", d.dpd, d.stage
     FROM ${NOTICES_DECIDED} JOIN loans l ON l.loan_id = n.loan_id
       LEFT JOIN notices s ON s.notice_id = n.joined_to
     WHERE n.loan_id = $1 AND ${at} IS NOT NULL AND ${ON_DAY(at)} ORDER BY 3, 1`,
    [loan, on],
  );
  return sent.map((it) => {
    const [channel, template] = [named(it.channel), named(it.template)];
    const version = it.templateVersion === null ? '' : ` (version ${it.templateVersion})`;
    const state = it.joined === null ? it.status : 'joined';
    const what = {
      zh: `${channel.zh}“${template.zh}”${it.templateVersion === null ? '' : `（模板第${it.templateVersion}版）`}：${codeSaid(state).zh}${it.delivery === null ? '' : `，${codeSaid(it.delivery).zh}`}`,
      en: `${it.template}${version} by ${it.channel}: ${state}${it.delivery === null ? '' : `, ${it.delivery}`}`,
    };
    return {
      at: it.at,
      says: join([what, decidedBy(it), gateSaid(it.gate)]),
      entries: [
        entryName('notices', it.notice),
        entryName('diary', 'loan', loan, it.entry),
        ...(it.joined === null ? [] : [entryName('notices', it.joined)]),
        ...(it.planVersion ? [entryName('plans', it.plan, it.planVersion)] : []),
        ...(it.templateVersion === null ? [] : [entryName('templates', it.template, it.templateVersion)]),
      ],
    };
  });
}

type Call = Pick<Decided, 'rule' | 'why'> & {
  call: number;
  task: string;
  at: Moment;
  by: string;
  kind: string;
  outcome: string | null;
  gate: GateDecision;
};

async function calls({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const made = await rows<Call>(
    sql,
    `SELECT c.staff_call_id AS call, c.task_id AS task, c.asked_at AS at, c.asked_by AS by, t.kind, c.outcome, c.gate, t.rule, ${whyOf('t')} AS why
     FROM staff_calls c JOIN tasks t USING (task_id) WHERE c.loan_id = $1 AND c.allowed AND ${ON_DAY('c.asked_at')} ORDER BY 3`,
    [loan, on],
  );
  return made.map(({ call, task, at, by, kind, outcome, gate, rule, why }) => ({
    at,
    says: join([
      {
        zh: `${nameOf(by)}为“${named(kind).zh}”致电，${outcome === null ? '结果未记录' : named(outcome).zh}`,
        en: `call by ${nameOf(by)} for ${kind}, ${outcome ?? 'outcome not noted'}`,
      },
      byRow({ rule, why }),
      gateSaid(gate),
    ]),
    entries: [entryName('staff_calls', call), entryName('tasks', task)],
  }));
}

async function letters({ sql, loan, on }: Ask): Promise<AnswerLine[]> {
  const written = await rows<
    Pick<Decided, 'rule' | 'why'> & { letter: string; kind: string; number: string | null; at: Moment }
  >(
    sql,
    `SELECT x.letter_id AS letter, x.kind, c.prefix || '-' || c.year || '-' || c.number AS number, c.written_at AS at, x.rule, ${whyOf('x')} AS why
     FROM letters x JOIN letter_contents c USING (letter_id) WHERE x.loan_id = $1 AND ${ON_DAY('c.written_at')} ORDER BY 4`,
    [loan, on],
  );
  return written.map(({ letter, kind, number, at, rule, why }) => ({
    at,
    says: join([
      {
        zh: number === null ? `信函“${named(kind).zh}”未制作` : `信函“${named(kind).zh}”${number}`,
        en: number === null ? `letter ${kind}, withdrawn` : `letter ${kind} ${number}`,
      },
      byRow({ rule, why }),
    ]),
    entries: [entryName('letters', letter), entryName('letter_contents', letter)],
  }));
}
