/** The papers that the plans name. `postloan report list` shows them; docs/figures.md says what their figures mean. */
import { dueList, nextMaturities } from './due-lists.js';
import type { PaperKind } from './kind.js';
import { monitoringAnalysis } from './monitoring-analysis.js';
import { groupDaily, groupWeekly, meetingPack, performanceLedger } from './people.js';
import { halfYearReport, monthlyReport, quarterlyReport, yearEndReport } from './period-report.js';
import {
  assetQuality,
  groupMonthly,
  ledger,
  riskAssessment,
  riskMonitoringReport,
  riskScreeningReport,
} from './risk.js';
import { scoreSheet } from './score-sheet.js';
import { visitReport } from './visit-report.js';

export type { PaperKind } from './kind.js';

const KINDS: readonly PaperKind[] = [
  monthlyReport,
  quarterlyReport,
  halfYearReport,
  yearEndReport,
  riskMonitoringReport,
  riskScreeningReport,
  visitReport,
  dueList,
  nextMaturities,
  assetQuality,
  monitoringAnalysis,
  riskAssessment,
  ledger,
  performanceLedger,
  groupDaily,
  groupWeekly,
  groupMonthly,
  meetingPack,
  scoreSheet,
];

/** By name. */
export const PAPERS: ReadonlyMap<string, PaperKind> = new Map(KINDS.map((it) => [it.kind, it]));
