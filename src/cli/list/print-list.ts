import type { Minor } from '../../domain/money/money.js';
import type { Language } from '../../domain/plan/template.js';
import { tierWord, word } from '../../domain/reason/vocabulary.js';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { money } from '../../reports/paper/words.js';
import { ownLanguage } from '../terminal/language.js';
import { writeColoured } from '../terminal/own-streams.js';
import { type Cell, table } from '../terminal/table.js';

/** What a value reads like in the reader's language; nothing for what is not known. */
export interface Saying {
  language: Language;
  word(id: string | null): string;
  tier(id: string | null): string;
  money(amount: Minor | null): string;
  moment(at: Moment | null): string;
}

function sayingIn(language: Language): Saying {
  const chinese = language === 'zh-CN';
  return {
    language,
    word: (id) => (id === null ? '' : chinese ? (id === 'current' ? '正常' : word(id)) : id.replaceAll('-', ' ')),
    tier: (id) => (id === null ? '' : chinese ? tierWord(id) : id.replaceAll('-', ' ')),
    money: (amount) => (amount === null ? '' : money(amount)),
    moment: (at) => (at === null ? '' : formatMoment(at).slice(0, 16).replace('T', ' ')),
  };
}

/** A column of a list: its head in each language, and what stands in it for a row. */
export interface ListColumn<Row> {
  head: Record<Language, string>;
  of: (row: Row, say: Saying) => Cell | number;
  /** Numbers stand at the right. */
  right?: true;
}

/** Rows that a terminal is shown unless it asks for all: --json and --all leave out none. */
const MOST = 200;

export interface ListOptions {
  json?: true;
  all?: true;
}

/** A list for people, or one JSON document for programs: as `document` says a row. */
export function printList<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { json, all }: ListOptions,
  document: (row: Row) => object,
  say: Saying = sayingIn(ownLanguage()),
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows.map(document))}\n`);
    return;
  }
  const chinese = say.language === 'zh-CN';
  if (rows.length === 0) {
    process.stdout.write(chinese ? '没有\n' : 'none\n');
    return;
  }
  const seen = all ? rows : rows.slice(0, MOST);
  const heads = columns.map(
    ({ head, right }) => ({ head: head[say.language], align: right ? 'right' : 'left' }) as const,
  );
  const cells = seen.map((row) =>
    columns.map(({ of }) => {
      const cell = of(row, say);
      return typeof cell === 'number' ? String(cell) : cell;
    }),
  );
  writeColoured(`${table(heads, cells)}\n`);
  if (seen.length < rows.length)
    process.stdout.write(
      chinese
        ? `共${rows.length}条，此处列前${MOST}条；--all列出全部\n`
        : `${MOST} of ${rows.length}; --all shows the others\n`,
    );
}
