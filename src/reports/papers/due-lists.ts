import { RISKY_FROM_DPD } from '../../domain/loan/account/classification.js';
import { word } from '../../domain/reason/vocabulary.js';
import type { Period } from '../../domain/time/period.js';
import { nextPeriod } from '../../domain/time/period.js';
import { writtenDay } from '../../domain/time/written-day.js';
import type { Section } from '../paper/paper.js';
import { money } from '../paper/words.js';
import { type Gathering, paperKind } from './parts/kind.js';
import { type DueLine, dueBetween } from './parts/lists.js';
import { tableSection } from './parts/tables.js';

/** 到期贷款提示表 (P1.5): what falls due in the month and is not paid, by unit. Made on a day of the month, or before it. */
export const dueList = paperKind<{ lines: DueLine[] }>({
  kind: 'due-list',
  title: '到期贷款提示表',
  rules: ['P1.5'],
  periods: ['month', 'week', 'half-month'],
  ahead: true,
  gather: async (gathering) => ({ lines: await linesOf(gathering, gathering.period, false) }),
  sections: ({ lines }, { period, unit }) =>
    byUnit(lines, `${writtenDay(period.from)}至${writtenDay(period.to)}`, unit),
});

/** Next month's maturities by unit (P2.8), with the way each will probably go: of the period's next month. */
export const nextMaturities = paperKind<{ lines: DueLine[] }>({
  kind: 'next-maturities',
  title: '下月到期贷款提示表',
  rules: ['P2.8', 'P1.5'],
  periods: ['month'],
  ahead: true,
  gather: async (gathering) => ({ lines: await linesOf(gathering, nextPeriod(gathering.period), true) }),
  sections: ({ lines }, { period, unit }) => {
    const { from, to } = nextPeriod(period);
    return byUnit(lines, `${writtenDay(from)}至${writtenDay(to)}`, unit);
  },
});

const linesOf = ({ sql, scope }: Gathering, { from, to }: Period, lastOnly: boolean) =>
  dueBetween(sql, scope.asOf, from, to, lastOnly);

type What = Pick<DueLine, 'last' | 'principal'>;

/** What falls due: the loan itself, a part of it, or interest alone, which is no loan that matures. */
const natureOf = ({ last, principal }: What) => (last ? '贷款到期' : principal > 0 ? '分期还款' : '结息');

/**
 * The three ways of P2.8, by what the figures say: recoverable, to be helped over (a person decides whether an extension or
 * renewal is due), to be collected. What is not the loan's end is not extended. The task that goes with it asks the account manager.
 */
export function wayOf(it: Pick<DueLine, 'dpd'> & What): string {
  if (it.dpd >= RISKY_FROM_DPD) return '落实责任人，清收保全';
  const late = it.dpd > 0;
  if (it.last) return late ? '核实还款能力，准备展期或续贷' : '准备资金，按期收回';
  if (it.principal > 0) return late ? '催收逾期，核实还款能力' : '提示按期还款';
  return late ? '催收欠息，核实付息能力' : '提示按期付息';
}

function byUnit(lines: readonly DueLine[], when: string, currency: string): Section[] {
  const units = [...new Set(lines.map((it) => it.branch))];
  const sum = (list: readonly DueLine[], field: 'unpaid' | 'principal') => list.reduce((all, it) => all + it[field], 0);
  const of = (unit: string | null) => lines.filter((it) => it.branch === unit);
  const natures = [...new Set(lines.map(natureOf))].sort();
  const counted = natures.map((nature) => {
    const these = lines.filter((it) => natureOf(it) === nature);
    return `${nature}${these.length}笔、本息${money(sum(these, 'unpaid'))}${currency}`;
  });
  if (lines.length === 0) return [{ heading: '概况', paragraphs: [`${when}没有应还款。`] }];
  return [
    {
      heading: '概况',
      paragraphs: [
        `${when}应还款${lines.length}笔，本息${money(sum(lines, 'unpaid'))}${currency}，其中本金${money(sum(lines, 'principal'))}${currency}：${counted.join('，')}。`,
      ],
    },
    tableSection(
      '按机构',
      units.map((unit) => ({
        unit: word(unit ?? 'unknown'),
        count: of(unit).length,
        unpaid: sum(of(unit), 'unpaid'),
        principal: sum(of(unit), 'principal'),
        overdue: of(unit).filter((it) => it.dpd > 0).length,
      })),
      {
        unit: ['text', '机构'],
        count: ['integer', '笔数', 'sum'],
        unpaid: ['money', '应还本息', 'sum'],
        principal: ['money', '其中本金', 'sum'],
        overdue: ['integer', '已有逾期', 'sum'],
      },
    ),
    ...units.map((unit) =>
      tableSection(
        word(unit ?? 'unknown'),
        of(unit).map((it) => ({ ...it, nature: natureOf(it), way: wayOf(it) })),
        {
          borrower: ['borrower', '客户'],
          loan: ['text', '贷款'],
          nature: ['text', '性质'],
          manager: ['staff', '客户经理'],
          dueOn: ['date', '到期日'],
          unpaid: ['money', '应还本息', 'sum'],
          principal: ['money', '其中本金', 'sum'],
          overdue: ['money', '已逾期本息', 'sum'],
          dpd: ['integer', '逾期天数'],
          way: ['text', '处理方式（建议）'],
        },
        ({ manager }) => ({ manager: manager ?? 'unknown' }),
      ),
    ),
  ];
}
