import type { Clock } from '../../domain/clocks/clocks.js';
import { standingOf, statementOf } from '../../domain/loan/standing.js';
import type { Minor } from '../../domain/money/money.js';
import { inWords } from '../../domain/preview/in-words.js';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import type { ListedCollateral } from '../../store/lists/collateral-list.js';
import type { ListedTask } from '../../store/lists/work-list.js';
import type { StoredLoan } from '../../store/loans/files/loan-files.js';
import type { AboutToGo } from '../../store/notices/sending.js';
import type { MaskedEvidence } from '../../store/work/evidence.js';
import { type Labels, ofLanguage, writeLabelled } from '../list/labels.js';
import { ownSaying, type Saying } from '../list/saying.js';
import { lineOf as waitingLine } from '../ops/send.js';
import { writeColoured } from '../terminal/own-streams.js';
import { table } from '../terminal/table.js';
import { evidenceLine } from '../work/evidence.js';
import { percent } from './collateral.js';

/** All that `loan show` says to a person. */
export interface LoanToShow {
  stored: StoredLoan;
  now: Moment;
  /** The borrower's name, masked; null: not known. */
  name: string | null;
  rate: string | null;
  /** The terms of law that run for it. */
  terms: Clock[];
  /** What secures it, with what is owed of all loans against it. */
  collateral: ListedCollateral[];
  promises: { on: Day; amount: Minor; outcome: string }[];
  waiting: AboutToGo[];
  troubles: { what: string; why: string }[];
  tasks: ListedTask[];
  /** What will happen if nothing comes in and staff do their work; that they do it is left out. */
  next: TimelineLine[];
  happened: TimelineLine[];
  evidence: MaskedEvidence[];
}

const NEXT = 6;
const LAST = 10;

const LABELS = {
  loan: ['loan', '贷款'],
  plan: ['plan', '方案'],
  borrower: ['borrower', '客户'],
  manager: ['manager', '客户经理'],
  branch: ['branch', '机构'],
  dpd: ['days', '逾期天数'],
  overdue: ['overdue', '逾期金额'],
  since: ['since', '逾期自'],
  outstanding: ['outstanding', '未还本息'],
  overpaid: ['overpaid', '多还'],
  due: ['next due', '下期应还'],
  rate: ['rate', '年利率'],
  stage: ['stage', '催收阶段'],
  tier: ['tier', '风险等级'],
  category: ['category', '五级分类'],
  cause: ['cause', '成因'],
  hold: ['hold', '暂停'],
  promise: ['promise', '还款承诺'],
  relief: ['case', '处置'],
  term: ['term of law', '法定期间'],
  collateral: ['collateral', '押品'],
  closed: ['closed', '结清'],
  stuck: ['stuck', '停滞'],
  waits: ['waits', '待发'],
  tasks: ['open tasks', '未办任务'],
  next: ['next', '接下来'],
  last: ['last', '最近'],
} satisfies Labels;

/** One page: the borrower, what is owed and since when, what pauses the ladder, open work, what comes next and why, what happened. */
export function printLoan(it: LoanToShow): void {
  const say = ownSaying();
  for (const [key, value] of facts(it, say)) writeLabelled(say, LABELS[key], value);
  section(ofLanguage(say, LABELS.tasks), tasks(it.tasks, say));
  section(ofLanguage(say, LABELS.next), lines(it.next.filter((line) => line.what !== 'task.done').slice(0, NEXT), say));
  section(ofLanguage(say, LABELS.last), lines(it.happened.slice(-LAST), say));
  for (const one of it.evidence) process.stdout.write(`${evidenceLine(one)}\n`);
}

function facts(it: LoanToShow, say: Saying): [keyof typeof LABELS, string | null][] {
  const { file, plan, branch, accountManager } = it.stored;
  const { state } = file;
  const { dpd, overdue, outstanding, overpaid } = standingOf(file, it.now);
  const { since, next } = statementOf(file, it.now);
  const unknown = say.language === 'zh-CN' ? '未知' : 'not known';
  const from = (moment: Moment | null) => (moment === null ? '' : ` (${say.since(moment)})`);
  const holds = file.holds.filter((one) => one.from <= it.now && (one.until === null || one.until > it.now));
  const open = file.cases.filter((one) => one.closedAt === null);
  const approved = say.language === 'zh-CN' ? '已批准' : 'approved';
  return [
    ['loan', [file.loan, file.product].filter(Boolean).join(' ')],
    ['plan', plan],
    ['borrower', [file.borrower, it.name].filter(Boolean).join(' ')],
    ['manager', accountManager ?? unknown],
    ['branch', branch],
    ['dpd', String(dpd)],
    ['overdue', say.money(overdue)],
    ['since', since],
    ['outstanding', say.money(outstanding)],
    ['overpaid', overpaid === 0 ? null : say.money(overpaid)],
    ['due', next && `${next.on}  ${say.money(next.amount)}`],
    ['rate', it.rate === null ? unknown : `${it.rate}%`],
    ['stage', `${say.word(state.stage)}${from(state.stageEnteredAt)}`],
    ['tier', state.tier && `${say.tier(state.tier)}${from(state.tierSince)}`],
    ['category', say.word(state.category)],
    ['cause', file.cause && `${say.word(file.cause.kind)}${from(file.cause.at)}`],
    ...holds.map((one) => ['hold', `${one.reason}${one.until === null ? '' : ` → ${say.moment(one.until)}`}`] as const),
    ...it.promises.map(
      (one) => ['promise', `${one.on}  ${say.money(one.amount)}  ${say.outcome(one.outcome)}`] as const,
    ),
    ...open.map(
      (one) =>
        [
          'relief',
          [say.word(one.kind), one.until && `→ ${one.until}`, one.approvedAt !== null && approved]
            .filter(Boolean)
            .join('  '),
        ] as const,
    ),
    ...it.terms.map(
      ({ clock, from, since, endsOn }) =>
        ['term', `${say.word(clock)}  ${from} (${say.word(since)}) → ${endsOn}`] as const,
    ),
    ...it.collateral.map(
      ({ collateral, kind, value, valuedOn, loans, loanToValue }) =>
        [
          'collateral',
          [
            collateral,
            kind,
            value !== null && `${say.money(value)} (${valuedOn})`,
            percent(loanToValue),
            loans.join(' '),
          ]
            .filter(Boolean)
            .join('  '),
        ] as const,
    ),
    ['closed', state.closedAt && say.moment(state.closedAt)],
    ...it.troubles.map(({ what, why }) => ['stuck', `${what}: ${why}`] as const),
    ...it.waiting.map((one) => ['waits', waitingLine(one)] as const),
  ].map(([key, value]) => [key, value ? String(value) : null] as [keyof typeof LABELS, string | null]);
}

const tasks = (open: readonly ListedTask[], say: Saying) =>
  open.map((it) => [
    `T${it.number}`,
    it.late ? ([say.moment(it.due), 'red'] as const) : say.moment(it.due),
    say.title(it.title, it.kind),
    [it.owner, say.word(it.role)].filter(Boolean).join(' '),
    it.rule,
  ]);

const lines = (told: readonly TimelineLine[], say: Saying) =>
  told.map((line) => {
    const { what, why } = inWords(line, say.language);
    return [say.moment(line.at), what, why, typeof line.rule === 'string' ? line.rule : ''];
  });

function section(heading: string, rows: Parameters<typeof table>[1]): void {
  if (rows.length > 0) writeColoured(`\n${heading}\n${table(null, rows)}\n`);
}
