export { complaint } from './complaint.js';
export { disposalCase } from './disposal-case.js';
export { duty } from './duty.js';
export { loanLifecycle } from './loan-lifecycle.js';
export { noticeDispatch } from './notice-dispatch.js';
export { reconcile } from './reconcile.js';
export { task } from './task.js';
export { warningCase } from './warning-case.js';
