import type pg from 'pg';
import type { Moment } from '../../domain/time/dates.js';
import { answerTask, asksForTask, type TaskAnswer } from '../../domain/work/answer-task.js';
import { type Begin, type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { writeSteps } from '../loans/steps/write-steps.js';

/** A borrower whom an address leads to; one number may be of several, and may be a guarantor's. */
export interface Addressee {
  borrower: string;
  /** The borrower's own address, not a guarantor's or an emergency contact's. */
  own: boolean;
}

export async function addresseesOf(sql: Sql, seal: Seal, channel: string, address: string): Promise<Addressee[]> {
  return rows<Addressee>(
    sql,
    `SELECT borrower_id AS borrower, bool_or(whose = 'self') AS own FROM contacts
     WHERE address_key = ANY($1) AND channel = $2 GROUP BY borrower_id ORDER BY borrower_id`,
    [seal.hashes(address), channel],
  );
}

/** Something a person sent. */
export interface Answer {
  /** Unique among all answers: what makes a repeated one harmless. */
  id: string;
  /** The message to us, the call, or the notice whose link was followed. */
  cameBy: string;
  channel: string;
  /** Null: a stranger, of whom nothing is kept. */
  borrower: string | null;
  /** For the task; null: the borrower's oldest open loan, else the last one. */
  loan: string | null;
  kind: TaskAnswer | 'opt-out' | 'opt-in' | 'stranger';
  /** Null: nothing worth keeping. */
  text: string | null;
  /** It may mean that no more messages are wanted: until its task is done nothing that collects goes out on the channel. */
  inDoubt?: boolean;
}

/** Whether a message to us came in before, of whomever its address was then. */
export async function isKnown(sql: Sql, message: string): Promise<boolean> {
  const [found] = await rows<{ known: boolean }>(
    sql,
    'SELECT EXISTS (SELECT FROM answers WHERE came_by = $1) AS known',
    [message],
  );
  return found!.known;
}

/** The requests for relief that came by the link of a message. */
export async function requestsByLink(sql: Sql, notice: string): Promise<{ id: string; at: Moment }[]> {
  return rows(
    sql,
    `SELECT answer_id AS id, at FROM answers WHERE came_by = $1 AND kind = 'relief-request' ORDER BY answer_id`,
    [notice],
  );
}

/** Keeps an answer; what asks for a person becomes a task for the account manager. Answers false for one that is known. */
export async function recordAnswer(db: Begin, seal: Seal, answer: Answer, source: Source): Promise<boolean> {
  const { id, cameBy, channel, borrower, kind, text, inDoubt = false } = answer;
  return transaction(db, async (client) => {
    const kept = await client.query(
      `INSERT INTO answers (answer_id, borrower_id, kind, channel, at, text_sealed, in_doubt, came_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT DO NOTHING`,
      [
        id,
        borrower,
        kind,
        channel,
        new Date(source.at),
        text === null ? null : seal.seal(text, 'answers.text_sealed', id),
        inDoubt,
        cameBy,
      ],
    );
    if (!kept.rowCount) return false;
    if (borrower === null) return true;
    await noteFact(client, source, kind, `borrower/${borrower}`, { answer: id, channel });
    if (!asksForTask(kind)) return true;
    const loan = answer.loan ?? (await loanOf(client, borrower));
    const task = loan && (await openTask(client, loan, { id, kind, channel }, source));
    if (task) await client.query('UPDATE answers SET task_id = $2 WHERE answer_id = $1', [id, task]);
    return true;
  });
}

async function loanOf(sql: Sql, borrower: string): Promise<string | undefined> {
  const [loan] = await rows<{ loan: string }>(
    sql,
    `SELECT loan_id AS loan FROM loans WHERE borrower_id = $1 AND taken_in_at IS NOT NULL
     ORDER BY closed_at DESC NULLS FIRST, disbursed_on, loan_id LIMIT 1`,
    [borrower],
  );
  return loan?.loan;
}

async function openTask(
  client: pg.PoolClient,
  loan: string,
  answer: { id: string; kind: TaskAnswer; channel: string },
  source: Source,
): Promise<string | null> {
  for (;;) {
    const [stored] = await readLoanFiles(client, [loan], source.at);
    if (!stored) return null;
    const step = answerTask(stored.file, answer, source.at);
    // Not of a plan, hence no version of one.
    if (await writeSteps(client, stored, [step], stored.file.state, 0, source.at)) return step.task;
  }
}

/** What the borrower said in the answer that a task is about. The reading is an entry of the audit log. */
export async function readAnswer(db: Database, seal: Seal, task: string, source: Source): Promise<string> {
  return transaction(db, async (client) => {
    const [answer] = await rows<{ id: string; borrower: string; text: Buffer | null }>(
      client,
      'SELECT answer_id AS id, borrower_id AS borrower, text_sealed AS text FROM answers WHERE task_id = $1 AND borrower_id IS NOT NULL',
      [task],
    );
    if (!answer?.text) throw new FactRefused(`no words of the borrower belong to task ${task}`, 'task');
    await noteFact(client, source, 'words read', `borrower/${answer.borrower}`, { task });
    return seal.open(answer.text, 'answers.text_sealed', answer.id);
  });
}
