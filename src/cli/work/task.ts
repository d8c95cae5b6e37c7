import { Command } from 'commander';
import type { TaskSpec } from '../../domain/plan/plan.js';
import { wordsOf } from '../../domain/work/way.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { Database } from '../../store/base/connection/database.js';
import { readAnswer } from '../../store/notices/answers.js';
import { strangeWordsIn } from '../../store/people/borrowers.js';
import { readMeasure } from '../../store/people/measures.js';
import { assignTask } from '../../store/staff/staff.js';
import { recordTaskDone } from '../../store/work/task-done.js';
import { askedOf } from '../../store/work/tasks.js';
import { glassOf, withGlass } from '../connect/break-glass.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { takeFact } from '../connect/take-fact.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { ownSaying } from '../list/saying.js';
import { taskListCommand } from '../list/work.js';
import { readEvidenceFile } from './evidence.js';
import { taskCallCommand } from './task-call.js';
import { showTask } from './task-shown.js';

export function taskCommand(command: Command): Command {
  return command
    .addCommand(taskListCommand())
    .addCommand(
      withGlass(new Command('done'))
        .description('a task has been done; leaves its record')
        .argument('<task>')
        .option('--note <text>', 'what was done, with what result; left out: says what may be answered')
        .option('--record <answers...>', 'line=answer for each line of the form; a line by its words or its number')
        .option('--incomplete', 'lines without an answer are left open knowingly')
        .option('--evidence <files...>', 'files that show it; they are kept sealed')
        .option('--place <text>', 'where it was; kept sealed')
        .option('--despite <why>', 'why a warning may be closed though what it is about still holds')
        .option('--finding <kind>', 'what was found, as the kind of a signal: the plan says which warning it opens')
        .action(done),
    )
    .addCommand(taskCallCommand())
    .addCommand(
      new Command('assign')
        .description('names who does it from now on')
        .argument('<task>')
        .argument('<staff>')
        .requiredOption('--reason <text>', 'why; without names')
        .action((task: string, staff: string, { reason }: { reason: string }) =>
          takeFact(`owner of ${task}`, ({ db }, source) => assignTask(db, { task, staff, reason }, source)),
        ),
    )
    .addCommand(
      new Command('show')
        .description('a task, its form, and what is kept of it, without names and places')
        .argument('<task>')
        .action(showTask),
    )
    .addCommand(
      new Command('words')
        .description(
          'what the borrower wrote (kinds reply, relief-request), or what a measure says; the audit log keeps who read it',
        )
        .argument('<task>')
        .action(words),
    );
}

async function words(task: string): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const said = (await readMeasure(db, seal, task, me())) ?? (await readAnswer(db, seal, task, me()));
    process.stdout.write(`${said}\n`);
  });
}

interface DoneOptions {
  note?: string;
  record?: string[];
  incomplete?: true;
  evidence?: string[];
  place?: string;
  finding?: string;
  despite?: string;
}

async function done(task: string, options: DoneOptions, command: Command): Promise<void> {
  const glass = glassOf(command);
  const { note, record = [], incomplete, evidence = [], place = null, finding, despite } = options;
  if (place !== null && evidence.length === 0)
    throw new BadInput(['--place is the place of evidence: --evidence FILE']);
  const answers = Object.fromEntries(record.map(answerOf));
  const files = await Promise.all(evidence.map((path) => readEvidenceFile('--evidence', path)));
  await withDatabase(async (database) => {
    const { db, seal } = database;
    if (note === undefined)
      throw new BadInput(['--note TEXT is needed: what was done, with what result', ...(await mayAnswer(db, task))]);
    const known = { task, record: { note }, answers, incomplete: incomplete === true };
    const found = { ...(finding === undefined ? {} : { finding }), ...(despite === undefined ? {} : { despite }) };
    const news = await recordTaskDone(
      db,
      { ...known, ...found, evidence: { seal, place, files } },
      { ...me(), ...glass },
    );
    await tellWorkflows(database);
    process.stdout.write(news ? `${task} is done\n` : `${task} had ended already\n`);
    for (const line of news ? await answeredTo(db, task) : []) process.stdout.write(`${line}\n`);
    for (const line of news ? await strangeClass(db, task) : []) process.stderr.write(`warning: ${line}\n`);
  });
}

/** What the form of a task asks for, a line each, as `--record` takes it. @throws BadInput for no such task */
async function mayAnswer({ prisma, pool }: Database, task: string): Promise<string[]> {
  const known = await prisma.tasks.findUnique({ where: { task_id: task }, select: { sets: true } });
  const asked = await askedOf(pool, task);
  if (!known || !asked) throw new BadInput([`no task ${task}`]);
  const { way, dates, resumes } = (known.sets ?? {}) as NonNullable<TaskSpec['sets']>;
  const say = ownSaying();
  const hint = (line: string) => {
    if (line === way?.line) return `: begin with one of ${wordsOf(way).join(', ')}`;
    if (Object.values(dates ?? {}).includes(line)) return ': a day, such as 2026-11-01';
    return line === resumes ? ': yes or no' : '';
  };
  return asked.form.map((line, n) => `--record "${n + 1}=…"  ${say.line(line)}${hint(line)}`);
}

/** What was just answered, so that a slip is seen while it can still be told. */
async function answeredTo({ prisma, pool }: Database, task: string): Promise<string[]> {
  const known = await prisma.tasks.findUnique({ where: { task_id: task }, select: { record: true } });
  const { answers = {} } = (known?.record ?? {}) as { answers?: Record<string, string> };
  const say = ownSaying();
  return ((await askedOf(pool, task))?.form ?? []).map(
    (line, n) => `  ${n + 1} ${say.line(line)}: ${answers[line] ?? '–'}`,
  );
}

/** A class that the answers set and that no rule knows, as `borrower change` says it. */
async function strangeClass({ prisma, pool }: Database, task: string): Promise<string[]> {
  const known = await prisma.tasks.findUnique({ where: { task_id: task }, include: { loan: true } });
  const sets = known?.sets as TaskSpec['sets'] | null | undefined;
  const { answers } = (known?.record ?? {}) as { answers?: Record<string, string> };
  if (!known?.loan || sets?.class === undefined || answers?.[sets.class] === undefined) return [];
  return (await strangeWordsIn(pool, known.loan.borrower_id)).filter((it) => it.startsWith('class:'));
}

function answerOf(said: string): [string, string] {
  const at = said.indexOf('=');
  if (at <= 0) throw new BadInput([`--record: not line=answer: ${said}`]);
  return [said.slice(0, at).trim(), said.slice(at + 1)];
}
