/** The papers that the plans name. `postloan report list` shows them; docs/figures.md says what their figures mean. */
import { disasterLedger } from './disaster-ledger.js';
import { dueList, nextMaturities } from './due-lists.js';
import { dutyRecords } from './duty-records.js';
import type { PaperKind } from './kind.js';
import { monitoringAnalysis } from './monitoring-analysis.js';
import { groupDaily, groupWeekly, meetingPack, performanceLedger } from './people.js';
import { halfYearReport, monthlyReport, quarterlyReport, yearEndReport } from './period-report.js';
import { assetQuality, groupMonthly, ledger, riskMonitoringReport, riskScreeningReport } from './risk.js';
import { riskAssessment } from './risk-assessment.js';
import { riskLedger } from './risk-ledger.js';
import { scoreSheet } from './score-sheet.js';
import { manufacturingVisitReport, onSiteCheckReport } from './visit-forms.js';
import { visitReport } from './visit-report.js';
import { warningLedger } from './warning-ledger.js';

export type { PaperKind } from './kind.js';

const KINDS: readonly PaperKind[] = [
  monthlyReport,
  quarterlyReport,
  halfYearReport,
  yearEndReport,
  riskMonitoringReport,
  riskScreeningReport,
  visitReport,
  onSiteCheckReport,
  manufacturingVisitReport,
  dueList,
  nextMaturities,
  assetQuality,
  monitoringAnalysis,
  riskAssessment,
  riskLedger,
  warningLedger,
  disasterLedger,
  ledger,
  performanceLedger,
  groupDaily,
  groupWeekly,
  groupMonthly,
  meetingPack,
  dutyRecords,
  scoreSheet,
];

/** By name. */
export const PAPERS: ReadonlyMap<string, PaperKind> = new Map(KINDS.map((it) => [it.kind, it]));
