import { z } from 'zod';
import { id } from '../atoms.js';
import { ALSO_SAID, GB_T_4754 } from './gb-t-4754.js';

/** What a book says of a borrower's class and trade, and what a plan's rules mean by their words. */
const also = z.array(z.string().min(1)).default([]).describe('other words for it, as books write them');

export const classList = z
  .array(z.strictObject({ class: id, title: z.string().min(1), also }))
  .describe('the classes of borrowers that the rules tell apart');

export const tradeList = z
  .array(
    z.strictObject({
      trade: id,
      title: z.string().min(1),
      codes: z
        .array(z.string().refine((it) => isCode(it), 'no code of GB/T 4754-2017, such as C or C133'))
        .default([])
        .describe('codes of GB/T 4754-2017, each with all that stands under it'),
      also,
    }),
  )
  .describe('the trades that the rules tell apart');

/** Those a plan has; left out: its rules say themselves which words they mean. */
export interface Lists {
  classes?: z.output<typeof classList> | undefined;
  trades?: z.output<typeof tradeList> | undefined;
}

const UNKNOWN = 'unknown';

/** Without what makes no difference: how wide and large letters are, blanks, and that it is a class of customers. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replace(/(?<=..)(类客户|类企业|客户|企业|类)$/, '');

/**
 * The class that a text names: the plan's own name of it. `unknown`: none is said, or one that the plan does not know, so that nobody is
 * passed over for a word. A plan without a list takes each text for a class.
 */
export function classOf({ classes }: Lists, text: string | null): string {
  if (text === null) return UNKNOWN;
  return classes ? (wordsOf(classes).get(plain(text)) ?? UNKNOWN) : plain(text);
}

const WORDS = new WeakMap<object, Map<string, string>>();

function wordsOf(classes: NonNullable<Lists['classes']>): Map<string, string> {
  const known =
    WORDS.get(classes) ??
    new Map(classes.flatMap((it) => [it.class, it.title, ...it.also].map((word) => [plain(word), it.class])));
  WORDS.set(classes, known);
  return known;
}

/** Whether a borrower's class is one of those that a rule names. */
export const isOfClass = (lists: Lists, words: readonly string[], text: string | null): boolean =>
  words.some((word) => classOf(lists, word) === classOf(lists, text));

/** Whether a word of a rule or of a book means something to a plan that has a list. */
export const isClass = (lists: Lists, word: string): boolean =>
  !lists.classes || plain(word) === UNKNOWN || classOf(lists, word) !== UNKNOWN;

const NAMES = new Map(
  GB_T_4754.normalize('NFKC')
    .trim()
    .split('\n')
    .flatMap((line) =>
      line.split('; ').map((entry): [string, string] => {
        const [code, name] = entry.split(' ') as [string, string];
        return [/^[A-Z]/.test(code) ? code : line[0] + code, name];
      }),
    ),
);

const shortened = (name: string) => name.replace(/(?<=..)(行业|业|活动|服务)$/, '');

const CODES = new Map([
  ...[...NAMES].reverse().map(([code, name]): [string, string] => [shortened(name), code]),
  ...[...NAMES].map(([code, name]): [string, string] => [name, code]),
  ...Object.entries(ALSO_SAID),
]);

/** Of the list, with what stands above them. */
const ALL_CODES = new Set([...NAMES.keys()].flatMap((it) => [1, 3, 4, 5].map((length) => it.slice(0, length))));
const isCode = (text: string): boolean => ALL_CODES.has(text);

/** Two digits tell the section: C13, whether it is written C1331 or 1331. */
const SECTIONS = new Map([...NAMES.keys()].map((code) => [code.slice(1, 3), code[0]!]));

function codeOf(text: string): string | null {
  const known = CODES.get(text.toLowerCase()) ?? CODES.get(shortened(text));
  if (known !== undefined) return known;
  if (isCode(text)) return text;
  const [, letter, digits] = /^([A-Ta-t]?)[-.]?(\d{2,4})(?!\d)/.exec(text) ?? [];
  if (digits === undefined) return null;
  const code = (letter || (SECTIONS.get(digits.slice(0, 2)) ?? '')).toUpperCase() + digits;
  return isCode(code) ? code : null;
}

/** The codes of GB/T 4754-2017 that a text names, by code, name, or in other words; none: the list does not know it. */
export function codesOf(text: string): string[] {
  const whole = text.normalize('NFKC').trim();
  const code = codeOf(whole);
  return code ? [code] : whole.split(/[、,;/]\s*/).flatMap((part) => codeOf(part.trim()) ?? []);
}

/** What a rule's word means: a trade of the plan, a code, or whatever has the word in it. */
function meant({ trades = [] }: Lists, word: string): { codes: string[]; words: string[] } {
  const trade = trades.find((it) => [it.trade, it.title, ...it.also].includes(word));
  if (trade) return { codes: trade.codes, words: [trade.trade, trade.title, ...trade.also] };
  return isCode(word) ? { codes: [word], words: [] } : { codes: [], words: [word] };
}

/** Whether one of the words stands in a text. */
export const stands = (words: readonly string[], text: string | null): boolean =>
  text !== null && words.some((word) => text.toLowerCase().includes(word.toLowerCase()));

/** Whether a borrower's trade is one of those that a rule names. */
export function isOfTrade(lists: Lists, words: readonly string[], text: string | null): boolean {
  if (text === null) return false;
  const codes = codesOf(text);
  return words.some((word) => {
    const it = meant(lists, word);
    return stands(it.words, text) || it.codes.some((code) => codes.some((said) => said.startsWith(code)));
  });
}

/** Whether a trade means something: by the national list, or to the plan. */
export const isTrade = (lists: Lists, text: string): boolean =>
  codesOf(text).length > 0 ||
  isOfTrade(
    lists,
    (lists.trades ?? []).map((it) => it.trade),
    text,
  );

/** What would be right in the place of a text that nobody knows: the names of the list nearest to it, at most three. */
export function nearestTrades(text: string): string[] {
  const signs = new Set(text.replace(/[业的、]/g, ''));
  const rated = [...NAMES].map(([code, name]) => {
    const common = [...new Set(name.replace(/[业的、]/g, ''))].filter((it) => signs.has(it)).length;
    return { said: `${code} ${name}`, common, far: name.length - common };
  });
  const near = rated.filter((it) => it.common >= 2).sort((a, b) => b.common - a.common || a.far - b.far);
  return near.slice(0, 3).map((it) => it.said);
}
