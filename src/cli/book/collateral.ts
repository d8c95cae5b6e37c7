import { Command } from 'commander';
import { formatMoney } from '../../domain/money/money.js';
import { type ListedCollateral, listCollateral } from '../../store/lists/collateral-list.js';
import { withDatabase } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { factAction } from '../connect/typed-fact.js';
import { checkFilter } from '../list/filters.js';
import { type ListColumn, type ListOptions, printList } from '../list/print-list.js';

const COLUMNS: ListColumn<ListedCollateral>[] = [
  { head: { 'zh-CN': '押品', en: 'collateral' }, of: ({ collateral }) => collateral },
  { head: { 'zh-CN': '种类', en: 'kind' }, of: ({ kind }) => kind },
  { head: { 'zh-CN': '所有人', en: 'of' }, of: ({ borrower }) => borrower },
  { head: { 'zh-CN': '担保贷款', en: 'loans' }, of: ({ loans }) => loans.join(' ') },
  { head: { 'zh-CN': '价值', en: 'value' }, right: true, of: ({ value }, say) => say.money(value) },
  { head: { 'zh-CN': '估值日', en: 'valued on' }, of: ({ valuedOn }) => valuedOn ?? '' },
  { head: { 'zh-CN': '未还本息', en: 'outstanding' }, right: true, of: (it, say) => say.money(it.outstanding) },
  { head: { 'zh-CN': '抵押率', en: 'loan to value' }, right: true, of: ({ loanToValue }) => percent(loanToValue) },
];

/** Of all open loans that it secures. */
export const percent = (loanToValue: number | null): string =>
  loanToValue === null ? '' : `${(100 * loanToValue).toFixed(1)} %`;

export const collateralAsJson = ({ value, outstanding, ...it }: ListedCollateral) => ({
  ...it,
  value: value === null ? null : formatMoney(value),
  outstanding: formatMoney(outstanding),
});

export function collateralCommand(command: Command): Command {
  const list = new Command('list')
    .description('what secures open loans, with what is owed of all of them; those least covered first')
    .option('--loan <loan>', 'what secures one loan')
    .option('--borrower <borrower>', 'what is of one borrower')
    .option('--all', 'all lines, however many')
    .option('--json', 'one JSON document')
    .action(({ json, all, ...filter }: ListOptions & { loan?: string; borrower?: string }) =>
      withDatabase(async ({ db }) => {
        await checkFilter(db.pool, filter);
        const found = await listCollateral(db.pool, filter, now());
        printList(found, COLUMNS, { json, all } as ListOptions, collateralAsJson);
      }),
    );
  const add = new Command('add')
    .description(
      'a thing secures these loans, whosesoever they are; said again it secures others, or is of another kind',
    )
    .argument('<collateral>')
    .requiredOption('--borrower <borrower>', 'whose it is')
    .requiredOption('--type <kind>', '厂房, equipment, …')
    .requiredOption('--loans <loan...>')
    .option('--value <amount>', 'what it is worth')
    .option('--valued-on <date>', 'the day of that value')
    .action(factAction('collateral', ({ collateral }) => `collateral ${collateral}`, { type: 'kind' }));
  const value = new Command('value')
    .description('what a thing is worth: a fall is judged by its own values')
    .argument('<collateral>')
    .argument('<value>')
    .option('--on <date>', 'the day of the valuation; left out: today')
    .action(factAction('valuation', ({ collateral }) => `value of ${collateral}`));
  const release = new Command('release')
    .description('a thing is given back: it secures its loans no more')
    .argument('<collateral>')
    .requiredOption('--reason <reason>')
    .action(factAction('discharge', ({ collateral }) => `collateral ${collateral}`));
  return [list, add, value, release].reduce((it, one) => it.addCommand(one), command);
}
