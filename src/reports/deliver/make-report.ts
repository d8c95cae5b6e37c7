import { currencyWord } from '../../domain/money/written-money.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import type { Period } from '../../domain/time/period.js';
import { type Database, rows, type Sql } from '../../store/base/connection/database.js';
import { findPlan } from '../../store/loans/plans.js';
import { paperInEnglish } from '../english/paper-in-english.js';
import { intoEnglish } from '../english/say.js';
import { inOneMoment, type OnProgress } from '../figures/index.js';
import { currenciesOf } from '../figures/scope.js';
import type { Change } from '../paper/compare.js';
import { changesShown, type ShownChange } from '../paper/compare-sections.js';
import { type Frozen, freeze, newestReport, type ReportKey } from '../paper/frozen.js';
import type { Paper, Section } from '../paper/paper.js';
import { BY_ID, named, type Who } from '../paper/who.js';
import type { PaperKind } from '../papers/index.js';
import { tableSection } from '../papers/parts/tables.js';

/** What is frozen: the figures of the paper, and what they are about. */
export interface Snapshot {
  about: {
    period: Period;
    asOf: Day;
    currency: string;
    /** Left out where the book was there in the period. */
    beforeBook?: true;
    /** Loans that are left out because they are in another currency. */
    others: { key: string; loans: number }[];
  };
  paper: object;
}

export interface ReportAsked {
  plan: string;
  kind: PaperKind;
  period: Period;
  /** The last day whose facts count; never taken from the clock. */
  asOf: Day;
  /** Left out: the one that most of the plan's loans are in. */
  currency?: string;
  /** The one borrower it is about; left out: all. Only for a kind that is made for one (`perBorrower`). */
  borrower?: string;
}

/** There is nothing to report of: the message says why. */
export class NothingToReport extends Error {}

const CURRENCY_OF_NONE = 'CNY';

/**
 * Gathers a report's figures, freezes them, and answers the version that stands: a new one, the one that said the same, or
 * one that tells of a later day already, since an earlier day would only say less.
 * @throws NothingToReport for a plan that is not in the database, or a currency in which it has no loan
 */
export async function makeReport(
  db: Database,
  asked: ReportAsked,
  madeAt: Moment,
  onProgress: OnProgress = () => undefined,
): Promise<{ report: Frozen; news: boolean }> {
  const { plan: name, kind, period, asOf, borrower = null } = asked;
  const plan = await findPlan(db.pool, name);
  if (!plan) throw new NothingToReport(`no plan ${name} in the database`);
  const currencies = await currenciesOf(db.pool, name, asOf);
  const currency = asked.currency ?? currencies[0]?.currency ?? CURRENCY_OF_NONE;
  if (asked.currency !== undefined && !currencies.some((it) => it.currency === currency))
    throw new NothingToReport(`plan ${name} has no loan in ${currency} by ${asOf}`);
  if (borrower !== null && !(await hasLoan(db.pool, name, borrower, currency, asOf)))
    throw new NothingToReport(`borrower ${borrower} has no loan of plan ${name} in ${currency} by ${asOf}`);
  const key: ReportKey = { plan: name, kind: kind.kind, borrower: borrower ?? '', period: period.text, currency };
  const newest = await newestReport(db.pool, key);
  if (newest && newest.asOf > asOf) return { report: newest, news: false };
  const scope = { plan: name, currency, from: begins(period, asOf), asOf, madeAt };
  const paper = await inOneMoment(db, scope, (sql) => kind.gather({ sql, scope, period, plan, borrower, onProgress }));
  const figures: Snapshot = {
    about: {
      period,
      asOf,
      currency,
      ...((await bookBegan(db.pool, name)) > period.to ? { beforeBook: true as const } : {}),
      others: currencies.filter((it) => it.currency !== currency).map((it) => ({ key: it.currency, loans: it.loans })),
    },
    paper,
  };
  return freeze(db, key, { asOf, madeAt, planVersion: plan.version, figures }, (before, after) =>
    changesShown(sectionsOf(kind, before as Snapshot), sectionsOf(kind, after as Snapshot)),
  );
}

/** The day on which the first loan of a plan was taken in; none was: one before all days. */
async function bookBegan(sql: Sql, plan: string): Promise<Day> {
  const [first] = await rows<{ at: Moment | null }>(sql, 'SELECT min(taken_in_at) AS at FROM loans WHERE plan = $1', [
    plan,
  ]);
  return first?.at == null ? '' : dayOf(first.at);
}

async function hasLoan(sql: Sql, plan: string, borrower: string, currency: string, asOf: Day): Promise<boolean> {
  const found = await rows(
    sql,
    'SELECT 1 FROM loans WHERE plan = $1 AND borrower_id = $2 AND currency = $3 AND disbursed_on <= $4 LIMIT 1',
    [plan, borrower, currency, asOf],
  );
  return found.length > 0;
}

