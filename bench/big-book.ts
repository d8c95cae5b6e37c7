import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { addDays, type Day } from '../src/domain/time/dates.js';

const INSTALMENTS = 12;
const MANAGERS = 500;
const PLANS = ['04-personal', '09-consumer'];

/** Writes a book of so many loans: twelve instalments, three of them paid, and two contacts each. */
export async function writeBigBook(dir: string, loans: number, firstDueOn: Day): Promise<void> {
  await mkdir(dir, { recursive: true });
  const dueOn = Array.from({ length: INSTALMENTS }, (_, n) => addDays(firstDueOn, n * 30));
  // Shuffled (a step of the MINSTD generator), as the ids of a real system are, so that the database does not get them in order.
  const id = (n: number) => ((n * 48_271) % 2_147_483_647).toString(16).padStart(8, '0');
  const file = (name: string, header: string, rows: (n: number) => string) =>
    pipeline(Readable.from(pieces(header, loans, rows)), createWriteStream(join(dir, name)));
  await file(
    'borrowers.csv',
    'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
    (n) => `B${id(n)},person,借款人${n},zh-CN,,,,BR${n % 40},AM${n % MANAGERS}\n`,
  );
  await file('contacts.csv', 'borrower_id,whose,channel,address,consent', (n) => {
    const number = String(n).padStart(8, '0');
    return `B${id(n)},self,sms,+86138${number},yes\nB${id(n)},self,email,b${number}@example.com,yes\n`;
  });
  await file(
    'loans.csv',
    'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
    (n) => `L${id(n)},B${id(n)},${PLANS[n % 2]},,${addDays(firstDueOn, -30)},12000.00,4.35,6.53,CNY,\n`,
  );
  await file('instalments.csv', 'loan_id,seq,due_on,principal,interest,fee', (n) =>
    dueOn.map((day, at) => `L${id(n)},${at + 1},${day},1000.00,60.00,0.00\n`).join(''),
  );
  await file('payments.csv', 'reference,loan_id,paid_on,amount', (n) =>
    dueOn
      .slice(0, 3)
      .map((day, at) => `P${id(n)}-${at},L${id(n)},${day},1060.00\n`)
      .join(''),
  );
}

function* pieces(header: string, count: number, rows: (n: number) => string): Generator<string> {
  yield `${header}\n`;
  for (let n = 1; n <= count; n += 1000) {
    let piece = '';
    for (let at = n; at < n + 1000 && at <= count; at++) piece += rows(at);
    yield piece;
  }
}
