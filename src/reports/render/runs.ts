/** A text as pieces of one font and one direction each. */
import bidiFactory from 'bidi-js';
import { codesOf, FONT, type FontFiles, fontFiles, fontsOf } from './fonts.js';

export interface Run {
  text: string;
  font: FontFiles;
  /** Of the Unicode Bidirectional Algorithm (UAX 9), in a text that goes from left to right; odd: from right to left. */
  level: number;
}

const bidi = bidiFactory();
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The runs of a text, in the order in which it is read. A sign that no font has is spelled: [U+2A6D6]. */
export function runsOf(said: string): Run[] {
  const text = said.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ');
  const levels = RIGHT_TO_LEFT.test(text) ? bidi.getEmbeddingLevels(text, 'ltr').levels : null;
  const runs: Run[] = [];
  let place = 0;
  let blank = false;
  for (const { cluster, font } of fontsOf(text, levels !== null)) {
    const set = levels?.[place] ?? 0;
    const level = font ? set : set + (set % 2);
    const written = font ? cluster : `[${codesOf(cluster)}]`;
    place += cluster.length;
    const last = runs.at(-1);
    const to = font ?? fontFiles()[0]!;
    // From right to left each word is a piece of its own, and each blank: a line may break there.
    const apart = level % 2 === 1 && (blank || cluster === ' ');
    if (last && last.font === to && last.level === level && !apart) last.text += written;
    else runs.push({ text: written, font: to, level });
    blank = cluster === ' ';
  }
  return runs;
}

/** Whether a text needs no more than the first font and its own order. */
export const isPlain = (runs: readonly Run[]): boolean =>
  runs.every(({ font, level }) => font.name === FONT && level === 0);

/** A Thai tone mark before SARA AM: drawn as the vowel's ring, the tone, the rest, since the font would put the tone below the ring. */
const THAI_AM = /([\u0e48-\u0e4b])\u0e33/g;

/** The text of a run in the order that fontkit wants: it turns right-to-left letters round by itself, but not marks between them. */
export function asDrawn({ text, level }: Run): string {
  if (level % 2 === 0) return text.replace(THAI_AM, '\u0e4d$1\u0e32');
  const signs = [...text].map((sign) => bidi.getMirroredCharacter(sign) ?? sign);
  return (RIGHT_TO_LEFT.test(text) ? signs : signs.reverse()).join('');
}

/** The order in which pieces of a line stand from left to right (UAX 9, L2). */
export function inSight<T>(pieces: readonly T[], levelOf: (it: T) => number): T[] {
  const seen = [...pieces];
  for (let level = Math.max(0, ...seen.map(levelOf)); level > 0; level--) {
    for (let from = 0; from < seen.length; from++) {
      let until = from;
      while (until < seen.length && levelOf(seen[until]!) >= level) until++;
      if (until > from) seen.splice(from, until - from, ...seen.slice(from, until).reverse());
      from = until;
    }
  }
  return seen;
}
