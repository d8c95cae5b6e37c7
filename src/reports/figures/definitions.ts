/** Figures are measured in parts, a file of this folder each. */
export type Part =
  | 'portfolio'
  | 'movement'
  | 'trend'
  | 'collection'
  | 'contact'
  | 'tasks'
  | 'warnings'
  | 'complaints'
  | 'care'
  | 'maturities';

/** A figure that is one number, as docs/figures.md tells it and as a plan's targets name it. */
export interface Definition {
  part: Part;
  /** As readers of the papers see it. */
  title: string;
  /** `money` is minor units of the report's currency, `share` a part of one, `number` a count. */
  unit: 'number' | 'money' | 'share';
  /** How it is worked out. */
  formula: string;
  /** The tables it comes from. */
  source: string;
  /** What null means; left out: it is never null. */
  nullMeans?: string;
}

const BOOK = 'loans, instalments, payments, cases';
const NOTHING_OUTSTANDING = 'nothing is outstanding';

export const DEFINITIONS = {
  loans: number('portfolio', '贷款笔数', 'loans of which something is unpaid', BOOK),
  borrowers: number('portfolio', '借款人数', 'borrowers with such a loan', BOOK),
  outstanding: money('portfolio', '未还本息余额', 'unpaid of all instalments: principal, interest, fee', BOOK),
  'outstanding-principal': money('portfolio', '贷款余额', 'unpaid principal of all instalments', BOOK),
  'paid-out-loans': number('portfolio', '本期发放笔数', 'loans paid out in the period', 'loans'),
  'paid-out-amount': money('portfolio', '本期发放金额', 'principal of the loans paid out in the period', 'loans'),
  'overdue-loans': number('portfolio', '逾期笔数', 'loans with DPD ≥ 1', BOOK),
  'overdue-amount': money('portfolio', '逾期本息', 'unpaid of instalments whose due day is over', BOOK),
  'overdue-principal': money('portfolio', '逾期本金', 'the principal in overdue-amount', BOOK),
  'overpaid-amount': money(
    'portfolio',
    '多付款项',
    'paid beyond all that a loan owes, the closed ones too, until it is given back or booked elsewhere',
    BOOK,
  ),
  'overdue-rate': share('portfolio', '逾期率', 'overdue-principal ÷ outstanding-principal', BOOK, NOTHING_OUTSTANDING),
  'par-1': par(1, 'DPD ≥ 1'),
  'par-30': par(30, 'DPD > 30'),
  'par-60': par(60, 'DPD > 60'),
  'par-90': par(90, 'DPD > 90'),
  'npl-loans': number('portfolio', '不良贷款笔数', 'loans with DPD ≥ 91 (substandard, doubtful, loss by days)', BOOK),
  'npl-principal': money('portfolio', '不良贷款余额', 'outstanding principal of npl-loans', BOOK),
  'npl-rate': share('portfolio', '不良率', 'npl-principal ÷ outstanding-principal', BOOK, NOTHING_OUTSTANDING),
  'risky-borrowers': number('portfolio', '风险客户数', 'borrowers with a loan of DPD > 30', BOOK),
  'risky-borrower-share': share(
    'portfolio',
    '风险客户占比',
    'risky-borrowers ÷ borrowers',
    BOOK,
    'no borrower has a loan',
  ),

  'recovered-overdue': money(
    'movement',
    '收回逾期金额',
    'of what was overdue at the beginning of the period, what came in by its end',
    BOOK,
  ),
  'overdue-recovery-rate': share(
    'movement',
    '逾期回收率',
    'recovered-overdue ÷ overdue-amount at the beginning',
    BOOK,
    'nothing was overdue at the beginning',
  ),
  'recovered-30-plus': money('movement', '收回30天以上逾期', 'the same, of loans with DPD > 30 at the beginning', BOOK),
  'recovery-30-plus': share(
    'movement',
    '30天以上逾期回收率',
    'recovered-30-plus ÷ overdue amount of these loans at the beginning',
    BOOK,
    'no loan was more than 30 days past due at the beginning',
  ),
  'recovered-npl': money(
    'movement',
    '收回不良贷款',
    'by how much the outstanding of loans with DPD ≥ 91 at the beginning has fallen',
    BOOK,
  ),
  'npl-recovery-rate': share(
    'movement',
    '不良贷款回收率',
    'recovered-npl ÷ outstanding of these loans at the beginning',
    BOOK,
    'no loan was non-performing at the beginning',
  ),
  'resolved-loans': number(
    'movement',
    '化解逾期笔数',
    'loans with DPD ≥ 1 at the beginning and DPD 0 at the end',
    BOOK,
  ),
  'overdue-resolved-rate': share(
    'movement',
    '逾期化解率',
    'resolved-loans ÷ loans with DPD ≥ 1 at the beginning (cure rate; an extension resolves too)',
    BOOK,
    'no loan was overdue at the beginning',
  ),
  'new-npl-loans': number('movement', '新增不良笔数', 'loans with DPD < 91 at the beginning and ≥ 91 at the end', BOOK),
  'new-npl-principal': money('movement', '新增不良余额', 'outstanding principal of new-npl-loans at the end', BOOK),
  'paid-off-loans': number(
    'movement',
    '结清笔数',
    'loans with something unpaid at the beginning, or paid out since, and nothing at the end',
    BOOK,
  ),

  'received-amount': money(
    'collection',
    '本期回款',
    'payments with their day in the period, less reversals in it',
    'payments',
  ),
  'collected-amount': money(
    'collection',
    '收回逾期贷款',
    'of received-amount, what came from loans that were past due at the end of the day before',
    BOOK,
  ),
  payments: number('collection', '回款笔数', 'payments with their day in the period', 'payments'),
  reversed: money('collection', '冲正金额', 'payments reversed on a day of the period', 'payments'),
  'due-amount': money('collection', '本期应还本息', 'instalments that fell due in the period by the contract', BOOK),
  'due-paid-rate': share(
    'collection',
    '本期到期收回率',
    'paid of due-amount by the end ÷ due-amount',
    BOOK,
    'nothing fell due',
  ),
  'first-payments-judged': number(
    'collection',
    '首期观察笔数',
    'loans whose first instalment was 30 days past its due day within the period',
    BOOK,
  ),
  'first-payment-default': share(
    'collection',
    '首期逾期率',
    'of first-payments-judged, those whose first instalment was not fully paid by then',
    BOOK,
    'no loan is judged in the period',
  ),

  'notices-sent': number('contact', '发出通知数', 'notices due in the period that were sent', 'notices'),
  'notices-returned': number(
    'contact',
    '退回通知数',
    'of those sent: known not to have arrived, as of the day of making',
    'notices',
  ),
  'notices-failed': number('contact', '失败通知数', 'that could not be sent for good', 'notices'),
  'notices-suppressed': number(
    'contact',
    '未发通知数',
    'not sent on purpose: paid meanwhile, no consent, held, too late',
    'notices',
  ),
  'contact-reach': share(
    'contact',
    '触达率',
    '(sent − returned) ÷ (sent + failed + outcome unknown)',
    'notices',
    'nothing was to be sent',
  ),
  'borrowers-reached': number(
    'contact',
    '触达客户数',
    'borrowers to whom at least one notice was sent that is not known to have come back',
    'notices',
  ),

  'tasks-opened': number('tasks', '新增任务数', 'tasks opened in the period', 'tasks'),
  'tasks-done': number('tasks', '完成任务数', 'tasks done in the period', 'tasks'),
  'tasks-due': number('tasks', '到期任务数', 'tasks due in the period and not cancelled before', 'tasks'),
  'tasks-in-time-rate': share(
    'tasks',
    '任务按时完成率',
    'of tasks-due, those done by their due time',
    'tasks',
    'no task was due',
  ),
  'tasks-open': number('tasks', '未完成任务数', 'tasks open at the cut-off', 'tasks'),
  'tasks-overdue': number('tasks', '超期任务数', 'tasks open at the cut-off whose due time is past', 'tasks'),
  'check-coverage': share(
    'tasks',
    '贷后检查覆盖率',
    "of the tasks of the plan's `checks` due in the period, those done by its end",
    'tasks, plans',
    'no check was due',
  ),

  'warnings-opened': number('warnings', '新增预警数', 'warnings opened in the period', 'warnings'),
  'new-warned-borrowers': number(
    'warnings',
    '新增预警客户数',
    'borrowers of warnings opened in the period',
    'warnings',
  ),
  'warnings-closed': number('warnings', '关闭预警数', 'warnings closed in the period', 'warnings'),
  'warnings-open': number('warnings', '未关闭预警数', 'warnings open at the cut-off', 'warnings'),
  'warning-work-in-time-rate': share(
    'warnings',
    '预警按时处置率',
    'of the pieces of work of warning cases (form, review, measures, closure) due in the period, those done by their due time',
    'tasks',
    'none was due',
  ),
  'warning-accuracy': share(
    'warnings',
    '预警准确率',
    'of the warnings closed in the period of which somebody said whether they proved right, those that did',
    'warnings',
    'none was judged',
  ),
  'key-monitored-borrowers': number(
    'warnings',
    '重点监测客户数',
    'borrowers with an open warning that put them on the key monitoring list',
    'warnings',
  ),
  'promises-due': number('warnings', '到期还款承诺数', 'promises to pay for a day of the period', 'promises'),
  'promise-kept-rate': share(
    'warnings',
    '还款承诺履行率',
    'of promises-due, those for which the whole amount came in, recorded after they were made, paid by their day and not taken back by the end of the period; or that were judged kept since nothing due was left unpaid',
    'promises, payments',
    'no promise was due',
  ),

  complaints: number('complaints', '投诉数', 'complaints opened in the period', 'complaints'),
  'complaints-open': number('complaints', '未解决投诉数', 'complaints without a solution at the cut-off', 'complaints'),
  'complaint-rate': share(
    'complaints',
    '投诉率',
    'complaints ÷ borrowers with something unpaid at either end of the period',
    'complaints, loans',
    'there was no such borrower',
  ),
  'complaints-accepted-in-time-rate': share(
    'complaints',
    '投诉按时受理率',
    'of the complaints whose 24 hours ended in the period, those accepted within them',
    'complaints',
    'none',
  ),
  'complaints-solved-in-time-rate': share(
    'complaints',
    '投诉按时解决率',
    'of the complaints whose 3 working days ended in the period, those solved within them',
    'complaints',
    'none',
  ),
  surveys: number('complaints', '满意度回访数', 'satisfaction calls made in the period', 'complaints'),
  satisfaction: share(
    'complaints',
    '客户满意度',
    'of surveys, those in which the borrower was satisfied',
    'complaints',
    'nobody was asked',
  ),

  'follow-up-coverage': share(
    'care',
    '客户回访覆盖率',
    "of the borrowers with something unpaid, those for whom work of the plan's `checks` was done in the period",
    'tasks, plans',
    'no borrower has a loan',
  ),
  'screening-coverage': share(
    'care',
    '风险排查覆盖率',
    'of the borrowers with something unpaid, those for whom a task of kind screening was done in the period',
    'tasks',
    'no borrower has a loan',
  ),
  'contact-coverage': share(
    'care',
    '线上触达覆盖率',
    'of the borrowers with something unpaid, those whom a message may reach: an own contact by sms, email, wechat or push, with consent. As of the day of making',
    'contacts',
    'no borrower has a loan',
  ),
  'archive-completeness': share(
    'care',
    '档案完整率',
    'of the open loans, those of which every document that the plan asks for is filed. Tiers are those of the day of making',
    'archive_documents, plans',
    'the plan asks for no documents, or no loan is open',
  ),
  'risk-identification': share(
    'care',
    '风险识别率',
    'of the loans more than 30 days past due at the end and not at the beginning, those whose borrower had been warned of by the day on which they became so',
    'warnings, instalments, payments',
    'no loan became so',
  ),
  campaigns: number('care', '宣传活动场次', 'tasks of kind campaign done in the period', 'tasks, duties'),
  'training-pass-rate': share(
    'care',
    '培训考核通过率',
    'of the trainings done in the period: 考试通过人数 ÷ 应到人数 of their records',
    'tasks, duties',
    'no training was done, or its record does not say',
  ),

  'maturing-loans': number('maturities', '下月到期笔数', 'loans whose last unpaid instalment is due next month', BOOK),
  'maturing-principal': money('maturities', '下月到期余额', 'outstanding principal of maturing-loans', BOOK),
  'good-borrowers-ended': number(
    'maturities',
    '优质客户结清数',
    'borrowers with a loan paid off in the period of which nothing was overdue at its beginning',
    BOOK,
  ),
  'renewal-rate': share(
    'maturities',
    '优质客户续贷率',
    'of good-borrowers-ended, those with another open loan of the plan, or another loan paid out or a renewal approved in the period',
    BOOK,
    'no such borrower',
  ),
} satisfies Record<string, Definition>;

