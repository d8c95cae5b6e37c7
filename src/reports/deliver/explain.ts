import { formatMoney } from '../../domain/money/money.js';
import type { Plan } from '../../domain/plan/plan.js';
import { parsePeriod, previousPeriod } from '../../domain/time/period.js';
import type { Database, Sql } from '../../store/base/connection/database.js';
import { findPlan } from '../../store/loans/plans.js';
import { type LineBehind, linesBehind, sumOf } from '../figures/behind.js';
import { inOneMoment, type Scope } from '../figures/index.js';
import { atOpening, within } from '../figures/narrow.js';
import type { Frozen } from '../paper/frozen.js';
import type { Who } from '../paper/who.js';
import { inGroup } from '../papers/parts/groups.js';
import { figureAsWritten } from '../papers/parts/targets.js';
import { type FigureInPaper, figuresIn, type OfBook } from './figures-in.js';
import { begins, type Snapshot } from './make-report.js';

/** A figure of a paper with what it is counted from. */
export interface Explained {
  figure: FigureInPaper;
  /** What the list comes to, as the figure is counted. */
  counted: number | null;
  numerator: number;
  /** Null: the figure is no share. */
  denominator: number | null;
  /** Whether the list comes to what the paper says: not where facts of its time came in after it was made. */
  agrees: boolean;
  lines: LineBehind[];
}

/**
 * The list behind a figure of a paper, counted again as of the paper's cut-off, from what is known now. `name`: as `figuresIn` says
 * it, or a title. Null: no figure of the paper is called so.
 */
export async function explain(db: Database, report: Frozen, name: string): Promise<Explained | null> {
  const figures = figuresIn(report);
  const figure = figures.find((it) => it.name === name) ?? figures.find((it) => it.title === name);
  return figure ? (await explainAll(db, report, [figure]))[0]! : null;
}

/** The same of several figures of a paper, at one moment. */
export async function explainAll(
  db: Database,
  report: Frozen,
  figures: readonly FigureInPaper[],
): Promise<Explained[]> {
  const { period, asOf, currency } = (report.figures as Snapshot).about;
  const scope = { plan: report.plan, currency, from: begins(period, asOf), asOf, madeAt: report.madeAt };
  const plan = (await findPlan(db.pool, report.plan))!;
  return inOneMoment(db, scope, async (sql) => {
    const all: Explained[] = [];
    for (const figure of figures) {
      const { of } = figure;
      const lines = 'lines' in of ? of.lines : await linesOf(sql, scope, plan, report, of);
      all.push(added(figure, lines));
    }
    return all;
  });
}

async function linesOf(
  sql: Sql,
  scope: Scope,
  plan: Plan,
  { kind, period }: Pick<Frozen, 'kind' | 'period'>,
  { figure, only, who, target, opening }: OfBook,
): Promise<LineBehind[]> {
  const part = { ...only, segment: plan.targets.find((it) => it.id === target)?.segment };
  const list = (of: Scope) => linesBehind(sql, of, figure);
  const all = (of: Scope) => {
    if (!opening) return list(of);
    const { from, to } = previousPeriod(parsePeriod(period)!);
    return atOpening(sql, { ...of, from, asOf: to }, list);
  };
  const narrowed = Object.values(part).some((it) => it !== undefined);
  const lines = await (narrowed ? within(sql, scope, plan, part, all) : inGroup({ sql, scope, plan }, kind, all));
  const { owner, what } = who ?? {};
  return lines.filter((it) => (owner ?? it.owner) === it.owner && (what ?? it.what) === it.what);
}

function added(figure: FigureInPaper, lines: LineBehind[]): Explained {
  const { of, unit, value } = figure;
  const add = (key: 'part' | 'whole') => lines.reduce((sum, it) => sum + (it[key] ?? 0), 0);
  const ofList = lines.length === 0 ? null : add('part');
  const counted = 'lines' in of ? ofList : sumOf(of.figure, lines);
  // Where there is nothing to work it out from, the list is empty.
  const same = value === counted || (value === null && !counted);
  return {
    ...{ figure, counted, lines },
    numerator: add('part'),
    denominator: unit === 'share' ? add('whole') : null,
    agrees: typeof value === 'string' ? value === figureAsWritten(unit, counted) : same,
  };
}

/** A figure as programs read it: money in major units, a share as a part of one. */
export function figureDocument({ name, title, unit, formula, value }: FigureInPaper) {
  return { ...{ figure: name, title, unit, formula }, value: written(unit, value) };
}

const written = (unit: FigureInPaper['unit'], it: FigureInPaper['value']) =>
  typeof it === 'number' && unit === 'money' ? formatMoney(it) : it;

/** The same with its list; who stands in it as the readers may know them. */
export function explanationDocument(
  { figure, counted, numerator, denominator, agrees, lines }: Explained,
  who: Pick<Who, 'borrower' | 'staff'>,
) {
  const sum = (it: number | null) => (it === null || !figure.ofMoney ? it : formatMoney(it));
  return {
    ...{ ...figureDocument(figure), agrees },
    counted: written(figure.unit, counted),
    ...{ numerator: sum(numerator), denominator: sum(denominator) },
    lines: lines.map(({ borrower, owner, amount, part, whole, ...it }) => ({
      ...it,
      ...{ borrower, borrowerShown: borrower === null ? null : who.borrower(borrower) },
      ...{ owner, ownerShown: owner === null ? null : who.staff(owner) },
      amount: amount === null ? null : formatMoney(amount),
      ...{ part: sum(part), whole: sum(whole) },
    })),
  };
}
