import { z } from 'zod';

/** The words by which people end messages, or have them again, are data: plans/words/stop-words.yaml. */
const lists = z.array(z.strictObject({ words: z.array(z.string().min(1)).min(1), source: z.string().min(1) }));
export const stopWordsSchema = z.strictObject({
  version: z.number().int().min(1),
  stop: lists,
  start: lists,
  thanks: z.array(z.string().min(1)),
  doubt: lists,
});
export type StopWords = z.output<typeof stopWordsSchema>;

/**
 * What a message means for those that follow. `doubt`: perhaps no more are wanted; `reply`: something else. Either is for a
 * person to read; so are the words after one that ends messages (`more`), if they say more than thanks.
 */
export interface Meaning {
  kind: 'opt-out' | 'opt-in' | 'doubt' | 'reply';
  more: boolean;
}

export function meaningOfText(text: string, words: StopWords): Meaning {
  const said = plain(text);
  const stop = wordsOf(words.stop);
  const polite = words.thanks.map(plain);
  const bare = polite.reduce(without, said);
  if (isMadeOf(said, stop) || isMadeOf(bare, stop)) return { kind: 'opt-out', more: false };
  const start = wordsOf(words.start);
  if (isMadeOf(said, start) || isMadeOf(bare, start)) return { kind: 'opt-in', more: false };
  const long = stop.filter((word) => word.length > 1);
  // "请退订" asks for it as "退订" does; a letter that stands alone may begin any sentence.
  if ([said, bare].some((it) => long.some((word) => beginsWith(it, word)))) return { kind: 'opt-out', more: true };
  const doubt = [...long, ...wordsOf(words.doubt)];
  return { kind: doubt.some((word) => contains(said, word)) ? 'doubt' : 'reply', more: true };
}

const wordsOf = (of: StopWords['stop']) => of.flatMap((it) => it.words.map(plain));

/** One width, no capitals, no apostrophes; one blank for each run of other signs, and between Latin words and others. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(
      /(?<=[\p{Script=Latin}\p{N}])(?=[^\p{Script=Latin}\p{N} ])|(?<=[^\p{Script=Latin}\p{N} ])(?=[\p{Script=Latin}\p{N}])/gu,
      ' ',
    )
    .trim();
}

/** Latin words are kept apart by blanks, Chinese ones are not. */
const isLatin = (word: string) => /^[\p{Script=Latin}\p{N} ]+$/u.test(word);
/** Only letters, digits and blanks are left in it. A blank may be missing: `optout`. */
const spelt = (word: string) => word.replaceAll(' ', ' ?');
const pattern = (word: string) => (isLatin(word) ? `(?<![^ ])${spelt(word)}(?![^ ])` : spelt(word));

const contains = (text: string, word: string) => new RegExp(pattern(word), 'u').test(text);
const beginsWith = (text: string, word: string) => new RegExp(`^${pattern(word)}`, 'u').test(text);
const without = (text: string, word: string) => plain(text.replace(new RegExp(pattern(word), 'gu'), ' '));

/** Whether a text is nothing but these words, one after the other or doubled (`td退订`, `stopstop`), or one of them spelt out. */
function isMadeOf(text: string, words: string[]): boolean {
  const compact = (it: string) => it.replaceAll(' ', '');
  if (words.some((word) => compact(word) === compact(text))) return true;
  const parts = words.map((word) =>
    !isLatin(word) ? `${spelt(word)} ?` : `(?:${spelt(word)})${word.length > 1 ? '+' : ''}(?: |$)`,
  );
  return new RegExp(`^(?:${parts.join('|')})+$`, 'u').test(text);
}
