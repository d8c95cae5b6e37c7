import { collateralRow, contactRows, instalmentRows, writeBookFile } from '../book/write-book.js';
import { formatMoney } from '../domain/money/money.js';
import type { Scenario } from './scenario.js';

/** Writes a scenario's loans as a book, so that they come in by the same door as any other. */
export async function writeScenarioBook(scenario: Scenario, dir: string): Promise<void> {
  const { borrowers, loans, collateral } = scenario;
  const known = new Set(borrowers.map((it) => it.id));
  const unnamed = [...new Set(loans.map((it) => it.borrower))].filter((id) => !known.has(id));
  await writeBookFile(dir, 'borrowers', [
    ...borrowers.map((it) => ({
      borrower_id: it.id,
      kind: it.kind,
      name: it.name ?? it.id,
      language: it.language,
      size: it.size,
      industry: it.industry,
      class: it.class,
      branch: it.branch,
      account_manager: it.accountManager,
    })),
    ...unnamed.map((id) => ({ borrower_id: id, kind: 'person', name: id, language: 'zh-CN' })),
  ]);
  await writeBookFile(dir, 'contacts', borrowers.flatMap(contactRows));
  await writeBookFile(
    dir,
    'loans',
    loans.map((it) => ({
      loan_id: it.id,
      borrower_id: it.borrower,
      plan: it.plan,
      product: it.product,
      disbursed_on: it.disbursedOn,
      principal: formatMoney(it.principal),
      annual_rate: it.annualRate,
      penalty_rate: it.penaltyRate,
      currency: it.currency ?? 'CNY',
      collateral: it.collateral,
    })),
  );
  await writeBookFile(dir, 'collateral', collateral.map(collateralRow));
  await writeBookFile(dir, 'instalments', loans.flatMap(instalmentRows));
}
