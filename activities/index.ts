import { sharedLoanFiles } from '../src/store/loans/files/shared-loan-files.js';
import { batchActivities } from './batches.js';
import type { Dependencies } from './dependencies.js';
import { dutyActivities } from './duties.js';
import { feedActivities } from './feed.js';
import { loanActivities } from './loans.js';
import { reconcileActivities } from './reconcile.js';
import { recordActivities } from './record.js';
import { reportActivities } from './reports.js';
import { retentionActivities } from './retention.js';
import { letterActivities } from './sending/letters.js';
import { noticeActivities } from './sending/notices.js';
import { subjectActivities } from './subjects.js';
import { webhookActivities } from './webhooks.js';
import { workMailActivities } from './work-mails.js';

export function createActivities(dependencies: Dependencies) {
  const readFile = sharedLoanFiles(dependencies.wakes ?? dependencies.db.pool);
  return {
    ...loanActivities(dependencies, readFile),
    ...subjectActivities(dependencies, readFile),
    ...noticeActivities(dependencies),
    ...letterActivities(dependencies),
    ...dutyActivities(dependencies),
    ...reconcileActivities(dependencies),
    ...reportActivities(dependencies),
    ...retentionActivities(dependencies),
    ...recordActivities(dependencies),
    ...feedActivities(dependencies),
    ...webhookActivities(dependencies),
    ...batchActivities(dependencies),
    ...workMailActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
