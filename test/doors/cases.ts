import type { Command } from 'commander';
import { borrowerCommand } from '../../src/cli/book/borrower.js';
import { indicatorCommand, promiseCommand, signalCommand, warningCommand } from '../../src/cli/book/borrower-news.js';
import { caseCommand } from '../../src/cli/book/case.js';
import { collateralCommand } from '../../src/cli/book/collateral.js';
import { loanCommand } from '../../src/cli/book/loan.js';
import { paymentCommand } from '../../src/cli/book/payment.js';
import { staffCommand } from '../../src/cli/people/staff.js';
import { archiveCommand } from '../../src/cli/work/archive.js';
import { complaintCommand } from '../../src/cli/work/complaint.js';
import type { FactKind } from '../../src/domain/facts/facts.js';

/** Of each form of value: what is taken, and what is not. */
export const VALUES = {
  id: {
    good: ['x'.repeat(200), '借'.repeat(100), ' a\u200b ', 'constructor'],
    bad: ['', ' \u3000', 'x'.repeat(201), '借'.repeat(101), 'a\u0007b', 'a\nb', '\ud800'],
  },
  word: {
    good: ['a', 'new-overdue', `a${'1'.repeat(59)}`],
    bad: ['', 'A', '1a', 'two words', `a${'1'.repeat(60)}`, '新'],
  },
  line: { good: ['x'.repeat(120), ' two  words '], bad: ['', '\u200b', 'x'.repeat(121), 'a\nb'] },
  text: { good: ['x'.repeat(10_000), 'one\n\ttwo', ''], bad: ['x'.repeat(10_001), 'a\u0000', 'a\u001b[2J'] },
  reason: { good: ['x'.repeat(10_000), 'one\ntwo'], bad: ['', ' \n', 'x'.repeat(10_001), 'a\u0000'] },
  day: {
    good: ['1900-01-01', '2199-12-31', '2028-02-29'],
    bad: ['', '1899-12-31', '2200-01-01', '9999-12-31', '2026-02-29', '2026/02/10', '20260210'],
  },
  moment: {
    good: ['1900-01-01', '2199-12-31T23:59:59+08:00', '2026-11-01T08:00:00Z'],
    bad: ['', 'soon', '2200-01-01', '2026-11-01T08:00:00', '+010000-01-01T00:00:00Z'],
  },
  period: { good: ['2026', '2026-H1', '2026-Q4', '2026-12'], bad: ['', '2026-Q5', '2026-13', '2026-3', 'Q3'] },
  money: {
    good: ['0', '0.01', '1060.5', '100000000000.00'],
    bad: ['', '-0.01', '100000000000.01', '99999999999999', '1.005', '1,060.00', '1e3', '０'],
  },
  sum: { good: ['0.01', '100000000000.00'], bad: ['', '0', '0.00', '-1.00', '100000000000.01', '1.005', '1e3'] },
  rate: { good: ['0', '4.35', '99.9999', '100', '100.00'], bad: ['', '-1', '100.01', '4.35001', '4,35', '435'] },
  figure: { good: [0, -1, 0.71, 1e15, -1e15], bad: [1e15 + 1, -1e16] },
  document: {
    good: ['contract/paper', `${'a'.repeat(60)}/electronic`],
    bad: ['', 'contract', 'contract/film', 'Contract/paper', `${'a'.repeat(61)}/paper`, '../x/paper'],
  },
  channel: { good: ['sms', 'push'], bad: ['', 'fax', 'SMS'] },
  cause: { good: ['temporary', 'illness'], bad: ['', 'bored'] },
  ourId: { good: ['x'.repeat(1_000), 'L1/care/warning/x'], bad: ['', '\u200b'] },
  planId: { good: ['watch', '1-star'], bad: ['', 'Watch', 'two words'] },
  category: { good: ['normal', 'loss'], bad: ['', 'bad'] },
  role: { good: ['department-head'], bad: ['', 'cook'] },
  mail: { good: ['a@bank.example'], bad: ['', 'a', 'a@b@c'] },
  caseKind: { good: ['grace', 'write-off'], bad: ['', 'gift'] },
} satisfies Record<string, { good: unknown[]; bad: unknown[] }>;

