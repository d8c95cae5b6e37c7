import type { Command } from 'commander';
import { formatMoney } from '../../domain/money/money.js';
import { inEnglish } from '../../domain/reason/words.js';
import { formatMoment } from '../../domain/time/dates.js';
import type { Filter } from '../../store/lists/filter.js';
import {
  type ListedCase,
  type ListedPromise,
  type ListedTask,
  type ListedWarning,
  listCases,
  listPromises,
  listTasks,
  listWarnings,
} from '../../store/lists/work-list.js';
import { withDatabase } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { BORROWER, DAYS, LOAN, MANAGER, OVERDUE } from './columns.js';
import { checkFilter, listCommand } from './filters.js';
import { type ListColumn, type ListOptions, printList } from './print-list.js';
import { ownSaying } from './saying.js';

type Options = ListOptions &
  Filter & { open?: true; loan?: string; staff?: string; unowned?: true; late?: true; form?: true };

const LEVELS = new Set(['red', 'yellow', 'blue'] as const);

const WARNINGS: ListColumn<ListedWarning>[] = [
  { head: { 'zh-CN': '编号', en: 'id' }, of: ({ number }) => `W${number}` },
  {
    head: { 'zh-CN': '级别', en: 'level' },
    of: ({ level }, say) => (LEVELS.has(level) ? [say.word(level), level] : say.word(level)),
  },
  { head: { 'zh-CN': '事由', en: 'of' }, of: ({ indicator }, say) => say.word(indicator) },
  LOAN,
  BORROWER,
  OVERDUE,
  DAYS,
  { head: { 'zh-CN': '开立', en: 'opened' }, of: ({ openedAt }, say) => say.moment(openedAt) },
  {
    head: { 'zh-CN': '下一步限', en: 'next due' },
    of: ({ due, closedAt }, say) =>
      closedAt === null ? say.moment(due) : say.language === 'zh-CN' ? '已销号' : 'closed',
  },
  MANAGER,
  { head: { 'zh-CN': '条款', en: 'row' }, of: ({ rule }) => rule },
];

export function warningListCommand(): Command {
  return listCommand('warnings, red before yellow before blue')
    .option('--open', 'only those that are open')
    .option('--loan <loan>', 'of one loan')
    .action(({ json, all, open, ...filter }: Options) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const found = await listWarnings(db.pool, seal, { ...filter, open: open === true }, now());
        printList(
          found,
          WARNINGS,
          { json, all } as ListOptions,
          ({ overdue, openedAt, closedAt, due, number, ...it }) => ({
            ...it,
            id: `W${number}`,
            overdue: formatMoney(overdue),
            openedAt: formatMoment(openedAt),
            closedAt: closedAt === null ? null : formatMoment(closedAt),
            due: due === null ? null : formatMoment(due),
          }),
        );
      }),
    );
}

const STATES = { proposed: '待审批', approved: '已批准', rejected: '未批准', closed: '已结束' };
const CASES: ListColumn<ListedCase>[] = [
  { head: { 'zh-CN': '编号', en: 'id' }, of: ({ number }) => `K${number}` },
  { head: { 'zh-CN': '处置', en: 'case' }, of: ({ title, kind }, say) => say.title(title, kind) },
  {
    head: { 'zh-CN': '状态', en: 'state' },
    of: ({ state }, say) => (say.language === 'zh-CN' ? STATES[state] : state),
  },
  { head: { 'zh-CN': '至', en: 'until' }, of: ({ until }) => until ?? '' },
  LOAN,
  BORROWER,
  OVERDUE,
  DAYS,
  { head: { 'zh-CN': '负责人', en: 'owner' }, of: ({ owner }, say) => say.who(owner) },
  { head: { 'zh-CN': '时限', en: 'next due' }, of: ({ due }, say) => say.moment(due) },
  MANAGER,
  {
    head: { 'zh-CN': '依据', en: 'why' },
    of: ({ why }, say) => say.reason(why),
  },
];

