import { formatMoney } from '../../domain/money/money.js';
import { formatMoment } from '../../domain/time/dates.js';
import { listPayments, type PaymentShown } from '../../store/facts/payments.js';
import { listUnmatched, type Unmatched } from '../../store/incoming/unmatched.js';
import type { DatabaseContext } from '../connect/connect.js';
import { type ListColumn, type ListOptions, printList } from './print-list.js';

type Row = (PaymentShown & { said?: string }) | (Unmatched & { reversedOn?: string | null });

const COLUMNS: ListColumn<Row>[] = [
  { head: { en: 'reference', 'zh-CN': '流水号' }, of: (it) => it.reference },
  { head: { en: 'paid on', 'zh-CN': '还款日' }, of: (it) => it.paidOn },
  { head: { en: 'amount', 'zh-CN': '金额' }, of: (it, say) => say.money(it.amount), right: true },
  { head: { en: 'heard', 'zh-CN': '入账时间' }, of: (it, say) => say.moment(it.heardAt) },
];
const REVERSED: ListColumn<Row> = {
  head: { en: 'reversed on', 'zh-CN': '冲正日' },
  of: (it) => it.reversedOn ?? '',
};
const SAID: ListColumn<Row> = { head: { en: 'payer and purpose', 'zh-CN': '付款人及摘要' }, of: (it) => it.said ?? '' };

const documentOf = ({ amount, heardAt, ...it }: Row) => ({
  ...it,
  amount: formatMoney(amount),
  heardAt: formatMoment(heardAt),
});

/** What was paid of a loan, with the day on which it was paid beside when that was heard. */
export const printPayments = async ({ db }: DatabaseContext, loan: string, options: ListOptions): Promise<void> =>
  printList<Row>(await listPayments(db.pool, loan), [...COLUMNS, REVERSED], options, documentOf);

/** Money of a statement that waits for a loan. */
export const printUnmatched = async ({ db, seal }: DatabaseContext, options: ListOptions): Promise<void> =>
  printList<Row>(await listUnmatched(db.pool, seal), [...COLUMNS, SAID], options, documentOf);
