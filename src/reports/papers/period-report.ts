import type { PeriodType } from '../../domain/time/period.js';
import type { Part } from '../figures/definition.js';
import { measureIn, type Parts } from '../figures/index.js';
import type { Section } from '../paper/paper.js';
import { type Front, frontOf, opening } from './parts/front.js';
import { type Gathering, type PaperKind, paperKind, type Reading } from './parts/kind.js';
import { bookSections, bucketSections, groupSection, movementSections, trendSections } from './parts/sections.js';
import { type Judged, targetSection } from './parts/targets.js';
import {
  careSections,
  collectionSections,
  complaintSections,
  contactSections,
  maturitySections,
  taskSections,
  warningSections,
} from './parts/work-sections.js';
import { judgePlan, valuesOf } from './people/judging.js';

const PARTS = [
  'portfolio',
  'movement',
  'collection',
  'contact',
  'tasks',
  'warnings',
  'complaints',
  'care',
  'maturities',
  'trend',
] as const satisfies Part[];

/** `front`: left out of what was frozen before there was a first page. */
type Figures = Pick<Parts, (typeof PARTS)[number]> & { targets: Judged[]; front?: Front };

async function gather(gathering: Gathering): Promise<Figures> {
  const { sql, scope, onProgress } = gathering;
  const front = await frontOf(gathering);
  const parts = await measureIn(sql, scope, PARTS, onProgress);
  return { front, ...parts, targets: await judgePlan(gathering, valuesOf(parts)) };
}

/** The report of a period: the book, what moved, what was done, what is to come. */
function sections(figures: Figures, reading: Reading): Section[] {
  const { portfolio } = figures;
  return [
    ...opening(figures.front, portfolio, reading),
    ...targetSection(figures.targets),
    ...bookSections(portfolio),
    ...bucketSections(portfolio),
    groupSection('分布：五级分类（按逾期天数）', '分类', 'category', portfolio),
    ...movementSections(figures.movement),
    ...trendSections(figures.trend),
    groupSection('分布：按机构', '机构', 'branch', portfolio),
    groupSection('分布：按客户经理', '客户经理', 'manager', portfolio),
    ...collectionSections(figures.collection),
    ...contactSections(figures.contact),
    ...taskSections(figures.tasks),
    ...warningSections(figures.warnings),
    ...complaintSections(figures.complaints),
    ...careSections(figures.care),
    ...maturitySections(figures.maturities),
  ];
}

const report = (kind: string, title: string, periods: PeriodType[], rules: string[]): PaperKind =>
  paperKind<Figures>({
    kind,
    title,
    rules,
    periods,
    gather,
    sections,
    judgement: ({ targets }) => ({ judged: targets, branches: [], managers: [], sums: null }),
  });

export const monthlyReport = report('monthly-report', '贷后管理月度报告', ['month'], ['P4.11', 'P7.12', 'P3.3']);
export const quarterlyReport = report('quarterly-report', '季度贷后管理报告', ['quarter'], ['P4.12', 'P5.12', 'P10.9']);
export const halfYearReport = report('half-year-report', '半年度贷后管理报告', ['half-year'], ['P5.12', 'P6.10']);
export const yearEndReport = report('year-end-report', '年度贷后管理报告', ['year'], ['P5.12', 'P6.10', 'P8.8']);
