import { formatLine, type TimelineLine } from '../../domain/preview/timeline.js';

export function printLines(lines: readonly TimelineLine[]): void {
  for (const line of lines) process.stdout.write(`${formatLine(line)}\n`);
}
