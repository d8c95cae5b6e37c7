export { complaint } from './complaint.js';
export { loanLifecycle } from './loan-lifecycle.js';
export { noticeDispatch } from './notice-dispatch.js';
export { task } from './task.js';
export { warningCase } from './warning-case.js';
