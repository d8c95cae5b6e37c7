import { isOfMoney, type LineBehind } from '../figures/behind.js';
import { DEFINITIONS, type FigureId, isFigure } from '../figures/definitions.js';
import type { Only } from '../figures/narrow.js';
import { opening, type Portfolio } from '../figures/of-loans/portfolio.js';
import type { Frozen } from '../paper/frozen.js';
import { type Behind, type Section, type Table, typeIn, valueIn } from '../paper/paper.js';
import { totalOf } from '../paper/shown.js';
import { PAPERS } from '../papers/index.js';
import type { Front } from '../papers/parts/front.js';
import type { UnitScore } from '../papers/parts/judgement.js';
import type { Judged } from '../papers/parts/targets.js';
import { type Snapshot, sectionsById } from './make-report.js';

/** A figure that stands in a paper, by the name by which it is asked for. */
export interface FigureInPaper {
  /**
   * `npl-rate`; before the period `before/npl-rate`; of a part of the book `branch/BR1/npl-rate`; of a target `targets/npl`, of a unit's
   * `branches/BR1/npl`; of a column of a list `台账：逾期本息`.
   */
  name: string;
  /** As readers see it. */
  title: string;
  unit: 'number' | 'money' | 'share';
  /** Whether what is added up is money, in minor units; else it is counted. */
  ofMoney: boolean;
  /** How it is worked out, as docs/figures.md tells it. */
  formula: string;
  /** As it was frozen; of a target as written. Null: there was nothing to work it out from. */
  value: number | string | null;
  /** What it is counted from: a figure, of a part of the book; or the lines of the paper itself. */
  of: OfBook | { lines: LineBehind[] };
}

/** The figures that a paper can be asked for, in a few words for who has asked for another: those of its parts are many. */
export function namesOf(figures: readonly FigureInPaper[]): string {
  const isOfPart = ({ name }: FigureInPaper) => name.includes('/') && !/^(before|targets)\//.test(name);
  const whole = figures
    .filter((it) => !isOfPart(it))
    .map(({ name, title }) => (name === title ? name : `${name} ${title}`));
  const parts = figures.filter(isOfPart);
  const more = parts.length === 0 ? [] : [`and ${parts.length} of its parts, such as ${parts[0]!.name}`];
  return [...whole, ...more].join(', ') || 'it has none';
}

/** A figure of the book, or of a part of it. */
export interface OfBook {
  figure: FigureId;
  only: Only;
  /** Of what is counted the lines of one owner, or of one kind; left out: all. */
  who?: Behind['who'];
  /** Of the segment of a target of the plan; left out: of none. */
  target?: string;
  /** As it stood before the period. */
  opening?: true;
}

/** Every figure of a paper that can be asked for its list, in the order in which it stands there. */
export function figuresIn(report: Frozen): FigureInPaper[] {
  const { paper } = report.figures as Snapshot;
  const sections = sectionsOf(report);
  const all = [
    ...ofFront(paper),
    ...ofParts(paper),
    ...ofTargets(paper),
    ...sections.flatMap(ofList),
    ...ofOpening(paper),
    ...sections.flatMap(ofBehind),
  ];
  return [...new Map(all.toReversed().map((it) => [it.name, it])).values()].toReversed();
}

interface Named extends Omit<OfBook, 'figure' | 'only'> {
  name?: string;
  title?: string;
  only?: Only;
}

function figure(id: FigureId, value: FigureInPaper['value'], named: Named = {}): FigureInPaper {
  const { unit, formula } = DEFINITIONS[id];
  const { name = id, title = DEFINITIONS[id].title, only = {}, ...of } = named;
  return { name, title, unit, ofMoney: isOfMoney(id), formula, value, of: { figure: id, only, ...of } };
}

function ofFront({ front }: { front?: Front }): FigureInPaper[] {
  return front === undefined ? [] : entries(standing(front.now)).map(([id, value]) => figure(id, value));
}