export type Said = Record<string, unknown>;
type Build = (command: Command) => Command;
/** The command that says it, with its words; those after `--` may begin with a sign. */
export type Typed = (said: Said) => [build: Build, ...words: unknown[]];

export interface Case {
  good: Said;
  values: Record<string, keyof typeof VALUES>;
  command?: Typed;
}

const LOAN = { loan: 'id' } as const;
export const CASES: Record<FactKind, Case> = {
  payment: {
    good: { loan: 'L1', reference: 'P1', amount: '10.00', paidOn: '2026-11-20' },
    values: { ...LOAN, reference: 'id', amount: 'sum', paidOn: 'day' },
    command: (it) => [
      paymentCommand,
      ...['again', '--loan', it.loan, '--paid-on', it.paidOn, '--amount', it.amount, '--', it.reference],
    ],
  },
  loan: {
    good: {
      ...{ loan: 'L9', borrower: 'B1', plan: '04-personal', disbursedOn: '2026-11-20', principal: '3000.00' },
      ...{ annualRate: '4.35', product: 'car', instalments: [{ seq: 1, dueOn: '2026-12-20', principal: '3000.00' }] },
    },
    values: {
      ...{ loan: 'id', borrower: 'id', plan: 'id', disbursedOn: 'day', principal: 'sum' },
      ...{ annualRate: 'rate', product: 'line' },
    },
  },
  newBorrower: {
    good: { borrower: 'B9', kind: 'person', name: '王小明', branch: 'east', accountManager: 'AM01' },
    values: { borrower: 'id', branch: 'line', accountManager: 'id' },
  },
  reversal: {
    good: { reference: 'P1' },
    values: { reference: 'id' },
    command: (it) => [paymentCommand, 'reverse', '--ahead', '--', it.reference],
  },
  refund: {
    good: { loan: 'L1', reference: 'R1', amount: '10.00', paidOn: '2026-11-20' },
    values: { ...LOAN, reference: 'id', amount: 'sum', paidOn: 'day' },
    command: (it) => [
      paymentCommand,
      ...['refund', '--reference', it.reference, '--amount', it.amount, '--paid-on', it.paidOn, '--', it.loan],
    ],
  },
  signal: {
    good: { borrower: 'B1', kind: 'litigation', source: 'court' },
    values: { borrower: 'id', kind: 'word', source: 'line' },
    command: (it) => [signalCommand, '--kind', it.kind, '--source', it.source, '--', it.borrower],
  },
  indicator: {
    good: { borrower: 'B1', name: 'debt-to-asset', period: '2026-Q3', value: 0.71 },
    values: { borrower: 'id', name: 'word', period: 'period', value: 'figure' },
    command: (it) => [indicatorCommand, '--', it.borrower, it.name, it.period, it.value],
  },
  balance: { good: { loan: 'L1', amount: '10.00' }, values: { ...LOAN, amount: 'money' } },
  rate: {
    good: { loan: 'L1', annualRate: '4.35', from: '2026-12-01' },
    values: { ...LOAN, annualRate: 'rate', from: 'day' },
    command: (it) => [loanCommand, 'rate', '--rate', it.annualRate, '--from', it.from, '--', it.loan],
  },
  collateral: {
    good: { collateral: 'C1', borrower: 'B1', kind: '厂房', loans: ['L1'], value: '10.00', valuedOn: '2026-11-20' },
    values: { collateral: 'id', borrower: 'id', kind: 'line', loans: 'id', value: 'money', valuedOn: 'day' },
    command: (it) => [
      collateralCommand,
      ...['add', '--borrower', it.borrower, '--type', it.kind, '--loans', ...(it.loans as string[])],
      ...['--value', it.value, '--valued-on', it.valuedOn, '--', it.collateral],
    ],
  },
  valuation: {
    good: { collateral: 'C1', value: '10.00', on: '2026-11-20' },
    values: { collateral: 'id', value: 'money', on: 'day' },
    command: (it) => [collateralCommand, 'value', '--on', it.on, '--', it.collateral, it.value],
  },
  discharge: {
    good: { collateral: 'C1', reason: 'paid' },
    values: { collateral: 'id', reason: 'reason' },
    command: (it) => [collateralCommand, 'release', '--reason', it.reason, '--', it.collateral],
  },
  look: {
    good: { loan: 'L1', document: 'contract/paper', by: 'AM01', reason: 'audit' },
    values: { ...LOAN, document: 'document', reason: 'reason' },
    command: (it) => [archiveCommand, 'look', '--reason', it.reason, '--', it.loan, it.document],
  },
  filed: {
    good: { loan: 'L1', documents: ['contract/paper'] },
    values: { ...LOAN, documents: 'document' },
    command: (it) => [loanCommand, 'file', '--', it.loan, ...(it.documents as string[])],
  },
  hold: {
    good: { loan: 'L1', from: '2026-11-20', until: '2026-12-01', reason: 'dispute' },
    values: { ...LOAN, from: 'moment', until: 'moment', reason: 'reason' },
    command: (it) => [
      loanCommand,
      ...['hold', '--from', it.from, '--until', it.until, '--reason', it.reason, '--', it.loan],
    ],
  },
  release: {
    good: { loan: 'L1' },
    values: LOAN,
    command: (it) => [loanCommand, 'release', '--', it.loan],
  },
  complaint: {
    good: { id: 'C1', borrower: 'B1', text: 'x' },
    values: { id: 'id', borrower: 'id', text: 'text' },
    command: (it) => [complaintCommand, 'open', '--borrower', it.borrower, '--text', it.text, '--', it.id],
  },
  accept: {
    good: { complaint: 'C1' },
    values: { complaint: 'id' },
    command: (it) => [complaintCommand, 'accept', '--', it.complaint],
  },
  solve: {
    good: { complaint: 'C1' },
    values: { complaint: 'id' },
    command: (it) => [complaintCommand, 'solve', '--', it.complaint],
  },
  survey: {
    good: { complaint: 'C1', satisfied: true },
    values: { complaint: 'id' },
    command: (it) => [complaintCommand, 'survey', '--', it.complaint],
  },
  cause: {
    good: { loan: 'L1', kind: 'temporary' },
    values: { ...LOAN, kind: 'cause' },
    command: (it) => [caseCommand, 'cause', '--', it.loan, it.kind],
  },
  openCase: {
    good: { loan: 'L1', kind: 'legal', why: 'for a reason' },
    values: { ...LOAN, kind: 'caseKind', why: 'reason' },
    command: (it) => [caseCommand, 'open', '--kind', it.kind, '--why', it.why, '--', it.loan],
  },
  decide: {
    good: { loan: 'L1', kind: 'grace', approve: true, until: '2026-12-31' },
    values: { ...LOAN, kind: 'caseKind', until: 'day' },
    command: (it) => [caseCommand, 'decide', '--approve', '--until', it.until, '--', it.loan, it.kind],
  },
  promise: {
    good: { loan: 'L1', on: '2026-12-10', amount: '10.00' },
    values: { ...LOAN, on: 'day', amount: 'sum' },
    command: (it) => [promiseCommand, '--on', it.on, '--amount', it.amount, '--', it.loan],
  },
  optOut: {
    good: { borrower: 'B1', channel: 'sms' },
    values: { borrower: 'id', channel: 'channel' },
    command: (it) => [borrowerCommand, 'contact', 'stop', '--channel', it.channel, '--', it.borrower],
  },
  borrower: {
    good: { borrower: 'B1', class: 'normal', accountManager: 'AM01', limit: '100.00', reason: 'x' },
    values: { borrower: 'id', class: 'line', accountManager: 'id', limit: 'money', reason: 'reason' },
    command: (it) => [
      borrowerCommand,
      ...['change', '--class', it.class, '--account-manager', it.accountManager, '--limit', it.limit],
      ...['--reason', it.reason, '--', it.borrower],
    ],
  },
  contact: {
    good: { borrower: 'B1', channel: 'wechat', address: 'x1', whose: 'self' },
    values: { borrower: 'id', address: 'id' },
    command: (it) => [
      borrowerCommand,
      ...['contact', 'add', '--channel', it.channel, '--address', it.address, '--', it.borrower],
    ],
  },
  name: { good: { borrower: 'B1', name: '王小明', reason: 'x' }, values: { borrower: 'id', reason: 'reason' } },
  consent: {
    good: { borrower: 'B1', channel: 'wechat', address: 'x1', whose: 'self', consent: false },
    values: { borrower: 'id', address: 'id' },
  },
  terms: {
    good: { loan: 'L1', principal: '2000.00', reason: 'x' },
    values: { ...LOAN, principal: 'money', reason: 'reason' },
  },
  schedule: {
    good: { loan: 'L1', instalments: [{ seq: 1, dueOn: '2026-12-20', principal: '1000.00' }], reason: 'x' },
    values: { ...LOAN, reason: 'reason' },
  },
  retire: {
    good: { borrower: 'B1', channel: 'sms', address: '+8613800000001' },
    values: { borrower: 'id', channel: 'channel', address: 'id' },
    command: (it) => [
      borrowerCommand,
      ...['contact', 'retire', '--channel', it.channel, '--address', it.address, '--', it.borrower],
    ],
  },
  tier: {
    good: { loan: 'L1', tier: 'high', until: '2026-12-31', reason: 'x' },
    values: { ...LOAN, tier: 'planId', until: 'day', reason: 'reason' },
    command: (it) => [loanCommand, 'tier', '--until', it.until, '--reason', it.reason, '--', it.loan, it.tier],
  },
  classify: {
    good: { loan: 'L1', category: 'doubtful', reason: 'x', approvedBy: 'RM1' },
    values: { ...LOAN, category: 'category', reason: 'reason', approvedBy: 'id' },
    command: (it) => [
      loanCommand,
      ...['classify', '--to', it.category, '--reason', it.reason, '--approved-by', it.approvedBy, '--', it.loan],
    ],
  },
  judge: {
    good: { warning: 'L1/care/warning/x', right: true },
    values: { warning: 'ourId' },
    command: (it) => [warningCommand, '--right', '--', it.warning],
  },
  measure: {
    good: { of: 'case', id: 'L1/grace/1', text: 'x', owner: 'AM01', due: '2026-12-31' },
    values: { id: 'ourId', text: 'reason', owner: 'id', due: 'day' },
    command: (it) => [
      caseCommand,
      ...['measure', '--text', it.text, '--owner', it.owner, '--due', it.due, '--', it.id],
    ],
  },
  staff: {
    good: { staff: 'AM01', roles: ['account-manager'], branch: 'east', supervisor: 'DH1', email: 'a@bank.example' },
    values: { staff: 'id', roles: 'role', branch: 'line', supervisor: 'id', email: 'mail' },
    command: (it) => [
      staffCommand,
      ...['add', '--role', ...(it.roles as string[]), '--branch', it.branch, '--supervisor', it.supervisor],
      ...['--email', it.email, '--', it.staff],
    ],
  },
  absent: {
    good: { staff: 'AM01', until: '2026-12-31' },
    values: { staff: 'id', until: 'day' },
    command: (it) => [staffCommand, 'absent', '--until', it.until, '--', it.staff],
  },
  back: {
    good: { staff: 'AM01' },
    values: { staff: 'id' },
    command: (it) => [staffCommand, 'return', '--', it.staff],
  },
  left: {
    good: { staff: 'AM01' },
    values: { staff: 'id' },
    command: (it) => [staffCommand, 'leave', '--', it.staff],
  },
  staffEmail: {
    good: { staff: 'AM01', email: 'a@bank.example' },
    values: { staff: 'id', email: 'mail' },
    command: (it) => [staffCommand, 'email', '--', it.staff, it.email],
  },
  staffFigure: {
    good: { staff: 'AM01', name: 'deposits', period: '2026-10', amount: '1200000.00' },
    values: { staff: 'id', name: 'planId', period: 'period', amount: 'money' },
    command: (it) => [
      staffCommand,
      ...['figure', '--period', it.period, `--amount=${it.amount}`, '--', it.staff, it.name],
    ],
  },
};
