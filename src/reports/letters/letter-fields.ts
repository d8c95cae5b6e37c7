import { loanFigures, paymentFigures } from '../../domain/loan/letters.js';
import type { LoanFile } from '../../domain/loan/loan-file.js';
import { restsAt } from '../../domain/loan/relief/relief.js';
import { word } from '../../domain/reason/vocabulary.js';
import { addDays, type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import type { LetterPlan } from '../../library/letter-files.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import type { ReservedLetter } from '../../store/documents/letters.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { readPlan } from '../../store/loans/plans.js';
import { dayOfMoment } from '../figures/lay-out.js';
import { money } from '../paper/words.js';
import { type DueUnit, dueTable, unitOf } from './letter-lists.js';
import type { LetterFields } from './letters.js';

/** Who writes. `account`: where to pay; empty or left out: what the contract says. */
export interface Lender {
  name: string;
  hotline: string;
  account?: string;
}

/** What a letter's words are filled in with; `figures` are the same without what is personal. */
export interface Filled {
  fields: LetterFields;
  figures: object;
  /** Why it must not go out any more; null: it may. */
  withdrawn: string | null;
}

const USUAL = 'payUntil replyUntil from until payInto inquiries disputes contractNumber signedOn lawFirm lawyer'.split(
  ' ',
);
const LISTED = 'period asOf currency count total principal interest'.split(' ');
const OF_LOAN =
  'loan borrower currency manager role asOf overdueSince overdueDays balance principal interest fee total maturesOn standing'.split(
    ' ',
  );
const OF_WARNING = 'level signal foundOn source measures'.split(' ');

/** What a letter asks for that nothing fills in where it stands: at a part of a plan (`duties`, `warnings`, `ladder` …). */
export function unfilled({ fields, tables }: LetterPlan, part: string): string[] {
  const known = [...USUAL, ...(tables.length > 0 ? LISTED : [])];
  if (part !== 'duties') known.push(...OF_LOAN);
  if (part === 'warnings') known.push(...OF_WARNING);
  return [...fields, ...tables].filter((it) => it !== 'loans' && !known.includes(it));
}

/** A blank for what no book of ours knows and is written in by hand. One word, so that no line breaks within it. */
const BY_HAND = '_'.repeat(16);
const CONTRACT_ACCOUNT = '借款合同约定的还款账户';

/**
 * All that the words of any letter may name, from the database as it is now, at the end of the day for which the letter was
 * reserved. Names of people are opened here and go nowhere but into the letter.
 */
export async function fillLetter(
  sql: Sql,
  seal: Seal,
  lender: Lender,
  plan: LetterPlan,
  letter: ReservedLetter,
  now: Moment,
): Promise<Filled> {
  const date = dayOf(letter.at);
  const frame = { date, lender: lender.name, contact: lender.hotline, ...usual(lender, date, plan) };
  if (letter.loan === null) {
    const unit = await unitOf(sql, seal, letter.report!, letter.unit);
    const fields = { ...frame, ...listed(unit), addressee: nameOfUnit(letter.unit) };
    return { fields, figures: unit.figures, withdrawn: null };
  }
  const about = await aboutLoan(sql, seal, letter);
  const addressee = { borrower: about.words.borrower, staff: about.words.manager, unit: nameOfUnit(about.branch) }[
    plan.to
  ];
  const words = { ...frame, ...about.words, addressee };
  if (letter.payment !== null) return receiptOf(about.file, letter.payment, words);
  const figures = loanFigures(about.file, letter.at);
  const { asOf, dpd, overdue, maturesOn, maturing } = figures;
  const falls = { dueOn: maturesOn, unpaid: maturing.total, principal: maturing.principal, last: true, overdue, dpd };
  const line = { loan: letter.loan, borrower: about.words.borrower, manager: about.accountManager, ...falls };
  const whyWithdrawn = (): string | null => {
    if (plan.to === 'borrower' && restsAt(about.file, about.plan, now, 'service') === 'signal')
      return 'nothing goes to the borrower: it is not decided yet who is turned to';
    // A demand must not go out for what has been paid meanwhile.
    return plan.fields.includes('payUntil') && overdue === 0 ? 'nothing is overdue' : null;
  };
  const unit: DueUnit = { from: maturesOn, asOf, currency: about.words.currency, lines: [line] };
  return {
    figures,
    withdrawn: whyWithdrawn(),
    fields: {
      ...words,
      asOf,
      overdueSince: figures.overdueSince ?? '—',
      overdueDays: String(dpd),
      balance: money(figures.balance),
      principal: money(figures.principal),
      interest: money(figures.interest),
      fee: money(figures.fee),
      total: money(overdue),
      maturesOn,
      standing:
        dpd > 0
          ? `已逾期${dpd}天，逾期金额${money(overdue)}元，按天数${word(figures.category)}类`
          : overdue > 0
            ? `未逾期，尾差${money(overdue)}元`
            : '未逾期',
      ...(plan.tables.includes('loans') ? listed(unit) : {}),
      ...(await warningOf(sql, letter)),
    },
  };
}

const nameOfUnit = (unit: string | null) => unit ?? '各经办机构';

/** Words for signals and figures that the handling form has, and that differ from those of the papers. */
const NEWS: Record<string, string> = {
  'new-overdue': '在他处新增逾期',
  unreachable: '失去联系',
  'debt-to-income': '债务收入比',
  'collateral-value': '押品价值',
  court: '法院',
};
const news = (name: string) => NEWS[name] ?? word(name);

/** The fields that every letter has, whatever it is about. */
function usual({ hotline, account }: Lender, date: Day, { deadlineDays }: LetterPlan) {
  const until = addDays(date, deadlineDays);
  const endOfYear = `${Number(date.slice(0, 4)) + (date.slice(5, 7) === '12' ? 1 : 0)}-12-31`;
  return {
    payUntil: until,
    replyUntil: until,
    from: date,
    until: endOfYear,
    payInto: account || CONTRACT_ACCOUNT,
    inquiries: `拨打${hotline}或到我方营业场所`,
    disputes: `拨打${hotline}或向我方递交书面材料`,
    contractNumber: BY_HAND,
    signedOn: BY_HAND,
    lawFirm: `${BY_HAND}律师事务所`,
    lawyer: BY_HAND,
  };
}

/** What is said of a list of loans that fall due. */
function listed({ from, asOf, currency, lines }: DueUnit): LetterFields {
  const sum = (of: 'unpaid' | 'principal') => lines.reduce((total, it) => total + it[of], 0);
  return {
    period: `${Number(from.slice(0, 4))}年${Number(from.slice(5, 7))}月`,
    asOf,
    currency,
    count: String(lines.length),
    total: money(sum('unpaid')),
    principal: money(sum('principal')),
    interest: money(sum('unpaid') - sum('principal')),
    loans: dueTable(lines),
  };
}

interface Row {
  borrower: string;
  nameSealed: Buffer | null;
  branch: string | null;
  currency: string;
  accountManager: string | null;
  role: string | null;
  staff: string | null;
  staffNameSealed: Buffer | null;
}

/** The loan, its borrower, and who does the work that the letter goes with: else the account manager. */
async function aboutLoan(sql: Sql, seal: Seal, { loan, task, at }: ReservedLetter) {
  const [stored] = await readLoanFiles(sql, [loan!], at);
  const [row] = await rows<Row>(
    sql,
    `SELECT b.borrower_id AS borrower, b.name_sealed AS "nameSealed", b.branch, l.currency, b.account_manager AS "accountManager",
            t.role, s.staff_id AS staff, s.name_sealed AS "staffNameSealed"
     FROM loans l JOIN borrowers b USING (borrower_id) LEFT JOIN tasks t ON t.task_id = $2
     LEFT JOIN staff s ON s.staff_id = coalesce(t.owner, b.account_manager) WHERE l.loan_id = $1`,
    [loan, task],
  );
  if (!stored || !row?.nameSealed) throw new Error(`no loan ${loan}, or it is not taken in, or its borrower is erased`);
  const borrower = seal.open(row.nameSealed, 'borrowers.name_sealed', row.borrower);
  const manager = row.staffNameSealed
    ? seal.open(row.staffNameSealed, 'staff.name_sealed', row.staff!)
    : (row.staff ?? BY_HAND);
  return {
    file: stored.file,
    plan: await readPlan(sql, stored.plan),
    branch: row.branch,
    accountManager: row.accountManager,
    words: { loan: loan!, borrower, currency: row.currency, manager, role: word(row.role ?? 'account-manager') },
  };
}

function receiptOf(file: LoanFile, payment: string, words: LetterFields): Filled {
  const figures = paymentFigures(file, payment);
  if (figures === null) return { fields: words, figures: { payment }, withdrawn: 'the payment was reversed' };
  const { reference, paidOn, amount, principal, interest, fee, over, balance } = figures;
  const parts = { amount, principal, interest, fee, over, balance };
  const written = Object.fromEntries(Object.entries(parts).map(([name, minor]) => [name, money(minor)]));
  return { fields: { ...words, ...written, reference, paidOn }, figures, withdrawn: null };
}

/** What the handling form says of its warning; nothing where the letter is about none. */
async function warningOf(sql: Sql, { task }: ReservedLetter): Promise<LetterFields> {
  const [found] = await rows<{
    level: string;
    source: string;
    indicator: string;
    rule: string;
    foundOn: Day;
    measures: { title?: string; kind: string }[];
  }>(
    sql,
    `SELECT w.level, w.source, w.indicator, w.rule, ${dayOfMoment('w.opened_at')} AS "foundOn", w.measures
     FROM warnings w JOIN tasks t USING (warning_id) WHERE t.task_id = $1`,
    [task],
  );
  if (!found) return {};
  const { level, source, indicator, rule, foundOn, measures } = found;
  return {
    level: word(level),
    signal: `${news(indicator)}（${rule}）`,
    foundOn,
    source: news(source),
    measures: measures.map(({ title, kind }) => title ?? kind).join('；') || '由处理人提出',
  };
}
