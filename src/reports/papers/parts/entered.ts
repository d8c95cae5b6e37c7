import { chineseOf } from '../../../domain/reason/vocabulary.js';
import { parsePeriod } from '../../../domain/time/period.js';
import { rows } from '../../../store/base/connection/database.js';
import type { Section } from '../../paper/paper.js';
import type { Gathering, Reading } from './kind.js';
import { tableSection } from './tables.js';

/** Sums of account managers that stand in no book, such as deposits (P2.3): what the plan asks for, and what was entered. */
export interface Entered {
  asked: { name: string; title: string; rule: string }[];
  /** Minor units, for the months or other periods within that of the paper. */
  lines: { key: string; manager: string; period: string; name: string; amount: number }[];
  /** Managers with a loan of the plan for whom nothing at all was entered. */
  missing: string[];
}

/**
 * The sums that were entered for the period or one within it, of several for the same the newest. Corrections count whenever they are
 * entered, as late payments do: when the paper is made anew it says what has changed.
 */
export async function enteredIn({ sql, plan, period }: Gathering): Promise<Entered> {
  const asked = plan.score?.entered ?? [];
  if (asked.length === 0) return { asked: [], lines: [], missing: [] };
  const managers = (
    await rows<{ key: string }>(
      sql,
      `SELECT DISTINCT account_manager AS key FROM book JOIN at_end USING (n) WHERE account_manager IS NOT NULL ORDER BY 1`,
    )
  ).map((it) => it.key);
  const found = await rows<Omit<Entered['lines'][number], 'key'>>(
    sql,
    `SELECT DISTINCT ON (staff_id, name, period) staff_id AS manager, period, name, amount FROM staff_figures
     WHERE name = ANY($1) AND staff_id = ANY($2) ORDER BY staff_id, name, period, figure_id DESC`,
    [asked.map((it) => it.name), managers],
  );
  const lines = found
    .filter((it) => {
      const of = parsePeriod(it.period);
      return of !== null && of.from >= period.from && of.to <= period.to;
    })
    .map((it) => ({ key: `${it.manager}/${it.name}/${it.period}`, ...it }));
  return { asked, lines, missing: managers.filter((key) => !lines.some((it) => it.manager === key)) };
}

export function enteredSections(entered: Entered | undefined, { who }: Reading): Section[] {
  return (entered?.asked ?? []).flatMap(({ name, title: written, rule }) => {
    const title = chineseOf(written);
    return [
      tableSection(
        title,
        entered!.lines.filter((it) => it.name === name),
        {
          manager: ['staff', '客户经理'],
          period: ['text', '期间'],
          amount: ['money', title],
        },
      ),
      ...(entered!.missing.length === 0
        ? []
        : [
            {
              heading: `${title}未录入`,
              paragraphs: [`${entered!.missing.map(who.staff).join('、')}：未录入（${rule}）。`],
            },
          ]),
    ];
  });
}
