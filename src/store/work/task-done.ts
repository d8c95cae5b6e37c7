import type pg from 'pg';
import { ACTS } from '../../domain/clocks/clock-tasks.js';
import { readSum } from '../../domain/entry/said.js';
import { inWords } from '../../domain/entry/said-schemas.js';
import { type BorrowerChange, borrowerChange } from '../../domain/facts/persons/borrower.js';
import type { TaskSpec } from '../../domain/plan/plan.js';
import { isDay, type Moment } from '../../domain/time/dates.js';
import { APPROVAL } from '../../domain/work/cases.js';
import { type Answers, answersTo } from '../../domain/work/record.js';
import { isClosing } from '../../domain/work/warnings/warning.js';
import { conditionHolds } from '../../domain/work/warnings/warning-rules.js';
import { wayOf, wordsOf } from '../../domain/work/way.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchBorrower, touchLoan } from '../facts/facts.js';
import { endRests } from '../facts/holds.js';
import { recordValuation } from '../loans/collateral.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { readPlan } from '../loans/plans.js';
import { putIntoArchive } from '../loans/standing.js';
import { joinAlone } from '../loans/steps/joined-work.js';
import { changeBorrower } from '../people/borrowers.js';
import { type EvidenceFile, keepEvidence } from './evidence.js';
import { caseSpecOf, openCase } from './open-case.js';
import { refusePassingOwn } from './passed-on.js';

export interface TaskDone {
  task: string;
  /** Who says so is added: what, with which evidence (S4). */
  record: Record<string, unknown>;
  /** Answers to the lines of the task's form. Left out: the form is not looked at, as where nobody is asked. */
  answers?: Answers;
  /** Not all lines of the form are answered, and that is known. */
  incomplete?: boolean;
  /** Why the warning that this task closes may be closed though what it is about still holds. */
  despite?: string;
  evidence?: { seal: Seal; place: string | null; files: EvidenceFile[] };
  /** What was found, as the kind of a signal (`diversion`): the plan says which warning it opens. */
  finding?: string;
}

/** As a person answers a question of yes or no. */
const YES = /^(是|可以|可|yes|y|true)$/i;

interface Row {
  task: string;
  loan_id: string | null;
  borrower_id: string | null;
  warning_id: string | null;
  case_id: string | null;
  complaint_id: string | null;
  collateral_id: string | null;
  joined_to: string | null;
  status: string;
  kind: string;
  form: string[];
  ofLadder: boolean;
  sets: TaskSpec['sets'] | null;
}

/** A task, and after it those of the person's other loans that are done with it. */
async function readTogether(client: pg.PoolClient, task: string): Promise<Row[]> {
  const [of] = await rows<{ borrower: string }>(
    client,
    'SELECT borrower_id AS borrower FROM tasks JOIN loans USING (loan_id) WHERE task_id = $1 AND of_person',
    [task],
  );
  if (of) await joinAlone(client, of.borrower);
  return rows<Row>(
    client,
    `SELECT t.task_id AS task, t.loan_id, l.borrower_id, t.warning_id, t.case_id, t.complaint_id, t.collateral_id, t.joined_to, t.status, t.kind, t.form, t.sets, t.delinquency IS NOT NULL AS "ofLadder"
     FROM tasks t LEFT JOIN loans l USING (loan_id)
     WHERE task_id = $1 OR joined_to = $1 AND status = 'joined' ORDER BY task_id <> $1, task_id FOR UPDATE OF t`,
    [task],
  );
}

/**
 * A person has done a task. Documents that were asked for are then in the archive; what was found comes in as a signal;
 * the warning or case that the task belongs to goes on; every loan for which it was done hears of it.
 */
export async function recordTaskDone(db: Begin, done: TaskDone, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const together = await readTogether(client, done.task);
    const [task] = together;
    if (!task) throw new FactRefused(`no task ${done.task}`, 'task');
    if (task.status === 'joined')
      throw new FactRefused(`it is done with that of another loan: ${task.joined_to}`, 'task');
    if (task.status !== 'open') return false;
    if (task.complaint_id !== null)
      throw new FactRefused(
        `it is done by what the complaint is told: postloan ${task.kind.replace('-', ' ')} ${task.complaint_id}`,
        'task',
      );
    await refusePassingOwn(client, task, source);
    if (task.kind === APPROVAL) throw new FactRefused('an approval is done by deciding: postloan case decide', 'task');
    const answers = done.answers && answered({ ...task, form: [...new Set(together.flatMap((it) => it.form))] }, done);
    if (answers && done.despite === undefined) await refuseToClose(client, task, done.task, source.at);
    const record = {
      by: source.actor,
      ...done.record,
      ...(answers ? { answers } : {}),
      ...(done.finding ? { finding: done.finding } : {}),
      ...(done.despite ? { despite: done.despite } : {}),
    };
    await client.query(`UPDATE tasks SET status = 'done', ended_at = $2, record = $3 WHERE task_id = ANY($1)`, [
      together.map((it) => it.task),
      new Date(source.at),
      JSON.stringify(record),
    ]);
    if (done.evidence) await keepEvidence(client, done.evidence.seal, { task: done.task, ...done.evidence }, source);
    await noteFact(client, source, 'task done', `task/${done.task}`, {});
    await leaveNudge(client, 'task', done.task, 'done');
    for (const it of together) {
      if (answers) await setWhatIsAnswered(client, it, answers, source);
      if (it.loan_id !== null) await tellLoan(client, { ...it, loan_id: it.loan_id }, source);
    }
    if (done.finding !== undefined && task.borrower_id !== null)
      await enterFinding(client, task.kind, task.borrower_id, done.finding, source);
    return true;
  });
}

