import { scheduleFault } from '../domain/facts/account/schedule.js';
import type { Instalment } from '../domain/loan/account/arrears.js';
import { BadInput } from '../library/checked-yaml.js';
import { csvLines, type Line, Unreadable } from './csv/csv-lines.js';
import type { Problems } from './csv/problems.js';
import { rowReader } from './csv/row-reader.js';

/**
 * A new schedule of one loan: a CSV with the columns of instalments.csv.
 * @throws BadInput with file, line and column of each fault; for a file that cannot be read, and for rows of another loan
 */
export async function readSchedule(path: string, loan: string): Promise<Instalment[]> {
  const problems: Problems = { listed: [], count: 0 };
  const lines: Line[] = [];
  try {
    for await (const some of csvLines(path)) lines.push(...some);
    const [header, ...body] = lines;
    if (!header) throw new Unreadable(1, 'empty: where is the header?');
    const read = rowReader('instalments', header, problems);
    const rows = body.map(read).filter((it) => it.good && !it.repeated);
    const others = rows.find((it) => it.row.loan_id !== loan);
    if (others) problems.listed.push(`instalments.csv:${others.line} loan_id: ${others.row.loan_id} is not ${loan}`);
    if (problems.listed.length > 0)
      throw new BadInput(problems.listed.map((it) => it.replace('instalments.csv', path)));
    const instalments = rows.map(({ row }) => ({
      seq: row.seq!,
      dueOn: row.due_on!,
      principal: row.principal!,
      interest: row.interest!,
      fee: row.fee!,
    }));
    const fault = scheduleFault(instalments);
    if (fault !== null) throw new BadInput([`${path}: ${fault}`]);
    return instalments;
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const place = error instanceof Unreadable ? `${path}:${error.line}` : path;
    throw new BadInput([`${place} ${error instanceof Unreadable ? error.message : 'cannot be read'}`]);
  }
}
