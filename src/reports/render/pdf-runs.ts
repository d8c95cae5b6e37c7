/** Fonts and directions in what pdfmake lays out: it knows one font a text, and writes every line from left to right. */
import { createRequire } from 'node:module';
import type { Content } from 'pdfmake/interfaces.js';
import { asDrawn, inSight, isPlain, runsOf } from './runs.js';

interface Inline {
  x: number;
  width: number;
  level?: number;
}

interface Renderer {
  renderLine(this: unknown, line: { inlines: Inline[] }, x: number, y: number): void;
}

// A line's pieces are known only when it is drawn, and pdfmake asks nobody then (its issue 184).
const { default: PdfRenderer } = createRequire(import.meta.url)('pdfmake/js/Renderer.js') as {
  default: { prototype: Renderer };
};
const { renderLine } = PdfRenderer.prototype;
PdfRenderer.prototype.renderLine = function (line, x, y) {
  if (line.inlines.some(({ level = 0 }) => level > 0)) turnLine(line.inlines);
  renderLine.call(this, line, x, y);
};

function turnLine(inlines: Inline[]): void {
  let x = inlines[0]!.x;
  for (const inline of inSight(inlines, ({ level = 0 }) => level)) {
    inline.x = x;
    x += inline.width;
  }
}

/** The same content, each text in the fonts that have its signs. */
export function inFonts<T extends Content | readonly Content[]>(content: T): T {
  return (typeof content === 'string' ? inRuns(content) : walked(content)) as T;
}

/** What stands in content and may hold texts. */
const PARTS = ['text', 'stack', 'columns', 'table', 'body'];

function walked(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((it) => inFonts(it));
  if (typeof part !== 'object' || part === null) return part;
  const changed = Object.entries(part)
    .filter(([key]) => PARTS.includes(key))
    .map(([key, value]) => [key, key === 'text' && typeof value === 'string' ? textOf(value) : walked(value)]);
  return { ...part, ...Object.fromEntries(changed) };
}

const inRuns = (text: string): Content => {
  const runs = textOf(text);
  return typeof runs === 'string' ? runs : { text: runs as Content };
};

function textOf(text: string): string | object[] {
  const runs = runsOf(text);
  if (isPlain(runs)) return runs.map((it) => it.text).join('');
  return runs.map((it) => ({ text: asDrawn(it), font: it.font.name, level: it.level }));
}
