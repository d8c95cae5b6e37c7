import { Command } from 'commander';
import { formatMoment } from '../domain/dates.js';
import { recordTaskDone } from '../store/facts.js';
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
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('done')
        .description('a task has been done; leaves its record')
        .argument('<task>')
        .requiredOption('--note <text>', 'what was done, with what result')
        .action(done),
    );
}

async function list(options: { loan?: string; json?: boolean }): Promise<void> {
  const { db, close } = await connectDatabase();
  try {
    const tasks = await db.prisma.tasks.findMany({
      where: { status: 'open', ...(options.loan === undefined ? {} : { loan_id: options.loan }) },
      orderBy: [{ due_at: 'asc' }, { task_id: 'asc' }],
    });
    const lines = tasks.map(({ task_id, loan_id, kind, role, owner, rule, why, due_at }) => ({
      task: task_id,
      loan: loan_id,
      kind,
      role,
      owner,
      due: formatMoment(due_at.getTime()),
      rule,
      why,
    }));
    if (options.json) process.stdout.write(`${JSON.stringify(lines)}\n`);
    else
      for (const it of lines)
        process.stdout.write(`${it.due.slice(0, 16)}  ${it.role.padEnd(21)} ${it.kind.padEnd(24)} ${it.task}\n`);
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
