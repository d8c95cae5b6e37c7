import { complaintActivities } from './complaints.js';
import type { Dependencies } from './dependencies.js';
import { loanActivities } from './loans.js';
import { noticeActivities } from './notices.js';
import { taskActivities } from './tasks.js';
import { warningActivities } from './warnings.js';

export function createActivities(dependencies: Dependencies) {
  return {
    ...loanActivities(dependencies),
    ...taskActivities(dependencies),
    ...noticeActivities(dependencies),
    ...complaintActivities(dependencies),
    ...warningActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
