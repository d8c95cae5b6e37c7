import { writeFile } from 'node:fs/promises';
import type { Titles } from '../../domain/preview/in-words.js';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import type { Day } from '../../domain/time/dates.js';
import { readLetters } from '../../library/letter-files.js';
import type { Section } from '../../reports/paper/paper.js';
import { isNumeric, shown, totalLine } from '../../reports/paper/shown.js';
import { PAPERS } from '../../reports/papers/index.js';
import { rehearsalPaper } from '../../reports/papers/rehearsed.js';
import { render } from '../../reports/render.js';
import { writeColoured } from '../terminal/own-streams.js';
import { table } from '../terminal/table.js';
import { formatOf, type ReportTo } from './report-to.js';

/** `plan` null: of all plans; else only its loans, and the recurring work that its units have by it. */
export async function reportRehearsal(
  to: ReportTo,
  lines: readonly TimelineLine[],
  of: { from: Day; until: Day; planOf: ReadonlyMap<string, string>; plan: string | null },
): Promise<void> {
  const plans = [...new Set(of.planOf.values())].sort();
  const shownLines = of.plan === null ? lines : lines.filter((it) => isOf(it, of.plan!, of.planOf));
  const titles = await titlesOf();
  const paper = rehearsalPaper(shownLines, { ...of, plan: of.plan ?? plans.join('、'), titles });
  if (to !== true) {
    await writeFile(to, await render(paper, formatOf(to)!));
    return;
  }
  process.stdout.write(`${paper.title}  ${paper.plan}  ${paper.period}\n`);
  for (const section of paper.sections) writeColoured(asText(section));
}

async function titlesOf(): Promise<Titles> {
  const papers = [...PAPERS].map(([kind, { title }]) => [`report/${kind}`, title] as const);
  const letters = [...readLetters()].map(([kind, { title }]) => [`letter/${kind}`, title] as const);
  return new Map([...papers, ...letters]);
}

function isOf({ loan, because, task }: TimelineLine, plan: string, planOf: ReadonlyMap<string, string>): boolean {
  if (loan !== null) return planOf.get(loan) === plan;
  return because?.code === 'paper' ? because.plan === plan : String(task ?? '').includes(`/${plan}/`);
}

function asText(section: Section): string {
  if (!('table' in section)) return '';
  const { columns, rows } = section.table;
  const cells = rows.map((row) => columns.map(({ key, type }) => shown(row[key], type)));
  const total = totalLine(section.table);
  const heads = columns.map(({ title, type }) => ({ head: title, align: isNumeric(type) ? 'right' : 'left' }) as const);
  return `\n${section.heading}\n${table(heads, total ? [...cells, total] : cells)}\n`;
}