/** A paper's sections with ids for who stands in them. */
export const sectionsById = (kind: PaperKind, { about, paper }: Snapshot, who: Who = BY_ID): Section[] =>
  kind.sections(paper, { ...about, from: begins(about.period, about.asOf), unit: unitOf(about), who });

const sectionsOf = (kind: PaperKind, figures: Snapshot): Section[] => named(sectionsById(kind, figures), BY_ID);

const unitOf = ({ currency }: Pick<Snapshot['about'], 'currency'>) => currencyWord(currency, 'zh-CN');

/** The first day of the figures' period: that of the paper, or the day of making if the paper looks ahead and is made before its period. */
export function begins(period: Period, asOf: Day): Day {
  if (asOf < period.from) return asOf;
  return period.from;
}

/** The paper of frozen figures: the same for the same version and the same readers, today and in ten years. */
export function paperOf(kind: PaperKind, report: Frozen, who: Who = BY_ID): Paper {
  const { plan, borrower, version, changed, changedInWords } = report;
  const figures = report.figures as Snapshot;
  const { period, asOf, others } = figures.about;
  const left = others.map(({ key, loans }) => `${unitOf({ currency: key })}贷款${loans}笔`).join('、');
  const sections = sectionsById(kind, figures, who).map(({ behind: _, ...it }) => it);
  const remarks = [
    ...(borrower === '' ? [] : [`仅反映客户${who.borrower(borrower)}。`]),
    ...(others.length > 0 ? [`另有${left}未计入本报告。`] : []),
  ];
  const paper: Paper = {
    kind: kind.kind,
    title: kind.title,
    ...(who.lender ? { lender: who.lender } : {}),
    plan: who.plan ?? plan,
    period: period.text,
    asOf,
    unit: unitOf(figures.about),
    version,
    sections: onePage(
      period,
      [
        ...sections.filter((it) => it.front),
        ...(remarks.length === 0 ? [] : [{ heading: '说明', paragraphs: remarks }]),
        ...(changedInWords !== null ? correction(changedInWords) : changed === null ? [] : [paths(changed)]),
        ...sections.filter((it) => !it.front),
      ],
      sections,
    ),
  };
  const currencies = [figures.about.currency, ...others.map(({ key }) => key)];
  const titles = new Map([...(who.titles ?? []), ...currencies.map((it) => [unitOf({ currency: it }), it] as const)]);
  const read = who.language === 'en' ? paperInEnglish(paper, intoEnglish(titles)) : paper;
  return { ...read, sections: named(read.sections, who) };
}

/** A paper of a day is its first page, with what was corrected: the rest stands in the workbook. */
function onePage({ type }: Period, sections: readonly Section[], kept: readonly Section[]): Section[] {
  const daily = type === 'day' && kept.some((it) => it.front);
  return daily
    ? sections.map((it) => (it.front || !kept.includes(it) ? { ...it, front: true } : { ...it, detail: true }))
    : [...sections];
}

const SHOWN_CHANGES = 50;

/** The section of corrections; none if nothing that differs is shown in this paper. */
function correction(changed: readonly ShownChange[]): Section[] {
  if (changed.length === 0) return [];
  const lines = changed.slice(0, SHOWN_CHANGES).map((it) => ({
    ...it,
    line: it.column === '' ? it.line : `${it.line}：${it.column}`,
    before: it.before === null ? null : cut(it.before),
    after: it.after === null ? null : cut(it.after),
  }));
  return [
    tableSection(corrected(changed.length), lines, {
      section: ['text', '部分'],
      line: ['text', '项目'],
      before: ['text', '上一版'],
      after: ['text', '本版'],
    }),
  ];
}

const LONGEST_SHOWN = 200;
/** A value cut to its length, with a mark that it is: both versions are kept in full. */
const cut = (text: string): string => {
  const signs = [...text];
  return signs.length > LONGEST_SHOWN ? `${signs.slice(0, LONGEST_SHOWN).join('')}…` : text;
};
const corrected = (count: number) =>
  `与上一版不同之处${count > SHOWN_CHANGES ? `（前${SHOWN_CHANGES}处，共${count}处）` : ''}：补录或更正所致，上一版保留备查`;

/** The corrections of a version that was made before changes were kept in words: by the paths of their figures. */
function paths(changed: readonly Change[]): Section {
  const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value).slice(0, 80));
  return tableSection(
    corrected(changed.length),
    changed.slice(0, SHOWN_CHANGES).map(({ at, before, after }) => ({ at, before: text(before), after: text(after) })),
    { at: ['text', '项目'], before: ['text', '上一版'], after: ['text', '本版'] },
  );
}
