import type { TimelineLine } from './timeline.js';

/** Messages or work of one row of the plan: how often a hold keeps it back, and how often it goes on nevertheless. */
export interface OfRow {
  what: 'notice' | 'task.open';
  /** The template of a message, the kind of a piece of work. */
  kind: string;
  channel: string | null;
  rule: string;
  keptBack: number;
  goesOn: number;
}

/**
 * What a hold keeps back, from what would happen without it and with it, over any number of loans. A message counts when it
 * is sent, so that one said together with another loan's is one; work counts when it is opened.
 */
export function heldBack(loans: readonly { free: readonly TimelineLine[]; held: readonly TimelineLine[] }[]): OfRow[] {
  const rows = new Map<string, OfRow>();
  for (const { free, held } of loans) {
    const [before, after] = [counted(free), counted(held)];
    for (const [key, { count: _, ...row }] of [...before, ...after]) {
      if (!rows.has(key)) rows.set(key, { ...row, keptBack: 0, goesOn: 0 });
    }
    for (const [key, row] of rows) {
      const goesOn = after.get(key)?.count ?? 0;
      row.keptBack += Math.max(0, (before.get(key)?.count ?? 0) - goesOn);
      row.goesOn += goesOn;
    }
  }
  return [...rows.values()].sort(
    (a, b) => b.keptBack - a.keptBack || b.goesOn - a.goesOn || (a.rule < b.rule ? -1 : 1),
  );
}

type Counted = Omit<OfRow, 'keptBack' | 'goesOn'> & { count: number };

function counted(lines: readonly TimelineLine[]): Map<string, Counted> {
  const found = new Map<string, Counted>();
  for (const line of lines) {
    const { what, status, rule } = line;
    if (!((what === 'notice' && status === 'sent') || what === 'task.open')) continue;
    const [kind, channel] = what === 'notice' ? [line.template, String(line.channel)] : [line.kind, null];
    const row = { what, kind: String(kind), channel, rule: String(rule) } as const;
    const key = JSON.stringify(row);
    found.set(key, { ...row, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return found;
}
