import { Command } from 'commander';
import { readSettings } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { type Explained, explain, explanationDocument, figureDocument } from '../../reports/deliver/explain.js';
import { type FigureInPaper, figuresIn, namesOf } from '../../reports/deliver/figures-in.js';
import { readersOf } from '../../reports/deliver/readers.js';
import { reportById } from '../../reports/paper/frozen.js';
import { figureAsWritten } from '../../reports/papers/parts/targets.js';
import type { Sql } from '../../store/base/connection/database.js';
import { type NamedPaper, newestPapers, papersNamed } from '../../store/lists/report-list.js';
import { environment, withDatabase } from '../connect/connect.js';
import { type ListColumn, type ListOptions, printList } from '../list/print-list.js';
import { ownSaying, type Saying } from '../list/saying.js';

export const explainCommand = (): Command =>
  new Command('explain')
    .description('what a figure of a paper is counted from: the loans, the work, the messages behind it')
    .argument('<paper>', 'the name of its file (04-personal_monthly-report_2026-10_v1), its kind, or its number')
    .argument(
      '[figure]',
      'as the paper calls it (逾期率), or its id (overdue-rate); left out: the figures of the paper',
    )
    .option('--all', 'all lines, however many')
    .option('--json', 'one JSON document')
    .action((paper: string, figure: string | undefined, options: ListOptions) =>
      withDatabase(async ({ db, seal }) => {
        const report = await reportById(db.pool, (await paperNamed(db.pool, paper)).report);
        const figures = figuresIn(report);
        if (figure === undefined) return printList(figures, FIGURES, options, figureDocument);
        const explained = await explain(db, report, figure);
        if (explained === null) throw new BadInput([`no figure ${figure} in this paper: ${namesOf(figures)}`]);
        const { LENDER_NAME } = readSettings(environment());
        const who = await readersOf(db.pool, seal, { plan: report.plan, figures: explained.lines }, LENDER_NAME);
        const document = explanationDocument(explained, who);
        const about = { report: report.id, plan: report.plan, kind: report.kind, period: report.period };
        if (options.json) process.stdout.write(`${JSON.stringify({ ...about, asOf: report.asOf, ...document })}\n`);
        else print(explained, document.lines, options);
      }),
    );

/** The newest version, unless one is named. @throws BadInput of none, or of several papers */
async function paperNamed(sql: Sql, text: string): Promise<NamedPaper> {
  const found = await papersNamed(sql, text.replace(/^.*\//, '').replace(/\.(xlsx|pdf|html|csv)$/, ''));
  const names = [...new Set(found.map(({ name, version }) => name.slice(0, -`_v${version}`.length)))];
  if (names.length === 1) return found[0]!;
  if (names.length > 1) throw new BadInput([`${text} may be ${names.length} papers: ${names.join(', ')}`]);
  const there = (await newestPapers(sql)).map(({ name }) => name);
  throw new BadInput([
    `no paper ${text} was made: ${there.length === 0 ? 'there is none yet, `report run` makes one' : `there are ${there.join(', ')}`}`,
  ]);
}

const valueWritten = ({ unit, value }: Pick<FigureInPaper, 'unit' | 'value'>): string =>
  typeof value === 'string' ? value : (figureAsWritten(unit, value) ?? '—');

const FIGURES: ListColumn<FigureInPaper>[] = [
  { head: { 'zh-CN': '编号', en: 'figure' }, of: ({ name }) => name },
  { head: { 'zh-CN': '指标', en: 'title' }, of: ({ title }) => title },
  { head: { 'zh-CN': '值', en: 'value' }, right: true, of: valueWritten },
];

type Line = ReturnType<typeof explanationDocument>['lines'][number];

const columns = ({ figure }: Explained): ListColumn<Line>[] => [
  { head: { 'zh-CN': '贷款', en: 'loan' }, of: ({ loan }) => loan ?? '' },
  { head: { 'zh-CN': '客户', en: 'borrower' }, of: ({ borrowerShown }) => borrowerShown ?? '' },
  { head: { 'zh-CN': '事项', en: 'what' }, of: ({ what }, say) => say.word(what) },
  { head: { 'zh-CN': '号', en: 'id' }, of: ({ item }) => item ?? '' },
  { head: { 'zh-CN': '金额', en: 'amount' }, right: true, of: ({ amount }) => amount ?? '' },
  { head: { 'zh-CN': '逾期天数', en: 'days' }, right: true, of: ({ days }) => (days ? String(days) : '') },
  { head: { 'zh-CN': '责任人', en: 'owner' }, of: ({ ownerShown }) => ownerShown ?? '' },
  {
    head: figure.unit === 'share' ? { 'zh-CN': '分子', en: 'numerator' } : { 'zh-CN': '计入', en: 'counts' },
    right: true,
    of: ({ part }) => String(part),
  },
  ...(figure.unit === 'share'
    ? [
        {
          head: { 'zh-CN': '分母', en: 'denominator' },
          right: true as const,
          of: ({ whole }: Line) => String(whole ?? ''),
        },
      ]
    : []),
];

function print(explained: Explained, lines: readonly Line[], options: ListOptions): void {
  const say = ownSaying();
  process.stdout.write(`${head(explained, say).join('\n')}\n\n`);
  printList(lines, columns(explained), options, (it) => it);
}

function head({ figure, numerator, denominator, counted, agrees, lines }: Explained, say: Saying): string[] {
  const chinese = say.language === 'zh-CN';
  const sum = (it: number) => (figure.ofMoney ? say.money(it) : String(it));
  const title = figure.title === figure.name ? figure.title : `${figure.title} ${figure.name}`;
  const parts = denominator === null ? '' : ` = ${sum(numerator)} ÷ ${sum(denominator)}`;
  const worth = `${figureAsWritten(figure.unit, counted) ?? '—'}${parts}`;
  const written = valueWritten(figure);
  return [
    `${title}：${agrees ? worth : written}`.replace('：', chinese ? '：' : ': '),
    ...(chinese ? [] : [figure.formula]),
    ...(agrees
      ? []
      : [
          chinese
            ? `报告之后又有补录或更正：按现有数据为${worth}。重新制作报告即成新的一版。`
            : `facts of its time have come in since: by what is known now it is ${worth}. Made again, the paper has another version.`,
        ]),
    chinese ? `共${lines.length}条：` : `${lines.length} lines:`,
  ];
}
