import type { Words } from './sentence.js';
import { word } from './vocabulary.js';

/** What is due, paid, overdue, promised, and until when it was given time. */
export const WORDS_OF_DEBT = {
  overdue: {
    en: ({ seq, dueOn, amount }, say) => `instalment ${seq}, due ${say.day(dueOn)}, overdue ${say.money(amount)}`,
    zh: ({ seq, dueOn, amount }, say) => `第${seq}期${say.day(dueOn)}到期，逾期金额${say.money(amount)}`,
  },
  'nothing-overdue': { en: 'nothing overdue', zh: '无逾期' },
  'within-tolerance': {
    en: ({ amount }, say) => `nothing overdue but ${say.money(amount)}, within the tolerance`,
    zh: ({ amount }, say) => `无逾期，仅差${say.money(amount)}，在容差内`,
  },
  relieved: {
    en: ({ kind, until }, say) => `nothing overdue: ${say.word(kind)} until ${say.day(until)}`,
    zh: ({ kind, until }, say) => `无逾期：${word(kind)}至${say.day(until)}`,
  },
  'due-is-paid': {
    en: ({ dueOn }, say) => `what was due ${say.day(dueOn)} is paid`,
    zh: ({ dueOn }, say) => `${say.day(dueOn)}到期的款项已还`,
  },
  'reminded-is-paid': {
    en: ({ dueOn }, say) => `what fell due ${dueOn === null ? 'then' : say.day(dueOn)} is paid`,
    zh: ({ dueOn }, say) => `所提醒的${dueOn === null ? '当期' : say.day(dueOn)}款项已还`,
  },
  'paid-in-full': { en: 'paid in full', zh: '已全部还清' },
  due: {
    en: ({ seqs, dueOn, amount }, say) =>
      `${seqs.length === 1 ? 'instalment' : 'instalments'} ${seqs.join(', ')}, due ${say.day(dueOn)}, unpaid ${say.money(amount)}`,
    zh: ({ seqs, dueOn, amount }, say) => `第${seqs.join('、')}期${say.day(dueOn)}到期，未还${say.money(amount)}`,
  },
  overpaid: {
    en: ({ amount }, say) => `${say.money(amount)} more than was owed`,
    zh: ({ amount }, say) => `多还${say.money(amount)}`,
  },
  'not-overpaid': { en: 'nothing is overpaid any more', zh: '已无多还款项' },
  residue: {
    en: ({ amount, since }, say) =>
      `overdue ${say.money(amount)} since ${say.day(since)}: within the tolerance, nobody is dunned`,
    zh: ({ amount, since }, say) => `${say.day(since)}起欠${say.money(amount)}：在容差内，不催收`,
  },
  'no-residue': { en: 'more or nothing is overdue', zh: '欠款已超出容差或已还清' },
  promised: {
    en: ({ amount, on }, say) => `promised ${say.money(amount)} by ${say.day(on)}`,
    zh: ({ amount, on }, say) => `承诺${say.day(on)}前还款${say.money(amount)}`,
  },
  'promise-judged': {
    en: ({ amount, on, paid, nothingDue }, say) =>
      `promised ${say.money(amount)} by ${say.day(on)}, came ${say.money(paid)}${nothingDue ? ', and nothing that was due is unpaid' : ''}`,
    zh: ({ amount, on, paid, nothingDue }, say) =>
      `承诺${say.day(on)}前还款${say.money(amount)}，实还${say.money(paid)}${nothingDue ? '，到期款项均已还清' : ''}`,
  },
  'ran-out': {
    en: ({ kind, until, amount }, say) => `${say.word(kind)} until ${say.day(until)}, overdue ${say.money(amount)}`,
    zh: ({ kind, until, amount }, say) => `${word(kind)}至${say.day(until)}，逾期金额${say.money(amount)}`,
  },
  'demand-passed': {
    en: ({ kind, until, amount }, say) =>
      `${say.word(kind)} gave until ${say.day(until)}, overdue ${say.money(amount)}`,
    zh: ({ kind, until, amount }, say) => `${word(kind)}限期至${say.day(until)}，逾期金额${say.money(amount)}`,
  },
} satisfies Partial<Words>;
