export { loanLifecycle } from './loan-lifecycle.js';
export { noticeDispatch } from './notice-dispatch.js';
export { task } from './task.js';
