import type { Command } from 'commander';
import { type Arrears, arrearsOn } from '../../domain/loan/account/arrears.js';
import { formatMoney } from '../../domain/money/money.js';
import type { Day } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { checkDay } from '../terminal/check-day.js';
import { readInput } from '../terminal/read-input.js';
import { readLoan } from './arrears-input.js';

export function arrearsCommand(command: Command): Command {
  return command
    .argument('<file>', 'JSON: one loan, or one a line; - reads standard input')
    .option('--on <date>', 'the day; what a loan says itself stands before it')
    .option('--json', 'JSON lines (they always are)')
    .action(async (file: string, { on }: { on?: string }) => {
      if (on !== undefined) checkDay('--on', on);
      const answers = answerAll(await readInput(file), file === '-' ? 'standard input' : file, on);
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
    overpaid: formatMoney(arrears.overpaid),
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