export function caseListCommand(): Command {
  return listCommand('cases of relief and disposal that are open')
    .option('--open', 'only those that are open: so it is in any case, but with --closed')
    .option('--closed', 'those that have ended too')
    .option('--loan <loan>', 'of one loan')
    .action(({ json, all, open: _, closed, ...filter }: Options & { closed?: true }) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const found = await listCases(db.pool, seal, { ...filter, open: closed !== true }, now());
        printList(found, CASES, { json, all } as ListOptions, ({ overdue, openedAt, due, why, number, ...it }) => ({
          ...it,
          id: `K${number}`,
          overdue: formatMoney(overdue),
          openedAt: formatMoment(openedAt),
          due: due === null ? null : formatMoment(due),
          why: inEnglish(why),
        }));
      }),
    );
}

const PROMISES: ListColumn<ListedPromise>[] = [
  LOAN,
  BORROWER,
  { head: { 'zh-CN': '承诺日', en: 'on' }, of: ({ on }) => on },
  { head: { 'zh-CN': '承诺金额', en: 'amount' }, right: true, of: ({ amount }, say) => say.money(amount) },
  { head: { 'zh-CN': '已还', en: 'paid' }, right: true, of: ({ paid }, say) => say.money(paid) },
  {
    head: { 'zh-CN': '结果', en: 'outcome' },
    of: ({ outcome }, say) => {
      const text = say.outcome(outcome);
      return outcome === 'broken' ? [text, 'red'] : text;
    },
  },
  OVERDUE,
  DAYS,
  MANAGER,
];

export function promiseListCommand(): Command {
  return listCommand('promises to pay of open loans, and what became of them')
    .option('--open', 'only those that run')
    .option('--loan <loan>', 'of one loan')
    .action(({ json, all, open, ...filter }: Options) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const { promises: found } = await listPromises(db.pool, seal, { ...filter, open: open === true }, now());
        printList(found, PROMISES, { json, all } as ListOptions, ({ overdue, amount, paid, ...it }) => ({
          ...it,
          amount: formatMoney(amount),
          paid: formatMoney(paid),
          overdue: formatMoney(overdue),
        }));
      }),
    );
}

const TASKS: ListColumn<ListedTask>[] = [
  { head: { 'zh-CN': '编号', en: 'id' }, of: ({ number }) => `T${number}` },
  {
    head: { 'zh-CN': '时限', en: 'due' },
    of: ({ due, late }, say) => (late ? [say.moment(due), 'red'] : say.moment(due)),
  },
  { head: { 'zh-CN': '任务', en: 'task' }, of: ({ title, kind }, say) => say.title(title, kind) },
  { ...LOAN, of: ({ loan, also }) => [loan, ...also].filter(Boolean).join(' ') },
  BORROWER,
  OVERDUE,
  DAYS,
  {
    head: { 'zh-CN': '负责人', en: 'owner' },
    of: ({ owner, role }, say) => [owner, say.word(role)].filter(Boolean).join(' '),
  },
  { head: { 'zh-CN': '条款', en: 'row' }, of: ({ rule }) => rule },
];

export function taskListCommand(): Command {
  return listCommand('open tasks, the most urgent first')
    .option('--loan <loan>', 'of one loan')
    .option('--staff <staff>', 'of one person')
    .option('--unowned', 'only those that nobody has, since nobody is here who may do them')
    .option('--late', 'only those that are late')
    .option('--form', 'and what each record must answer')
    .action(({ json, all, form, late, ...filter }: Options) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const found = await listTasks(db.pool, seal, { ...filter, late: late === true }, now());
        printList(found, TASKS, { json, all } as ListOptions, ({ due, why, overdue, number, sets: _, ...it }) => ({
          ...it,
          id: `T${number}`,
          due: formatMoment(due),
          why: inEnglish(why),
          overdue: overdue === null ? null : formatMoney(overdue),
        }));
        if (json) return;
        const say = ownSaying();
        for (const it of found) {
          const lines = [
            ...(it.letter === null ? [] : [`${say.language === 'zh-CN' ? '函件' : 'letter'} ${it.letter}`]),
            ...(form ? it.form.map((q) => `· ${say.line(q)}`) : []),
          ];
          if (lines.length > 0) process.stdout.write(`T${it.number}  ${say.title(it.title, it.kind)}\n`);
          for (const line of lines) process.stdout.write(`    ${line}\n`);
        }
      }),
    );
}
