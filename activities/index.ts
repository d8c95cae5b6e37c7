import type { Dependencies } from './dependencies.js';
import { loanActivities } from './loans.js';
import { noticeActivities } from './notices.js';
import { taskActivities } from './tasks.js';

export function createActivities(dependencies: Dependencies) {
  return { ...loanActivities(dependencies), ...taskActivities(dependencies), ...noticeActivities(dependencies) };
}

export type Activities = ReturnType<typeof createActivities>;
