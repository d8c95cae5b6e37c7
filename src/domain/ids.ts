/** Workflow ids are the business's own, so that starting twice is harmless. */
export const loanWorkflowId = (loan: string) => `loan/${loan}`;
export const taskWorkflowId = (task: string) => `task/${task}`;
export const complaintWorkflowId = (complaint: string) => `complaint/${complaint}`;
export const warningWorkflowId = (warning: string) => `warning/${warning}`;
export const dispatchWorkflowId = (channel: string) => `dispatch/${channel}`;

/** A small stable number from a text (FNV-1a): spreads loans over a window of time, the same way every time. */
export function spread(text: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return hash % buckets;
}