/** Against the period before: what stood at its end, and what came in during it. */
function ofOpening({ front, portfolio }: { front?: Front; portfolio?: Portfolio }): FigureInPaper[] {
  const before = { ...(front && standing(front.before)), ...(portfolio && opening(portfolio)) };
  return entries(before).map(([id, value]) =>
    figure(id, value, { name: `before/${id}`, title: `上期：${DEFINITIONS[id].title}`, opening: true }),
  );
}

const standing = (it: Front['now']): Values => ({
  'outstanding-principal': it.principal,
  'overdue-amount': it.overdue,
  'overdue-rate': it.overdueRate,
  'npl-rate': it.nplRate,
  'received-amount': it.received,
});

type Values = Behind['values'];
const entries = (values: Values) => Object.entries(values) as [FigureId, number | null][];

const ofParts = (paper: object): FigureInPaper[] =>
  Object.values(paper).flatMap((part) =>
    Object.entries<number | null>(part?.values ?? {}).flatMap(([id, value]) =>
      isFigure(id) ? [figure(id, value)] : [],
    ),
  );

function ofTargets(paper: {
  targets?: Judged[];
  judged?: Judged[];
  branches?: UnitScore[];
  managers?: UnitScore[];
}): FigureInPaper[] {
  const judged = (list: readonly Judged[], of: string, only: Only): FigureInPaper[] =>
    list.flatMap(({ key, title, figure: id, value }) =>
      isFigure(id) ? [figure(id, value, { name: `${of}/${key}`, title, only, target: key })] : [],
    );
  return [
    ...judged(paper.targets ?? paper.judged ?? [], 'targets', {}),
    ...(paper.branches ?? []).flatMap((it) => judged(it.judged, `branches/${it.key}`, { branches: [it.key] })),
    ...(paper.managers ?? []).flatMap((it) => judged(it.judged, `managers/${it.key}`, { manager: it.key })),
  ];
}

function sectionsOf(report: Frozen): Section[] {
  const kind = PAPERS.get(report.kind);
  return kind === undefined ? [] : sectionsById(kind, report.figures as Snapshot);
}

/** Figures of one branch, one borrower, one colleague's work, where the paper has them: `branch/BR1/overdue-rate`. */
const ofBehind = ({ heading, behind = [] }: Section): FigureInPaper[] =>
  behind.flatMap(({ name, title, values, ...of }) =>
    entries(values).map(([id, value]) =>
      figure(id, value, { ...of, name: `${name}/${id}`, title: `${heading}：${title}：${DEFINITIONS[id].title}` }),
    ),
  );

const UNITS = { integer: 'number', money: 'money' } as const;

/** What is added up of the lists of borrowers and loans that stand in the paper. */
function ofList(section: Section): FigureInPaper[] {
  if (!('table' in section)) return [];
  const { heading, table } = section;
  const { columns } = table;
  if (!columns.some(({ key, type }) => type === 'borrower' || key === 'loan')) return [];
  return columns.flatMap((column) => {
    const { key, title, type, total } = column;
    if (total !== 'sum' || (type !== 'integer' && type !== 'money')) return [];
    return [
      {
        name: `${heading}：${title}`,
        title: `${heading}：${title}`,
        unit: UNITS[type],
        ofMoney: type === 'money',
        formula: 'the lines of the list in the paper, added up',
        value: totalOf(table, column),
        of: { lines: table.rows.map((row) => lineOf(table, row, key)) },
      },
    ];
  });
}

function lineOf({ columns }: Table, row: Table['rows'][number], column: string): LineBehind {
  const text = (is: (it: (typeof columns)[number]) => boolean) => {
    const found = columns.find(is);
    const value = found && valueIn(row[found.key]);
    return typeof value === 'string' ? value : null;
  };
  const number = (key: string) => {
    const value = valueIn(row[key]);
    return typeof value === 'number' ? value : null;
  };
  const money = columns.find(({ key, type }) => typeIn(row[key], type) === 'money');
  return {
    loan: text(({ key }) => key === 'loan'),
    borrower: text(({ type }) => type === 'borrower'),
    item: null,
    what: null,
    owner: text(({ type }) => type === 'staff'),
    amount: money ? number(money.key) : null,
    days: number('dpd'),
    part: number(column) ?? 0,
    whole: null,
  };
}