export type FigureId = keyof typeof DEFINITIONS;

/** The figures of one part that are one number each. */
export type Values<P extends Part> = Record<
  { [F in FigureId]: (typeof DEFINITIONS)[F]['part'] extends P ? F : never }[FigureId],
  number | null
>;

/** The figures of a part, in the order in which they are read. */
export const figuresOf = (part: Part): FigureId[] =>
  (Object.keys(DEFINITIONS) as FigureId[]).filter((id) => DEFINITIONS[id].part === part);

export const isFigure = (id: string): id is FigureId => Object.hasOwn(DEFINITIONS, id);

type Of<P extends Part> = Definition & { part: P };

function number<P extends Part>(part: P, title: string, formula: string, source: string): Of<P> {
  return { part, title, unit: 'number', formula, source };
}

function money<P extends Part>(part: P, title: string, formula: string, source: string): Of<P> {
  return { part, title, unit: 'money', formula, source };
}

function share<P extends Part>(part: P, title: string, formula: string, source: string, nullMeans: string): Of<P> {
  return { part, title, unit: 'share', formula, source, nullMeans };
}

function par(days: number, which: string): Of<'portfolio'> {
  const formula = `outstanding principal of loans with ${which} ÷ outstanding-principal`;
  return share('portfolio', `PAR ${days} 风险贷款率`, formula, BOOK, NOTHING_OUTSTANDING);
}
