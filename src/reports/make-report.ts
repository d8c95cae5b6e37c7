import type { Day, Moment } from '../domain/dates.js';
import type { Period } from '../domain/period.js';
import { type Database, rows, type Sql } from '../store/database.js';
import type { Change } from './compare.js';
import { inOneMoment, type OnProgress } from './figures/index.js';
import { currenciesOf } from './figures/scope.js';
import { type Frozen, freeze, newestReport, type ReportKey } from './frozen.js';
import type { Paper, Section } from './paper.js';
import type { PaperKind } from './papers/index.js';
import { tableSection } from './papers/tables.js';
import { planOf } from './plan-of.js';

/** What is frozen: the figures of the paper, and what they are about. */
export interface Snapshot {
  about: {
    period: Period;
    asOf: Day;
    currency: string;
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
  const plan = await planOf(db.pool, name);
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
  const scope = { plan: name, currency, from: begins(period, asOf), asOf };
  const paper = await inOneMoment(db, scope, (sql) => kind.gather({ sql, scope, period, plan, borrower, onProgress }));
  const figures: Snapshot = {
    about: {
      period,
      asOf,
      currency,
      others: currencies.filter((it) => it.currency !== currency).map((it) => ({ key: it.currency, loans: it.loans })),
    },
    paper,
  };
  return freeze(db, key, { asOf, madeAt, planVersion: plan.version, figures });
}

async function hasLoan(sql: Sql, plan: string, borrower: string, currency: string, asOf: Day): Promise<boolean> {
  const found = await rows(
    sql,
    'SELECT 1 FROM loans WHERE plan = $1 AND borrower_id = $2 AND currency = $3 AND disbursed_on <= $4 LIMIT 1',
    [plan, borrower, currency, asOf],
  );
  return found.length > 0;
}

/** A paper about what is to come is made before its period: then the day of making stands for the period. */
function begins(period: Period, asOf: Day): Day {
  if (asOf < period.from) return asOf;
  return period.from;
}

/** The paper of frozen figures: the same for the same version, today and in ten years. */
export function paperOf(kind: PaperKind, { plan, borrower, version, changed, figures }: Frozen): Paper {
  const { about, paper } = figures as Snapshot;
  const { period, asOf, currency, others } = about;
  const from = begins(period, asOf);
  const left = others.map(({ key, loans }) => `${key}贷款${loans}笔`).join('、');
  return {
    kind: kind.kind,
    title: kind.title,
    plan,
    period: period.text,
    asOf,
    unit: currency === 'CNY' ? '元' : currency,
    sections: [
      {
        heading: '说明',
        paragraphs: [
          `本报告反映${from}至${asOf}的情况，第${version}版。`,
          ...(borrower === '' ? [] : [`仅反映客户${borrower}。`]),
          ...(others.length > 0 ? [`另有${left}未计入本报告。`] : []),
        ],
      },
      ...(changed === null ? [] : [correction(changed)]),
      ...kind.sections(paper, period),
    ],
  };
}

const SHOWN_CHANGES = 50;

function correction(changed: readonly Change[]): Section {
  const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value).slice(0, 80));
  const more = changed.length > SHOWN_CHANGES ? `（前${SHOWN_CHANGES}处，共${changed.length}处）` : '';
  return tableSection(
    `与上一版不同之处${more}：补录或更正所致，上一版保留备查`,
    changed.slice(0, SHOWN_CHANGES).map(({ at, before, after }) => ({ at, before: text(before), after: text(after) })),
    { at: ['text', '项目'], before: ['text', '上一版'], after: ['text', '本版'] },
  );
}