/** What the answers to lines of the form say of the borrower, the thing, the loan. @throws FactRefused for what cannot be */
async function setWhatIsAnswered(client: pg.PoolClient, task: Row, answers: Answers, source: Source): Promise<void> {
  const { sets } = task;
  if (task.borrower_id === null || !sets) return;
  await changeBorrower(client, task.borrower_id, changeFrom(sets, answers), `task ${task.task}`, source);
  const resumes = sets.resumes && answers[sets.resumes];
  if (resumes && YES.test(resumes)) await endRests(client, task.borrower_id, source);
  refuseNoDays(sets.dates, answers);
  if (sets.value) await setValue(client, task.collateral_id, sets.value, answers, source);
  if (sets.way) await goWay(client, task.loan_id!, sets.way, answers, source);
}

/** @throws FactRefused for what is no day where one is asked for; a line that was left open is known of no day */
function refuseNoDays(dates: NonNullable<TaskSpec['sets']>['dates'], answers: Answers): void {
  for (const line of Object.values(dates ?? {})) {
    const said = answers[line!];
    if (said && !isDay(said)) throw new FactRefused(`${line}: not a day, such as 2026-11-01: ${said}`, 'answers');
  }
}

/** What the answer says the thing is worth. @throws FactRefused for what is no sum */
async function setValue(
  client: pg.PoolClient,
  collateral: string | null,
  line: string,
  answers: Answers,
  source: Source,
): Promise<void> {
  const said = answers[line];
  if (collateral === null || said === undefined) return;
  const read = readSum(said);
  if (typeof read === 'string') throw new FactRefused(`${line}: ${read}`, 'answers');
  await recordValuation(client, { collateral, value: read }, source);
}

/** What the answer says is opened, for proposal and approval, unless a case of that kind is open. @throws FactRefused for no such way */
async function goWay(
  client: pg.PoolClient,
  loan: string,
  way: NonNullable<NonNullable<TaskSpec['sets']>['way']>,
  answers: Answers,
  source: Source,
): Promise<void> {
  const kind = wayOf(way, answers);
  if (kind === null) throw new FactRefused(`${way.line}: begin with one of ${wordsOf(way).join(', ')}`, 'answers');
  if (kind === 'none') return;
  const open = await rows(client, 'SELECT FROM cases WHERE loan_id = $1 AND kind = $2 AND closed_at IS NULL', [
    loan,
    kind,
  ]);
  if (open.length > 0) return;
  const opening = { loan, kind, why: answers[way.line]! };
  await openCase(client, opening, await caseSpecOf(client, opening), source);
}

/** @throws FactRefused for the closing of a warning whose condition still holds */
async function refuseToClose(client: pg.PoolClient, of: Row, task: string, at: Moment): Promise<void> {
  const { warning_id: warning, loan_id: loan } = of;
  if (warning === null || loan === null || !isClosing(task, warning, loan)) return;
  const [stored] = await readLoanFiles(client, [loan], at);
  const plan = stored && (await readPlan(client, stored.plan));
  if (plan && conditionHolds(stored.file, plan, warning, at))
    throw new FactRefused(`what warning ${warning} is about still holds: say --despite and why, or wait`, 'despite');
}

/** @throws FactRefused for answers to what was not asked, and, unless `incomplete`, for questions without an answer */
function answered(task: Row, { answers: said = {}, incomplete }: TaskDone): Answers {
  const { answers, missing, unknown } = answersTo(task, said);
  if (unknown.length > 0) throw new FactRefused(`the form does not ask for: ${unknown.join('; ')}`, 'answers');
  if (missing.length > 0 && !incomplete)
    throw new FactRefused(`the record does not answer: ${missing.join('; ')}`, 'answers');
  return answers;
}

/** What the answers say of the borrower; a line that was left open says nothing. @throws FactRefused for what cannot be */
function changeFrom(sets: NonNullable<Row['sets']>, answers: Answers): BorrowerChange {
  const said = (line: string | undefined) => (line === undefined ? undefined : answers[line]);
  const read = borrowerChange(inWords).safeParse({ class: said(sets.class), limit: said(sets.limit) });
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  throw new FactRefused(`${sets[path[0] as 'class' | 'limit']}: ${message}`, 'answers');
}

async function tellLoan(client: pg.PoolClient, task: Row & { loan_id: string }, source: Source): Promise<void> {
  const { task: id, loan_id: loan, warning_id: warning, case_id: of, kind, form, ofLadder } = task;
  await touchLoan(client, loan);
  // The loan looks again: an action may follow this one, a term of law may depend on it, or nobody is left to do anything.
  if (ofLadder || kind in ACTS || of !== null) await leaveNudge(client, 'loan', loan, 'work done');
  if (warning !== null) await leaveNudge(client, 'warning', warning, `${id} done`);
  if (of !== null) await leaveNudge(client, 'case', of, `${id} done`);
  if (kind === 'document') await putIntoArchive(client, { loan, documents: form }, source);
}

async function enterFinding(
  client: pg.PoolClient,
  kind: string,
  borrower: string,
  finding: string,
  source: Source,
): Promise<void> {
  await client.query('INSERT INTO signals (borrower_id, source, kind, at) VALUES ($1, $2, $3, $4)', [
    borrower,
    kind,
    finding,
    new Date(source.at),
  ]);
  await touchBorrower(client, borrower);
}
