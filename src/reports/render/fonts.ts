/**
 * The fonts of papers and letters. They come from packages, so that no machine needs to have any; a lender adds those of his
 * own (FONTS). Each sign is written by the first font that has it, together with the marks that belong to it.
 */
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Font } from 'fontkit';
import { BadInput } from '../../library/checked-yaml.js';

/** The name under which a font is known, its files, and the font that a reader of our Word documents has for its signs. */
export interface FontFiles {
  name: string;
  normal: string;
  bold: string;
  word: string | null;
}

const require = createRequire(import.meta.url);

function shipped(name: string, word: string | null = null, bold = '700Bold'): FontFiles {
  const folder = `@expo-google-fonts/${name.toLowerCase().replaceAll(' ', '-')}`;
  const file = (weight: string) => require.resolve(`${folder}/${weight}/${name.replaceAll(' ', '')}_${weight}.ttf`);
  return { name, normal: file('400Regular'), bold: file(bold), word };
}

const TIBETAN = require.resolve('@fontsource/jomolhari/files/jomolhari-tibetan-400-normal.woff');
const JOMOLHARI = { name: 'Jomolhari', normal: TIBETAN, bold: TIBETAN, word: 'Microsoft Himalaya' };

/** Chinese signs look different in Japan and Hong Kong: theirs are asked for those alone that the first lacks. */
const FONTS: FontFiles[] = [
  shipped('Noto Sans SC'),
  shipped('Noto Sans'),
  shipped('Noto Sans HK', 'MingLiU_HKSCS-ExtB'),
  shipped('Noto Sans JP', 'SimSun-ExtB'),
  // Not Noto's, which composes letters of parts: text copied from the PDF would not be what was written.
  shipped('Vazirmatn', 'Microsoft Uighur'),
  JOMOLHARI,
  shipped('Noto Sans Yi', 'Microsoft Yi Baiti', '400Regular'),
  shipped('Noto Sans KR', 'Malgun Gothic'),
  shipped('Noto Sans Thai', 'Leelawadee UI'),
  shipped('Noto Sans Devanagari', 'Nirmala UI'),
  shipped('Noto Emoji', 'Segoe UI Symbol'),
];
export const FONT = FONTS[0]!.name;

export const fontFiles = (): readonly FontFiles[] => FONTS;

/**
 * Adds fonts of the lender's own, asked last: files and folders, separated by colons (on Windows by semicolons).
 * @throws BadInput for what cannot be read as a font
 */
export function addFonts(places: string): void {
  const files = places
    .split(process.platform === 'win32' ? ';' : ':')
    .filter((it) => it !== '')
    .flatMap(fontsAt);
  for (const normal of files) {
    if (FONTS.some((it) => it.normal === normal)) continue;
    opened(normal);
    FONTS.push({ name: basename(normal), normal, bold: normal, word: null });
  }
}

function fontsAt(place: string): string[] {
  try {
    if (!statSync(place).isDirectory()) return [place];
    const names = readdirSync(place).filter((it) => /\.(ttf|otf)$/i.test(it));
    return names.sort().map((it) => join(place, it));
  } catch {
    throw new BadInput([`FONTS: ${place} cannot be read`]);
  }
}

const known = new Map<string, Font>();

/** @throws BadInput for a file that is no font */
export function opened(file: string): Font {
  const font = known.get(file) ?? readFont(file);
  known.set(file, font);
  return font;
}

function readFont(file: string): Font {
  try {
    // Loaded when needed: most commands write nothing.
    const { openSync } = require('fontkit') as typeof import('fontkit');
    const font = openSync(file);
    if ('hasGlyphForCodePoint' in font) return font;
  } catch {
    // A collection of several fonts is refused as well.
  }
  throw new BadInput([`FONTS: ${file} is not a TrueType or OpenType font`]);
}

/** Invisible characters, which need no glyph in a font. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;

const has = (font: Font, cluster: string): boolean =>
  [...cluster].every((sign) => UNSEEN.test(sign) || font.hasGlyphForCodePoint(sign.codePointAt(0)!));

/** What Chinese and English texts are made of: the first font has all of it. */
const USUAL = '[\\x20-\\x7e\\u3001\\u3002\\u4e00-\\u9fa5（），：；]';
const ALL_USUAL = new RegExp(`^${USUAL}*$`);
/** It needs no glyph: a font may have none for it. */
const BLANK = /^[ \n]$/;
/** A sign with the marks, joiners and chosen forms that belong to it; a flag is two. */
const CLUSTER =
  '(?:\\p{RI}\\p{RI}|[^])(?:[\\p{M}\\p{Emoji_Modifier}\\u200c\\u{e0020}-\\u{e007f}]|\\u200d\\p{Extended_Pictographic})*';
// Not Intl.Segmenter: on texts of some ten thousand signs it takes gigabytes.
const clusters = new RegExp(CLUSTER, 'gu');
const pieces = new RegExp(`${USUAL}+(?![\\p{M}\\u200c\\u200d])|${CLUSTER}`, 'gu');

/**
 * The fonts of a text, piece by piece; null: no font has it. A blank or a line's end stays with what it follows. `apart`: each sign is a piece
 * of its own, with its marks; else many signs of the first font may be one.
 */
export function fontsOf(text: string, apart = false): { cluster: string; font: FontFiles | null }[] {
  if (!apart && ALL_USUAL.test(text)) return [{ cluster: text, font: FONTS[0]! }];
  let last = FONTS[0]!;
  return (text.match(apart ? clusters : pieces) ?? []).map((cluster) => {
    if (BLANK.test(cluster)) return { cluster, font: last };
    const font = ALL_USUAL.test(cluster) ? FONTS[0]! : (FONTS.find((it) => has(opened(it.normal), cluster)) ?? null);
    last = font ?? last;
    return { cluster, font };
  });
}

/** The signs of a text that no font has, each once; not in its order, so that they tell no name. */
export function unwritable(text: string): string[] {
  const signs = fontsOf(text).filter(({ font }) => font === null);
  return [...new Set(signs.map(({ cluster }) => cluster))].sort();
}

/** 𪛖 (U+2A6D6), for those who look for a font or write it by hand. */
export const codesOf = (sign: string): string =>
  [...sign].map((it) => `U+${it.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(' ');

/** The line height, as a multiple of the size, that the fonts of a text need. */
export function lineOf(text: string): number {
  if (ALL_USUAL.test(text)) return heightOfLine(FONTS[0]!);
  return Math.max(...[...new Set(fontsOf(text).map(({ font }) => font ?? FONTS[0]!))].map(heightOfLine));
}

function heightOfLine({ normal }: FontFiles): number {
  const { ascent, descent, lineGap, unitsPerEm } = opened(normal);
  return (ascent - descent + lineGap) / unitsPerEm;
}
