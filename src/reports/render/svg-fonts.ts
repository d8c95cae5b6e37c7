import { opened } from './fonts.js';
import { asDrawn, inSight, isPlain, runsOf } from './runs.js';

/** Where a text that is centred on its line has its foot, as a part of its size. */
const FOOT = 0.35;

/**
 * The same chart, with each text that the first font cannot write drawn as the outlines of its signs: what draws charts into a
 * PDF sets sign by sign, and joins none.
 */
export function svgInFonts(svg: string): string {
  return svg.replace(/<text ([^>]*)>([^<]+)<\/text>/g, (whole, attributes: string, text: string) => {
    if (isPlain(runsOf(text))) return whole;
    const of = (name: string) => new RegExp(`(?:^|[" ;])${name}[=:]"?([^";]+)`).exec(attributes)?.[1];
    const { paths, width } = outlines(text, Number.parseFloat(of('font-size')!));
    const from = { start: 0, middle: width / 2, end: width }[of('text-anchor') ?? 'start'] ?? 0;
    const place = `translate(${Number(of('x') ?? 0) - from} ${of('y') ?? 0})`;
    return `<g transform="${of('transform') ?? ''} ${place}" fill="${of('fill') ?? '#000000'}">${paths}</g>`;
  });
}

function outlines(text: string, size: number): { paths: string; width: number } {
  let x = 0;
  let paths = '';
  for (const run of inSight(runsOf(text), ({ level }) => level)) {
    const font = opened(run.font.normal);
    const scale = size / font.unitsPerEm;
    const { glyphs, positions } = font.layout(asDrawn(run));
    glyphs.forEach((glyph, n) => {
      const { xAdvance, xOffset, yOffset } = positions[n]!;
      const place = `translate(${x + xOffset * scale} ${size * FOOT - yOffset * scale}) scale(${scale} ${-scale})`;
      paths += `<path d="${glyph.path.toSVG()}" transform="${place}"/>`;
      x += xAdvance * scale;
    });
  }
  return { paths, width: x };
}
