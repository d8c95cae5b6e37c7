import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { formatMoney } from '../domain/money/money.js';
import type { Scenario } from './scenario.js';

/** Writes a scenario's loans as a book, so that they come in by the same door as any other. */
export async function writeScenarioBook(scenario: Scenario, dir: string): Promise<void> {
  const file = (name: string, header: string[], rows: (string | number | null | undefined)[][]) =>
    writeFile(join(dir, name), stringify([header, ...rows.map((row) => row.map((value) => value ?? ''))]));
  const { borrowers, loans } = scenario;
  const known = new Set(borrowers.map((it) => it.id));
  const unnamed = [...new Set(loans.map((it) => it.borrower))].filter((id) => !known.has(id));
  await file(
    'borrowers.csv',
    ['borrower_id', 'kind', 'name', 'language', 'size', 'industry', 'class', 'branch', 'account_manager'],
    [
      ...borrowers.map((it) => [
        it.id,
        it.kind,
        it.name ?? it.id,
        it.language,
        it.size,
        it.industry,
        it.class,
        it.branch,
        it.accountManager,
      ]),
      ...unnamed.map((id) => [id, 'person', id, 'zh-CN', '', '', '', '', '']),
    ],
  );
  await file(
    'contacts.csv',
    ['borrower_id', 'whose', 'channel', 'address', 'consent'],
    borrowers.flatMap((it) =>
      it.contacts.map((to) => [it.id, to.whose, to.channel, to.address, to.consent ? 'yes' : 'no']),
    ),
  );
  await file(
    'loans.csv',
    [
      'loan_id',
      'borrower_id',
      'plan',
      'product',
      'disbursed_on',
      'principal',
      'annual_rate',
      'penalty_rate',
      'currency',
      'collateral',
    ],
    loans.map((it) => [
      it.id,
      it.borrower,
      it.plan,
      it.product,
      it.disbursedOn,
      formatMoney(it.principal),
      it.annualRate,
      it.penaltyRate,
      it.currency ?? 'CNY',
      it.collateral,
    ]),
  );
  await file(
    'instalments.csv',
    ['loan_id', 'seq', 'due_on', 'principal', 'interest', 'fee'],
    loans.flatMap((it) =>
      it.instalments.map((part) => [
        it.id,
        part.seq,
        part.dueOn,
        formatMoney(part.principal),
        formatMoney(part.interest),
        formatMoney(part.fee),
      ]),
    ),
  );
}
