export { database } from './database.js';
export { duty } from './duty.js';
export { loanLifecycle } from './loan-lifecycle.js';
export { noticeDispatch } from './notice-dispatch.js';
export { periodReport } from './period-report.js';
export { reconcile } from './reconcile.js';
export { retention } from './retention.js';
export * from './subjects.js';
export { workMails } from './work-mails.js';
