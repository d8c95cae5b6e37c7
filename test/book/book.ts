import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A small good book, file by file. */
export const GOOD = {
  'borrowers.csv': [
    'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
    'B1,person,王小明,zh-CN,,,,BR1,AM01',
    'B2,enterprise,"Lin, Zhao & Co. ""Tea""",en,small,tea,normal,BR2,AM02',
  ],
  'contacts.csv': [
    'borrower_id,whose,channel,address,consent',
    'B1,self,sms,+8613800000001,yes',
    'B1,self,email,b1@example.com,no',
    'B2,guarantor,voice,+8613800000002,yes',
  ],
  'loans.csv': [
    'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
    'L1,B1,04-personal,car,2026-01-10,2000.00,4.35,6.5,CNY,',
    'L2,B2,05-corporate,,2026-01-11,1000,,,,warehouse',
  ],
  'instalments.csv': [
    'loan_id,seq,due_on,principal,interest,fee',
    'L1,1,2026-02-10,1000.00,60.00,0.00',
    'L1,2,2026-03-10,1000.00,30.00,0.00',
    'L2,1,2026-02-11,1000.00,5.5,0',
  ],
  'payments.csv': ['reference,loan_id,paid_on,amount', 'P1,L1,2026-02-10,1060.00', 'P2,L2,2026-02-11,0.01'],
};
export type Files = Partial<
  Record<keyof typeof GOOD | 'staff.csv' | 'collateral.csv', string[] | string | Buffer | null>
>;

/** Writes the good book with some files changed (null: left out) into a folder that ends with the test. */
export function writeBook(change: Files = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-book-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...GOOD, ...change })) {
    if (content === null) continue;
    writeFileSync(join(dir, name), Array.isArray(content) ? `${content.join('\n')}\n` : content);
  }
  return dir;
}

/** The good file with one line put in the place of another; line 1 is the header. */
export function withLine(name: keyof typeof GOOD, line: number, text: string): Files {
  return { [name]: GOOD[name].map((it, at) => (at === line - 1 ? text : it)) };
}

export function withMore(name: keyof typeof GOOD, ...lines: string[]): Files {
  return { [name]: [...GOOD[name], ...lines] };
}
