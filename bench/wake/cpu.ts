import { readdirSync, readFileSync } from 'node:fs';

/** /proc counts in ticks, a hundred a second on every Linux we know. */
const MS_A_TICK = 10;

/** CPU time of a process and of its children, those that ended included, in milliseconds. Linux only. */
export function cpuOf(pid: number): number {
  const own = stat(pid);
  if (own === null) return 0;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => stat(Number(name)))
    .filter((it) => it?.parent === pid);
  return (own.ticks + own.ended + children.reduce((sum, it) => sum + it!.ticks, 0)) * MS_A_TICK;
}

/** CPU time of the children of this process that have ended, in milliseconds. */
export const cpuOfEnded = (): number => stat(process.pid)!.ended * MS_A_TICK;

function stat(pid: number): { parent: number; ticks: number; ended: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks; what follows it does not.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, ticks: fields[11]! + fields[12]!, ended: fields[13]! + fields[14]! };
  } catch {
    return null;
  }
}
