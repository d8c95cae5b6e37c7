import type { Instalment } from '../domain/arrears.js';
import type { Category } from '../domain/classification.js';
import type { Moment } from '../domain/dates.js';
import type { Contact, Hold, LoanFile, OpenTask, RecordedPayment } from '../domain/loan-file.js';
import { rows, type Sql } from './database.js';

/** A loan's file with what is needed to write to it again. */
export interface StoredLoan {
  file: LoanFile;
  plan: string;
  /** Goes up with every change: see writeSteps. */
  revision: number;
  /** For the work surface: not personal. */
  branch: string | null;
  accountManager: string | null;
  /** Channels on which a notice of this loan waits whose time has come. */
  waiting: string[];
  /** Tasks whose workflow has not been told of their opening or end. */
  untold: string[];
}

interface Row {
  loan_id: string;
  borrower_id: string;
  plan: string;
  revision: number;
  taken_in_at: number;
  stage: string;
  stage_entered_at: number | null;
  delinquency: string | null;
  category: Category;
  closed_at: number | null;
  branch: string | null;
  account_manager: string | null;
  instalments: Instalment[] | null;
  payments: RecordedPayment[] | null;
  holds: Hold[] | null;
  contacts: Contact[] | null;
  tasks: OpenTask[] | null;
  done: string[] | null;
  waiting: string[] | null;
  untold: string[] | null;
}

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

const FILE = `
SELECT l.loan_id, l.borrower_id, l.plan, l.revision, l.taken_in_at, l.stage, l.stage_entered_at, l.delinquency, l.category,
       l.closed_at, b.branch, b.account_manager,
  (SELECT json_agg(json_build_object('seq', seq, 'dueOn', due_on, 'principal', principal, 'interest', interest, 'fee', fee))
     FROM instalments i WHERE i.loan_id = l.loan_id) AS instalments,
  (SELECT json_agg(json_build_object('reference', reference, 'paidOn', paid_on, 'amount', amount, 'recordedAt', ${MS('recorded_at')},
            'reversedOn', reversed_on, 'reversalRecordedAt', ${MS('reversal_recorded_at')}) ORDER BY recorded_at, reference)
     FROM payments p WHERE p.loan_id = l.loan_id) AS payments,
  (SELECT json_agg(json_build_object('from', ${MS('from_at')}, 'until', ${MS('until_at')}, 'reason', reason) ORDER BY from_at)
     FROM (SELECT from_at, until_at, reason FROM holds h WHERE h.loan_id = l.loan_id
           UNION ALL SELECT opened_at, solved_at, 'complaint' FROM complaints c WHERE c.borrower_id = l.borrower_id) h) AS holds,
  (SELECT json_agg(json_build_object('whose', whose, 'channel', channel, 'consent', consent AND retired_at IS NULL))
     FROM contacts c WHERE c.borrower_id = l.borrower_id) AS contacts,
  (SELECT json_agg(json_build_object('task', task_id, 'kind', kind, 'delinquency', delinquency) ORDER BY task_id)
     FROM tasks t WHERE t.loan_id = l.loan_id AND t.status = 'open') AS tasks,
  (SELECT array_agg(entry) FROM diary d WHERE d.loan_id = l.loan_id) AS done,
  (SELECT array_agg(DISTINCT channel) FROM notices n
     WHERE n.loan_id = l.loan_id AND n.status IN ('reserved', 'sending') AND n.due_at <= $2) AS waiting,
  (SELECT array_agg(DISTINCT n.subject) FROM tasks t JOIN nudges n ON n.subject = t.task_id AND n.kind = 'task' AND n.delivered_at IS NULL
     WHERE t.loan_id = l.loan_id) AS untold
FROM loans l JOIN borrowers b USING (borrower_id)
WHERE l.loan_id = ANY($1) AND l.taken_in_at IS NOT NULL`;

/** The files of those of the loans that exist and have been taken in, in one statement. `now` only decides `waiting`. */
export async function readLoanFiles(sql: Sql, loans: string[], now: Moment): Promise<StoredLoan[]> {
  return (await rows<Row>(sql, FILE, [loans, new Date(now)])).map((row) => ({
    plan: row.plan,
    revision: row.revision,
    branch: row.branch,
    accountManager: row.account_manager,
    waiting: row.waiting ?? [],
    untold: row.untold ?? [],
    file: {
      loan: row.loan_id,
      borrower: row.borrower_id,
      takenInAt: row.taken_in_at,
      instalments: row.instalments ?? [],
      payments: row.payments ?? [],
      holds: row.holds ?? [],
      contacts: row.contacts ?? [],
      state: {
        stage: row.stage,
        stageEnteredAt: row.stage_entered_at,
        delinquency: row.delinquency,
        category: row.category,
        closedAt: row.closed_at,
      },
      done: new Set(row.done),
      openTasks: row.tasks ?? [],
    },
  }));
}
