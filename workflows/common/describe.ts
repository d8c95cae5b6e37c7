import type { LoanAdvance } from '../../activities/loans.js';

/** What the Temporal web UI shows of a loan: where it stands, what was done last, and why. */
export function describeLoan(advance: LoanAdvance): string {
  const done = advance.did.map(({ what, rule, why }) => `- ${what} (${rule}): ${why}`);
  return [
    `**${advance.plan}** · stage **${advance.stage}** · ${advance.category}`,
    advance.closed ? 'closed' : advance.next ? `next: ${advance.next.what}` : 'waits for news',
    ...(done.length > 0 ? ['', 'last:', ...done] : []),
    ...(advance.openTasks > 0 ? ['', `open tasks: ${advance.openTasks}`] : []),
  ].join('\n');
}
