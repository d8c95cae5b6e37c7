import { formatMoment, minuteOf } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { reasonOf } from '../../store/base/why.js';
import { callsFor } from '../../store/notices/staff-calls.js';
import { listEvidence } from '../../store/work/evidence.js';
import { askedOf } from '../../store/work/tasks.js';
import { withDatabase } from '../connect/connect.js';
import { type Labels, ofLanguage, writeLabelled } from '../list/labels.js';
import { ownSaying } from '../list/saying.js';
import { evidenceLine } from './evidence.js';
import { inWords } from './task-call.js';

const LABELS = {
  task: ['task', '任务'],
  id: ['id', '编号'],
  kind: ['kind', '种类'],
  title: ['title', '名称'],
  loans: ['loans', '贷款'],
  with: ['done with', '并入'],
  role: ['role', '岗位'],
  owner: ['owner', '经办人'],
  status: ['status', '状态'],
  due: ['due', '期限'],
  rule: ['rule', '规则'],
  why: ['why', '原因'],
  by: ['by', '完成人'],
  measure: ['measure', '措施'],
  letter: ['letter', '函件'],
  call: ['call', '致电'],
} satisfies Labels;
const STATUSES: Labels = {
  open: ['open', '未办'],
  joined: ['joined', '并入'],
  done: ['done', '已办'],
  cancelled: ['cancelled', '已取消'],
};
const ANSWERED: Labels[string] = [': answered', '：已答'];
const WRITTEN: Labels[string] = ['written, sealed: postloan task words', '已写，封存：postloan task words'];

/** `task show`: a task, its form, and what is kept of it, without names and places. @throws BadInput for no such task */
export const showTask = (task: string): Promise<void> =>
  withDatabase(async ({ db, seal }) => {
    const known = await db.prisma.tasks.findUnique({ where: { task_id: task }, include: { measure: true } });
    if (!known) throw new BadInput([`no task ${task}`]);
    const { kind, title, role, owner, status, due_at, rule, record, joined_to: leader } = known;
    const first =
      leader && (await db.prisma.tasks.findUnique({ where: { task_id: leader }, select: { number: true } }));
    const { form, also } = (await askedOf(db.pool, task))!;
    const say = ownSaying();
    const write = (key: keyof typeof LABELS, value: string | null | undefined) =>
      writeLabelled(say, LABELS[key], value);
    const { by, answers } = (record ?? {}) as { by?: string; answers?: Record<string, string> };
    write('task', task);
    write('id', `T${known.number}`);
    write('kind', say.word(kind));
    write('title', title && say.title(title, kind));
    write('loans', also.length > 0 ? [known.loan_id, ...also].join(', ') : null);
    write('with', first && `T${first.number}`);
    write('role', say.who(role));
    write('owner', owner);
    write('status', ofLanguage(say, STATUSES[status]!));
    write('due', minuteOf(due_at.getTime()));
    write('rule', rule);
    write('why', say.reason(reasonOf(known)));
    write('by', by);
    form.forEach((line, n) => {
      process.stdout.write(
        `${String(n + 1).padStart(12)} ${say.line(line)}${answers?.[line] === undefined ? '' : ofLanguage(say, ANSWERED)}\n`,
      );
    });
    write('measure', known.measure && ofLanguage(say, WRITTEN));
    const [letter] = await db.prisma.letters.findMany({ where: { task_id: task }, select: { letter_id: true } });
    write('letter', letter && `${letter.letter_id}: postloan letter print`);
    for (const it of await callsFor(db.pool, task)) {
      const decided = it.decision.verdict === 'go' ? (it.outcome ?? 'let go') : inWords(it.decision);
      write('call', `${formatMoment(it.at)} ${it.by}: ${decided}`);
    }
    for (const it of await listEvidence(db.pool, seal, { task })) process.stdout.write(`${evidenceLine(it)}\n`);
  });
