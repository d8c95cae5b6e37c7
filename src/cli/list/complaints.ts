import { Command } from 'commander';
import { formatMoney } from '../../domain/money/money.js';
import { formatMoment } from '../../domain/time/dates.js';
import { type ListedComplaint, listComplaints } from '../../store/lists/complaint-list.js';
import { withDatabase } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { BORROWER, BRANCH, DAYS, MANAGER, OVERDUE } from './columns.js';
import { checkFilter } from './filters.js';
import { type ListColumn, type ListOptions, printList } from './print-list.js';

type Options = ListOptions & { open?: true; overdue?: true; branch?: string; manager?: string };

const COMPLAINTS: ListColumn<ListedComplaint>[] = [
  { head: { 'zh-CN': '投诉', en: 'complaint' }, of: ({ complaint }) => complaint },
  BORROWER,
  OVERDUE,
  DAYS,
  { head: { 'zh-CN': '提出', en: 'opened' }, of: ({ openedAt }, say) => say.moment(openedAt) },
  {
    head: { 'zh-CN': '状态', en: 'state' },
    of: ({ state }, say) => (say.language === 'zh-CN' ? STATES[state] : state),
  },
  {
    head: { 'zh-CN': '下一步限', en: 'next due' },
    of: ({ due }, say) => (due !== null && due < now() ? [say.moment(due), 'red'] : say.moment(due)),
  },
  { head: { 'zh-CN': '负责人', en: 'owner' }, of: ({ owner }, say) => say.who(owner) },
  BRANCH,
  MANAGER,
];

const STATES: Record<ListedComplaint['state'], string> = {
  opened: '待受理',
  accepted: '处理中',
  solved: '待回访',
  closed: '已办结',
};

export function complaintListCommand(): Command {
  return new Command('list')
    .description('complaints, those first whose time is up first')
    .option('--open', 'only those that are open')
    .option('--overdue', 'only those whose next step is late')
    .option('--branch <branch>', 'of one branch')
    .option('--manager <staff>', 'of one account manager')
    .option('--all', 'all lines, however many')
    .option('--json', 'one JSON document')
    .action(({ json, all, open, overdue, ...filter }: Options) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const wanted = { ...filter, open: open === true, overdue: overdue === true };
        const found = await listComplaints(db.pool, seal, wanted, now());
        printList(found, COMPLAINTS, { json, all } as ListOptions, ({ openedAt, due, overdue, ...it }) => ({
          ...it,
          overdue: formatMoney(overdue),
          openedAt: formatMoment(openedAt),
          due: due === null ? null : formatMoment(due),
        }));
      }),
    );
}
