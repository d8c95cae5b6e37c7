import { sharedLoanFiles } from '../src/store/loans/shared-loan-files.js';
import { caseActivities } from './cases.js';
import { complaintActivities } from './complaints.js';
import type { Dependencies } from './dependencies.js';
import { dutyActivities } from './duties.js';
import { loanActivities } from './loans.js';
import { reconcileActivities } from './reconcile.js';
import { reportActivities } from './reports.js';
import { retentionActivities } from './retention.js';
import { noticeActivities } from './sending/notices.js';
import { taskActivities } from './tasks.js';
import { warningActivities } from './warnings.js';
import { workMailActivities } from './work-mails.js';

export function createActivities(dependencies: Dependencies) {
  const readFile = sharedLoanFiles(dependencies.db.pool);
  return {
    ...loanActivities(dependencies, readFile),
    ...taskActivities(dependencies),
    ...noticeActivities(dependencies),
    ...complaintActivities(dependencies),
    ...warningActivities(dependencies, readFile),
    ...caseActivities(dependencies, readFile),
    ...dutyActivities(dependencies),
    ...reconcileActivities(dependencies),
    ...reportActivities(dependencies),
    ...retentionActivities(dependencies),
    ...workMailActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
