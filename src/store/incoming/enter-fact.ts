import { LOW_BALANCE, shortOn } from '../../domain/facts/account/balance.js';
import { type Fact, type FactKind, type Heard, heardOf } from '../../domain/facts/facts.js';
import { type Begin, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { noteLook } from '../documents/archive.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { placeHold, releaseHold } from '../facts/holds.js';
import { recordPayment, reversePayment } from '../facts/payments.js';
import { classifyLoan } from '../loans/classifications.js';
import { dischargeCollateral, enterCollateral, recordValuation } from '../loans/collateral.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { takeLoan } from '../loans/new-loan.js';
import { readPlan } from '../loans/plans.js';
import { recordPromise } from '../loans/promises.js';
import { recordRate } from '../loans/rates.js';
import { recordRefund } from '../loans/refunds.js';
import { changeSchedule, changeTerms } from '../loans/schedules.js';
import { fileDocuments, overrideTier } from '../loans/standing.js';
import { recordConsent, recordOptOut } from '../notices/consent.js';
import { addContact, changeBorrower, renameBorrower, retireAddress } from '../people/borrowers.js';
import { writeMeasure } from '../people/measures.js';
import { takeBorrower } from '../people/new-borrower.js';
import { addStaff, markAbsent, markBack, markLeft } from '../staff/coming-and-going.js';
import { enterStaffFigure } from '../staff/staff-figures.js';
import { changeStaffMail } from '../staff/staff-mails.js';
import { decideCase, recordCause } from '../work/cases.js';
import { acceptComplaint, openComplaint, solveComplaint, surveyComplaint } from '../work/complaints.js';
import { caseSpecOf, openCase } from '../work/open-case.js';
import { judgeWarning, recordIndicator, recordSignal } from '../work/warnings.js';

interface Place {
  db: Begin;
  seal: Seal;
  /** Who says it, for what names no source itself. */
  by: string;
}

/** By which function each kind enters. */
const ENTER: { [K in FactKind]: (said: Heard<K>, source: Source, place: Place) => Promise<boolean> } = {
  payment: (said, source, { db }) => recordPayment(db, said, source),
  reversal: async ({ reference }, source, { db }) => (await reversePayment(db, reference, source)) !== false,
  refund: (said, source, { db }) => recordRefund(db, said, source),
  signal: (said, source, { db }) => recordSignal(db, said, source),
  indicator: (said, source, { db }) => recordIndicator(db, said, source),
  balance: takeBalance,
  rate: (said, source, { db }) => recordRate(db, said, source),
  collateral: (said, source, { db }) => enterCollateral(db, said, source),
  valuation: (said, source, { db }) => recordValuation(db, said, source),
  discharge: (said, source, { db }) => dischargeCollateral(db, said, source),
  look: (said, source, { db }) => noteLook(db, said, source),
  filed: (said, source, { db }) => fileDocuments(db, said, source),
  hold: (said, source, { db }) => placeHold(db, said, source),
  release: ({ loan }, source, { db }) => releaseHold(db, loan, source),
  complaint: (said, source, { db, seal }) => openComplaint(db, seal, said, source),
  accept: ({ complaint }, source, { db }) => acceptComplaint(db, complaint, source),
  solve: ({ complaint }, source, { db }) => solveComplaint(db, complaint, source),
  survey: ({ complaint, satisfied }, source, { db }) => surveyComplaint(db, complaint, satisfied, source),
  cause: (said, source, { db }) => recordCause(db, said, source),
  openCase: (said, source, { db }) =>
    transaction(db, async (client) => openCase(client, said, await caseSpecOf(client, said), source)),
  decide: (said, source, { db }) =>
    transaction(db, async (client) => decideCase(client, said, await caseSpecOf(client, said), source)),
  promise: (said, source, { db }) => recordPromise(db, said, source),
  optOut: (said, source, { db }) => recordOptOut(db, said, source),
  loan: (said, source, { db }) => takeLoan(db, said, source),
  newBorrower: (said, source, { db, seal }) => takeBorrower(db, seal, said, source),
  borrower: ({ borrower, reason, ...change }, source, { db }) =>
    transaction(db, (client) => changeBorrower(client, borrower, change, reason, source)),
  name: (said, source, { db, seal }) => renameBorrower(db, seal, said, source),
  contact: (said, source, { db, seal }) => addContact(db, seal, said, source),
  consent: (said, source, { db, seal }) => recordConsent(db, seal, said, source),
  retire: (said, source, { db, seal }) => retireAddress(db, seal, said, source),
  terms: (said, source, { db }) => changeTerms(db, said, source),
  schedule: (said, source, { db }) => changeSchedule(db, said, source),
  tier: (said, source, { db }) => overrideTier(db, said, source),
  classify: (said, source, { db, seal }) => classifyLoan(db, seal, said, source),
  judge: ({ warning, right }, source, { db }) => judgeWarning(db, warning, right, source),
  measure: (said, source, { db, seal }) => writeMeasure(db, seal, said, source),
  staff: (said, source, { db, seal }) => addStaff(db, seal, said, source),
  absent: async ({ staff, until }, source, { db }) => (await markAbsent(db, staff, until, source)) !== null,
  back: ({ staff }, source, { db }) => markBack(db, staff, source),
  left: async ({ staff }, source, { db }) => (await markLeft(db, staff, source)) !== null,
  staffEmail: (said, source, { db, seal }) => changeStaffMail(db, seal, said, source),
  staffFigure: (said, source, { db }) => enterStaffFigure(db, said, source),
};

/** Makes what was said at a door one of our facts. Answers false when it stands there already. @throws FactRefused when it cannot be taken */
export function enterFact<K extends FactKind>(fact: Fact<K>, source: Source, place: Place): Promise<boolean> {
  return ENTER[fact.kind](heardOf(fact, source.at, place.by), source, place);
}

/** The balance itself is kept nowhere but in the inbox, sealed. Too little before a due day is a signal (P9.2). */
function takeBalance({ loan, amount }: Heard<'balance'>, source: Source, { db, by }: Place): Promise<boolean> {
  return transaction(db, async (client) => {
    const [stored] = await readLoanFiles(client, [loan], source.at);
    if (!stored) throw new FactRefused(`no loan ${loan}`, 'loan');
    const dueOn = shortOn(stored.file, await readPlan(client, stored.plan), amount, source.at);
    await noteFact(client, source, 'balance', `loan/${loan}`, { shortOn: dueOn });
    if (dueOn === null) return true;
    return recordSignal(client, { borrower: stored.file.borrower, source: by, kind: LOW_BALANCE }, source);
  });
}
