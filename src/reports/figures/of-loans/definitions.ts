import { type Definition, money, number, type Of, share } from '../definition.js';

const BOOK = 'loans, instalments, payments, cases';
const NOTHING_OUTSTANDING = 'nothing is outstanding';

/** What is outstanding, overdue, moved and received. */
export const OF_LOANS = {
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
    'nothing was past due at either end of the period, and nothing such came in',
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
} satisfies Record<string, Definition>;

/** What falls due next, and who stays. */
export const OF_MATURITIES = {
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

function par(days: number, which: string): Of<'portfolio'> {
  const formula = `outstanding principal of loans with ${which} ÷ outstanding-principal`;
  return share('portfolio', `PAR ${days} 风险贷款率`, formula, BOOK, NOTHING_OUTSTANDING);
}
