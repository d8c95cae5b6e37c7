import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Command } from 'commander';
import { type Arrears, arrearsOn } from '../domain/arrears.js';
import { type Day, isDay } from '../domain/dates.js';
import { formatMoney } from '../domain/money.js';
import { BadInput } from '../store/checked-yaml.js';
import { readLoan } from './arrears-input.js';

export function arrearsCommand(): Command {
  return new Command('arrears')
    .description('the arrears of one loan, or of many, from a file alone: no server, no database')
    .argument('<file>', 'JSON: one loan, or one a line; - reads standard input')
    .option('--on <date>', 'the day; what a loan says itself stands before it')
    .option('--json', 'JSON lines (they always are)')
    .action(async (file: string, { on }: { on?: string }) => {
      if (on !== undefined && !isDay(on)) throw new BadInput([`--on: not a date: ${on}`]);
      const answers = answerAll(await read(file), file === '-' ? 'standard input' : file, on);
      process.stdout.write(answers.map((answer) => `${answer}\n`).join(''));
    });
}

/** One line for each loan of a text, in order. @throws BadInput when anything is wrong with any of them */
export function answerAll(text: string, file: string, on?: Day): string[] {
  const problems: string[] = [];
  const answers = documents(text).map(({ text: document, line }) => {
    const fault = (at: number, what: string) => problems.push(`${file}:${at} ${what}`);
    const loan = readLoan(document, line, fault);
    if (!loan) return '';
    const day = loan.on ?? on;
    if (day === undefined) fault(line, 'on: missing: say it here, or --on DATE');
    return day === undefined ? '' : answer(loan.loan, day, arrearsOn(loan, day));
  });
  if (answers.length === 0) problems.push(`${file}:1 no loan in it`);
  if (problems.length > 0) throw new BadInput(problems);
  return answers;
}

function answer(loan: string, on: Day, arrears: Arrears): string {
  const { dpd, delinquentDays, delinquentSince, oldestUnpaid, category } = arrears;
  return JSON.stringify({
    loan,
    on,
    dpd,
    delinquentDays,
    delinquentSince,
    oldestUnpaid,
    overdue: formatMoney(arrears.overdue),
    overduePrincipal: formatMoney(arrears.overduePrincipal),
    overdueInterest: formatMoney(arrears.overdueInterest),
    overdueFee: formatMoney(arrears.overdueFee),
    outstanding: formatMoney(arrears.outstanding),
    category,
  });
}

/** One loan on each line, or, when the first line is not whole, one over all lines. */
function documents(text: string): { text: string; line: number }[] {
  const lines = text
    .split('\n')
    .map((content, at) => ({ text: content.trim(), line: at + 1 }))
    .filter((it) => it.text !== '');
  const [first] = lines;
  return first && lines.length > 1 && !first.text.endsWith('}') ? [{ text, line: 1 }] : lines;
}

async function read(file: string): Promise<string> {
  const bytes = await (file === '-' ? buffer(process.stdin) : readFile(file)).catch(() => {
    throw new BadInput([`${file}: cannot be read: is the name right?`]);
  });
  if (!isUtf8(bytes)) throw new BadInput([`${file}: not UTF-8: save the file as UTF-8`]);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
