import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import type pg from 'pg';
import { loanOf, wordsOf } from '../../domain/facts/account/statement-match.js';
import type { Minor } from '../../domain/money/money.js';
import type { Day } from '../../domain/time/dates.js';
import { rows } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import type { Source } from '../../store/facts/facts.js';
import { keepUnmatched } from '../../store/incoming/unmatched.js';
import * as cell from '../csv/cells.js';
import { type Problems, report } from '../csv/problems.js';
import { fillStage } from '../staging.js';

/** What a bank says came in: money whose loan is found by the virtual account it came to, or by words of its purpose. */
export const STATEMENT = 'statement.csv';
/** Which virtual account is which loan's. */
export const ACCOUNTS = 'accounts.csv';
const STATEMENT_COLUMNS = ['reference', 'paid_on', 'amount', 'account', 'payer', 'purpose'];
const ACCOUNT_COLUMNS = ['account', 'loan_id'];
/** The columns of both, by their names without ending. */
export const BESIDE = { statement: STATEMENT_COLUMNS, accounts: ACCOUNT_COLUMNS };

interface Row {
  line: number;
  reference: string;
  paidOn: Day;
  amount: Minor;
  account: string | null;
  said: string;
  purpose: string;
}

/** So many rows are held against the loans at once. */
const AT_ONCE = 1_000;

/** Puts the payments of a statement beside those of payments.csv, and keeps those without a loan; answers how many came anew. */
export async function takeStatement(
  client: pg.PoolClient,
  seal: Seal,
  folder: { dir: string; names: readonly string[] },
  problems: Problems,
  source: Source,
): Promise<number> {
  const { dir, names } = folder;
  if (!names.includes(STATEMENT)) return 0;
  await takeAccounts(client, folder, problems);
  let unmatched = 0;
  let batch: Row[] = [];
  const settle = async () => {
    const { found, rest } = await matched(client, batch);
    await fillStage(client, seal, 'payments', [found]);
    unmatched += await keepUnmatched(client, seal, rest, source);
    batch = [];
  };
  for await (const { line, cells } of records(join(dir, STATEMENT), STATEMENT, STATEMENT_COLUMNS, problems)) {
    const row = readRow(line, cells, problems);
    if (row) batch.push(row);
    if (batch.length === AT_ONCE) await settle();
  }
  await settle();
  // The same payment may stand in payments.csv too.
  await client.query(
    'DELETE FROM stage_payments a USING stage_payments b WHERE a.reference = b.reference AND a.ctid > b.ctid',
  );
  return unmatched;
}

async function matched(client: pg.PoolClient, batch: readonly Row[]) {
  const known = await rows<{ account: string | null; loan: string }>(
    client,
    `SELECT account, loan_id AS loan FROM loan_accounts WHERE account = ANY($1)
     UNION ALL SELECT NULL, loan_id FROM loans WHERE loan_id = ANY($2)
     UNION ALL SELECT NULL, loan_id FROM stage_loans WHERE loan_id = ANY($2)`,
    [batch.flatMap((it) => it.account ?? []), [...new Set(batch.flatMap((it) => wordsOf(it.purpose)))]],
  );
  const accounts = new Map(
    known.flatMap(({ account, loan }): [string, string][] => (account ? [[account, loan]] : [])),
  );
  const loans = new Set(known.filter((it) => it.account === null).map((it) => it.loan));
  // A person said whose it is: the same row in a later statement is that payment.
  const before = await rows<{ reference: string }>(
    client,
    'SELECT reference FROM unmatched_payments WHERE loan_id IS NOT NULL AND reference = ANY($1)',
    [batch.map((it) => it.reference)],
  );
  const settled = new Set(before.map((it) => it.reference));
  const open = batch.filter((it) => !settled.has(it.reference));
  const of = (it: Row) => loanOf(it, { accounts, loans });
  return {
    found: open.flatMap((it) => {
      const loan = of(it);
      const { line, reference, paidOn, amount } = it;
      return loan === null ? [] : [{ line, row: { reference, loan_id: loan, paid_on: paidOn, amount } }];
    }),
    rest: open.filter((it) => of(it) === null),
  };
}

/** Null: it has faults, or no money came. */
function readRow(line: number, cells: Record<string, string>, problems: Problems): Row | null {
  const read = {
    reference: cell.id(cells.reference!),
    paid_on: cell.day(cells.paid_on!),
    amount: cell.sum(cells.amount!),
  };
  if (/^-|^0(\.0+)?$/.test(cells.amount!)) return null;
  const faults = Object.entries(read).filter(([, value]) => value instanceof cell.Fault);
  for (const [field, fault] of faults)
    report(problems, { file: 'payments', line, field, fault: `${STATEMENT}: ${(fault as cell.Fault).what}` });
  if (faults.length > 0) return null;
  const { account, payer, purpose } = cells;
  const said = [payer, purpose].filter(Boolean).join(': ').slice(0, 1_000);
  const { reference, paid_on: paidOn, amount } = read as { reference: string; paid_on: Day; amount: Minor };
  return { line, reference, paidOn, amount, account: account || null, said, purpose: purpose ?? '' };
}

/** Keeps which account is which known loan's. */
export async function takeAccounts(
  client: pg.PoolClient,
  { dir, names }: { dir: string; names: readonly string[] },
  problems: Problems,
): Promise<void> {
  if (!names.includes(ACCOUNTS)) return;
  const path = join(dir, ACCOUNTS);
  const accounts: string[] = [];
  const loans: string[] = [];
  for await (const { line, cells } of records(path, ACCOUNTS, ACCOUNT_COLUMNS, problems)) {
    const [account, loan] = [cell.id(cells.account!), cell.id(cells.loan_id!)];
    if (account instanceof cell.Fault || loan instanceof cell.Fault) {
      report(problems, `${ACCOUNTS}:${line} account, loan_id: missing, or not an id`);
      continue;
    }
    accounts.push(account);
    loans.push(loan);
  }
  await client.query(
    `INSERT INTO loan_accounts (account, loan_id) SELECT DISTINCT ON (account) account, loan_id
     FROM unnest($1::text[], $2::text[]) AS it (account, loan_id) JOIN loans USING (loan_id)
     ON CONFLICT (account) DO UPDATE SET loan_id = excluded.loan_id`,
    [accounts, loans],
  );
}

async function* records(
  path: string,
  name: string,
  columns: readonly string[],
  problems: Problems,
): AsyncGenerator<{ line: number; cells: Record<string, string> }> {
  const parser = createReadStream(path).pipe(
    parse({ bom: true, columns: true, info: true, relax_column_count: true, trim: true }),
  );
  let begin = 2;
  for await (const { record, info } of parser as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>) {
    const missing = columns.filter((it) => record[it] === undefined);
    if (missing.length > 0) {
      report(problems, `${name}:1 missing columns: ${missing.join(', ')}`);
      return;
    }
    yield { line: begin, cells: record };
    begin = info.lines + 1;
  }
}
