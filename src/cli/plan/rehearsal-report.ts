import { writeFile } from 'node:fs/promises';
import type { Titles } from '../../domain/preview/in-words.js';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import type { Day } from '../../domain/time/dates.js';
import { readLetters } from '../../library/letter-files.js';
import type { Section } from '../../reports/paper/paper.js';
import { aboutLine, isNumeric, shown, totalLine } from '../../reports/paper/shown.js';
import { PAPERS } from '../../reports/papers/index.js';
import { rehearsalPaper } from '../../reports/papers/rehearsal/rehearsal-paper.js';
import { render } from '../../reports/render.js';
import { writeColoured } from '../terminal/own-streams.js';
import { table } from '../terminal/table.js';
import type { Cast } from './rehearsal-cast.js';
import { formatOf, type ReportTo } from './report-to.js';

/** `plan` null: of all plans; else only its loans, and the recurring work that its units have by it. */
export async function reportRehearsal(
  to: ReportTo,
  lines: readonly TimelineLine[],
  of: Cast & { from: Day; until: Day; plan: string | null; lender: string },
): Promise<void> {
  const shownLines = of.plan === null ? lines : lines.filter((it) => isOf(it, of.plan!, of.loans));
  const paper = rehearsalPaper(shownLines, {
    ...of,
    plan: [...of.plans.values()].join('、'),
    known: { work: of.work, stage: of.stage, titles: await titlesOf() },
  });
  if (to !== true) {
    await writeFile(to, await render(paper, formatOf(to)!));
    return;
  }
  process.stdout.write(`${paper.title}\n${aboutLine(paper).join('  ')}\n`);
  for (const section of paper.sections) writeColoured(asText(section));
}

async function titlesOf(): Promise<Titles> {
  const papers = [...PAPERS].map(([kind, { title }]) => [`report/${kind}`, title] as const);
  const letters = [...readLetters()].map(([kind, { title }]) => [`letter/${kind}`, title] as const);
  return new Map([...papers, ...letters]);
}

/** A complaint is of a borrower: it belongs to the plans of the borrower's loans. */
function isOf({ loan, borrower, because, task }: TimelineLine, plan: string, loans: Cast['loans']): boolean {
  if (loan !== null) return loans.has(loan);
  if (borrower !== null) return [...loans.values()].some((it) => it.borrower === borrower);
  return because?.code === 'paper' ? because.plan === plan : String(task ?? '').includes(`/${plan}/`);
}

function asText(section: Section): string {
  if ('paragraphs' in section) return `\n${section.heading}\n${section.paragraphs.join('\n')}\n`;
  if (!('table' in section)) return '';
  const { columns, rows } = section.table;
  const cells = rows.map((row) => columns.map(({ key, type }) => shown(row[key], type)));
  const total = totalLine(section.table);
  const heads = columns.map(({ title, type }) => ({ head: title, align: isNumeric(type) ? 'right' : 'left' }) as const);
  const signed = section.signed === undefined ? '' : `${section.signed}\n`;
  return `\n${section.heading}\n${table(heads, total ? [...cells, total] : cells)}\n${signed}`;
}
