import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { BadInput } from '../../../src/library/checked-yaml.js';
import { addFonts, codesOf, unwritable } from '../../../src/reports/render/fonts.js';
import { asDrawn, inSight, runsOf } from '../../../src/reports/render/runs.js';
import { svgInFonts } from '../../../src/reports/render/svg-fonts.js';
import { render } from '../../../src/reports/render.js';
import { paperOf } from '../sample-paper.js';

const FIRST = 'ئابلىز';
const SECOND = 'مەمەت';

/** Where the words of a paper's only paragraph stand: how far to the right, how far up. */
async function places(paragraph: string): Promise<{ word: string; x: number; y: number }[]> {
  const bytes = await render(paperOf({ heading: '名', paragraphs: [paragraph] }), 'pdf');
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const { items } = await (await pdf.getPage(1)).getTextContent({ disableNormalization: true });
  return items.flatMap((it) =>
    'str' in it && it.str.trim() ? [{ word: it.str.trim(), x: it.transform[4], y: it.transform[5] }] : [],
  );
}

describe('what goes from right to left', () => {
  it('stands so: the first word to the right of the second, between what stands before and after', async () => {
    const all = await places(`借款人${FIRST} ${SECOND}您好`);
    const at = (word: string) => all.find((it) => it.word.includes(word))!.x;
    expect(at('人')).toBeLessThan(at(SECOND));
    expect(at(SECOND)).toBeLessThan(at(FIRST));
    expect(at(FIRST)).toBeLessThan(at('您'));
  });

  it('goes on in the next line where it is longer than one, each line read from its right end', async () => {
    const all = (await places(`${FIRST} ${SECOND} `.repeat(40).trim())).filter(({ word }) => /[ا-ي]/.test(word));
    const lines = [...new Set(all.map(({ y }) => y))].sort((a, b) => b - a);
    expect(lines.length).toBeGreaterThan(2);
    const first = all.filter(({ y }) => y === lines[0]);
    expect(first.reduce((most, it) => (it.x > most.x ? it : most)).word).toContain(FIRST);
    expect(all.filter(({ word }) => word.includes(FIRST))).toHaveLength(40);
  });

  it('has its numbers from left to right, and its brackets the other way round', () => {
    const seen = inSight(runsOf(`${FIRST} (${SECOND}) 12`), ({ level }) => level);
    expect(seen.map(asDrawn).join('')).toBe(`12 (${SECOND}) ${FIRST}`);
  });
});

describe('fonts', () => {
  it('name the signs that none of them has, each once, and not what nobody sees', () => {
    expect(unwritable('李𪛖𪛖某\u200b\ufe0fᠮ')).toEqual(['ᠮ', '𪛖']);
    expect(codesOf('𪛖')).toBe('U+2A6D6');
    expect(unwritable('王㸃𠮷𬱖 ئابلىز བསོད་ ꆈ 김 Łé m̄ Иванов สมชาย राम 👨‍👩‍👧‍👦🇨🇳👍🏽 《》“”…—·・℃②Ⅳ￥€')).toEqual([]);
  });

  it('may be added to: what cannot be read as a font is said', () => {
    expect(() => addFonts('/nowhere/x.ttf')).toThrow(BadInput);
    expect(() => addFonts('package.json')).toThrow('package.json is not a TrueType or OpenType font');
    addFonts('');
  });
});

it('a chart draws the outlines of what its own way of writing would not join', () => {
  const svg = (text: string) =>
    `<text text-anchor="middle" style="font-size:9px;font-family:F;" y="4" transform="translate(5 6)" fill="#333333">${text}</text>`;
  expect(svgInFonts(svg('网点一'))).toBe(svg('网点一'));
  const drawn = svgInFonts(svg(FIRST));
  expect(drawn).not.toContain('<text');
  expect(drawn).toMatch(/^<g transform="translate\(5 6\) translate\(-\d+\.\d+ 4\)" fill="#333333">/);
  expect(drawn.match(/<path/g)).toHaveLength(6);
});

it('a line’s end is no sign that a font must have, and the text goes on below it', async () => {
  expect(runsOf('第一行\r\n第二行\t末').map((it) => it.text)).toEqual(['第一行\n第二行 末']);
  expect(unwritable('第一行\n第二行')).toEqual([]);
  const all = await places('第一行\n第二行');
  const heightOf = (word: string) => all.find((it) => it.word === word)!.y;
  expect(heightOf('第二行')).toBeLessThan(heightOf('第一行'));
});
