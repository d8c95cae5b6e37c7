import { readVariables } from '../../lender/environment.js';
import { addFonts, codesOf, unwritable } from '../../reports/render/fonts.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import { UNMADE } from '../../store/documents/letters.js';
import { ago } from '../connect/now.js';

const IN_LETTERS = ['LENDER_NAME', 'LENDER_HOTLINE', 'LENDER_ACCOUNT'] as const;

/** A letter is made within minutes of what asks for it, or somebody has it to do. */
export async function letterFaults(sql: Sql, env: NodeJS.ProcessEnv): Promise<string[]> {
  const said = readVariables(env, ['FONTS', ...IN_LETTERS]);
  addFonts(said.FONTS);
  return [
    ...IN_LETTERS.flatMap((name) => {
      const signs = unwritable(said[name]);
      return signs.length === 0
        ? []
        : [`${name}: no font has ${signs.map(codesOf).join(', ')}, so no letter is made: FONTS, see docs/operators.md`];
    }),
    ...(await unmade(sql)),
  ];
}

const MADE_WITHIN_MS = 2 * 3_600_000;

async function unmade(sql: Sql): Promise<string[]> {
  const [found] = await rows<{ letters: number; first: string; task: string | null; owner: string | null }>(
    sql,
    `SELECT count(*) OVER ()::int AS letters, letter_id AS first, t.task_id AS task, t.owner
     FROM (${UNMADE}) l LEFT JOIN tasks t ON t.task_id = letter_id || '/by-hand' AND t.status = 'open'
     WHERE t.task_id IS NOT NULL OR reserved_at < $1 ORDER BY t.task_id, letter_id LIMIT 1`,
    [new Date(ago(MADE_WITHIN_MS))],
  );
  if (!found) return [];
  const { letters, first, task, owner } = found;
  const who = task === null ? "the worker's log says why" : `task ${task} of ${owner ?? 'nobody'} says why`;
  return [`${letters} letters cannot be made, ${first} among them: ${who} (\`postloan letter list\`)`];
}
