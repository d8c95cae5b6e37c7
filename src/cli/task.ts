import { Command } from 'commander';
import { formatMoment } from '../domain/dates.js';
import { readAnswer } from '../store/answers.js';
import { recordTaskDone } from '../store/task-done.js';
import { connectDatabase } from './connect.js';
import { me } from './me.js';
import { tellWorkflows } from './tell-workflows.js';

export function taskCommand(): Command {
  return new Command('task')
    .description('work that waits for people')
    .addCommand(
      new Command('list')
        .description('open tasks, the most urgent first')
        .option('--loan <loan>', 'of one loan')
        .option('--staff <staff>', 'of one person')
        .option('--form', 'and what each record must answer')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('done')
        .description('a task has been done; leaves its record')
        .argument('<task>')
        .requiredOption('--note <text>', 'what was done, with what result')
        .action(done),
    )
    .addCommand(
      new Command('words')
        .description(
          'what the borrower wrote, for a task of kind reply or relief-request; the audit log keeps who read it',
        )
        .argument('<task>')
        .action(words),
    );
}

async function list(options: { loan?: string; staff?: string; form?: boolean; json?: boolean }): Promise<void> {
  const { db, close } = await connectDatabase();
  try {
    const tasks = await db.prisma.tasks.findMany({
      where: {
        status: 'open',
        ...(options.loan === undefined ? {} : { loan_id: options.loan }),
        ...(options.staff === undefined ? {} : { owner: options.staff }),
      },
      orderBy: [{ due_at: 'asc' }, { task_id: 'asc' }],
    });
    const lines = tasks.map(({ task_id, loan_id, duty_id, kind, title, form, role, owner, rule, why, due_at }) => ({
      task: task_id,
      loan: loan_id,
      duty: duty_id,
      kind,
      title,
      form,
      role,
      owner,
      due: formatMoment(due_at.getTime()),
      rule,
      why,
    }));
    if (options.json) process.stdout.write(`${JSON.stringify(lines)}\n`);
    else
      for (const { due, role, kind, task, title, form } of lines) {
        const named = title === null ? task : `${task}  ${title}`;
        process.stdout.write(`${due.slice(0, 16)}  ${role.padEnd(21)} ${kind.padEnd(24)} ${named}\n`);
        for (const question of options.form ? form : []) process.stdout.write(`${' '.repeat(18)}· ${question}\n`);
      }
  } finally {
    await close();
  }
}

async function words(task: string): Promise<void> {
  const { db, seal, close } = await connectDatabase();
  try {
    process.stdout.write(`${await readAnswer(db, seal, task, me())}\n`);
  } finally {
    await close();
  }
}

async function done(task: string, options: { note: string }): Promise<void> {
  const database = await connectDatabase();
  try {
    const news = await recordTaskDone(database.db, { task, record: { note: options.note } }, me());
    await tellWorkflows(database);
    process.stdout.write(news ? `${task} is done\n` : `${task} had ended already\n`);
  } finally {
    await database.close();
  }
}
