import type { Minor } from '../../domain/money/money.js';
import { listLoans } from '../../store/lists/loan-list.js';
import { readBorrower } from '../../store/people/borrowers.js';
import { maskedPerson } from '../../store/people/persons.js';
import type { DatabaseContext } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { type Labels, ofLanguage, writeLabelled } from './labels.js';
import { LOANS } from './loans.js';
import { printList } from './print-list.js';
import { ownSaying } from './saying.js';

const LABELS = {
  borrower: ['borrower', '客户'],
  kind: ['kind', '类型'],
  class: ['class', '客户分类'],
  size: ['size', '规模'],
  industry: ['industry', '行业'],
  branch: ['branch', '机构'],
  accountManager: ['manager', '客户经理'],
  language: ['language', '语言'],
  limit: ['limit', '授信额度'],
} satisfies Labels;

const LANGUAGES: Labels = {
  en: ['English', '英文'],
  'zh-CN': ['Chinese', '中文'],
};

/** `borrower show`, for a person: who it is, the name masked, what is known, and how each open loan stands. */
export async function printBorrower(context: DatabaseContext, borrower: string): Promise<void> {
  const { db, seal } = context;
  const known = await readBorrower(db.pool, borrower);
  const { name } = await maskedPerson(db.pool, seal, borrower);
  const { rows } = await db.pool.query<{ loan: string }>(
    'SELECT loan_id AS loan FROM loans WHERE borrower_id = $1 AND closed_at IS NULL ORDER BY loan_id',
    [borrower],
  );
  const say = ownSaying();
  const texts: Record<string, string | Minor | null> = {
    ...known,
    borrower: [borrower, name].filter(Boolean).join(' '),
  };
  const shown = (key: string): string => {
    const value = texts[key] ?? null;
    if (typeof value === 'number') return say.money(value);
    const language = LANGUAGES[value ?? ''];
    if (key === 'language' && language) return ofLanguage(say, language);
    return key === 'kind' || key === 'size' ? say.word(value) : (value ?? '');
  };
  for (const [key, label] of Object.entries<Labels[string]>(LABELS)) writeLabelled(say, label, shown(key));
  process.stdout.write('\n');
  const loans = rows.map((it) => it.loan);
  const found = loans.length === 0 ? [] : await listLoans(db.pool, seal, { loans }, now());
  printList(found, LOANS.slice(0, 1).concat(LOANS.slice(2)), { all: true }, (it) => it);
}
