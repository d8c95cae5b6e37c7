import { isOfMoney, type LineBehind } from '../figures/behind.js';
import { DEFINITIONS, type FigureId, isFigure } from '../figures/definitions.js';
import type { Only } from '../figures/narrow.js';
import type { Frozen } from '../paper/frozen.js';
import { type Section, type Table, typeIn, valueIn } from '../paper/paper.js';
import { totalOf } from '../paper/shown.js';
import { PAPERS } from '../papers/index.js';
import type { Front } from '../papers/parts/front.js';
import type { UnitScore } from '../papers/parts/judgement.js';
import type { Judged } from '../papers/parts/targets.js';
import { type Snapshot, sectionsById } from './make-report.js';

/** A figure that stands in a paper, by the name by which it is asked for. */
export interface FigureInPaper {
  /** `npl-rate`; of a target `targets/npl`; of a unit's `branches/BR1/npl`; of a column of a list `台账：逾期本息`. */
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
  of: { figure: FigureId; only: Pick<Only, 'branches' | 'manager'>; target: string | null } | { lines: LineBehind[] };
}

/** Every figure of a paper that can be asked for its list, in the order in which it stands there. */
export function figuresIn(report: Frozen): FigureInPaper[] {
  const { paper } = report.figures as Snapshot;
  const all = [...ofFront(paper), ...ofParts(paper), ...ofTargets(paper), ...ofLists(report)];
  return all.filter(({ name }, n) => all.findIndex((it) => it.name === name) === n);
}

const figure = (
  id: FigureId,
  value: FigureInPaper['value'],
  {
    name = id,
    title = DEFINITIONS[id].title,
    ...of
  }: Partial<{ name: string; title: string; only: Only; target: string }> = {},
): FigureInPaper => {
  const { unit, formula } = DEFINITIONS[id];
  return {
    name,
    title,
    unit,
    ofMoney: isOfMoney(id),
    formula,
    value,
    of: { figure: id, only: {}, target: null, ...of },
  };
};

function ofFront(paper: { front?: Front }): FigureInPaper[] {
  const now = paper.front?.now;
  if (!now) return [];
  return [
    figure('outstanding-principal', now.principal),
    figure('overdue-amount', now.overdue),
    figure('overdue-rate', now.overdueRate),
    figure('npl-rate', now.nplRate),
    figure('received-amount', now.received),
  ];
}

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

/** What is added up of the lists of borrowers and loans that stand in the paper. */
function ofLists(report: Frozen): FigureInPaper[] {
  const kind = PAPERS.get(report.kind);
  return kind === undefined ? [] : sectionsById(kind, report.figures as Snapshot).flatMap(ofSection);
}

const UNITS = { integer: 'number', money: 'money' } as const;

function ofSection(section: Section): FigureInPaper[] {
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
