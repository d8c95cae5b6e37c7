/** The papers that the plans name. `postloan report list` shows them; docs/figures.md says what their figures mean. */

import { dueList, nextMaturities } from './due-lists.js';
import { dutyRecords } from './duty-records.js';
import type { PaperKind } from './parts/kind.js';
import { groupDaily, groupWeekly, meetingPack, performanceLedger } from './people/people.js';
import { scoreSheet } from './people/score-sheet.js';
import { halfYearReport, monthlyReport, quarterlyReport, yearEndReport } from './period-report.js';
import { disasterLedger } from './risk/disaster-ledger.js';
import { monitoringAnalysis } from './risk/monitoring-analysis.js';
import { assetQuality, groupMonthly, ledger, riskMonitoringReport, riskScreeningReport } from './risk/risk.js';
import { riskAssessment } from './risk/risk-assessment.js';
import { riskLedger } from './risk/risk-ledger.js';
import { warningLedger } from './risk/warning-ledger.js';
import { manufacturingVisitReport, onSiteCheckReport } from './visits/visit-forms.js';
import { visitReport } from './visits/visit-report.js';

export type { PaperKind } from './parts/kind.js';

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
