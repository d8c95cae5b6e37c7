/** What a PDF says of its own structure, for who hears it read aloud: headings, paragraphs, tables, pictures. pdfmake lays out and knows nothing of it. */
import { createRequire } from 'node:module';
import type { Content } from 'pdfmake/interfaces.js';

const require = createRequire(import.meta.url);

/** A part of the document, in the order of reading. Its kids are parts, and what is drawn of it on the pages. */
interface Part {
  role: 'Document' | 'H1' | 'H2' | 'P' | 'Figure' | 'Table' | 'TR' | 'TH' | 'TD';
  /** What a picture shows, in words. */
  alt?: string;
  kids: (Part | Drawn)[];
}

/** Where something was drawn: pdfkit's own. */
type Drawn = object;
interface Element {
  add(kid: Element | Drawn): void;
}
interface Pdf {
  markStructureContent(role: string): Drawn;
  markContent(role: 'Artifact'): void;
  endMarkedContent(): void;
  struct(role: string, options: { alt?: string; scope?: string }): Element;
  addStructure(element: Element): void;
}

/** A text or picture of pdfmake, and the part that it is. */
interface Node {
  part?: Part;
}
/** A line that pdfmake draws; a head that stands on several pages is read once. */
interface Line {
  tag?: { part: Part; drawn: boolean };
}

const isPart = (it: Part | Drawn): it is Part => 'kids' in it;
const grown = (parent: Part, role: Part['role'], alt?: string): Part => {
  const part: Part = { role, kids: [], ...(alt === undefined ? {} : { alt }) };
  parent.kids.push(part);
  return part;
};

/** The same content, each text knowing what it is; and the whole. `headlineLevel` says what is a heading, `alt` what a picture shows. */
export function withTags(content: readonly Content[]): { content: Content[]; whole: Part } {
  const whole: Part = { role: 'Document', kids: [] };
  return { content: content.map((it) => tagged(it, whole) as Content), whole };
}

function tagged(it: unknown, parent: Part, cell?: Part): unknown {
  if (Array.isArray(it)) return it.map((one) => tagged(one, parent, cell));
  if (typeof it === 'string') return { text: it, part: cell ?? grown(parent, 'P') };
  const node = it as Record<string, unknown>;
  for (const many of ['stack', 'columns']) {
    if (many in node) return { ...node, [many]: tagged(node[many], parent, cell) };
  }
  if ('table' in node) return { ...node, table: taggedTable(node.table as Table, parent) };
  if ('svg' in node) return { ...node, part: grown(parent, 'Figure', String(node.alt ?? '')) };
  if (!('text' in node)) return node;
  const level = node.headlineLevel;
  return { ...node, part: cell ?? grown(parent, level === 1 ? 'H1' : level === undefined ? 'P' : 'H2') };
}

interface Table {
  headerRows?: number;
  body: (string | { colSpan?: number; headlineLevel?: number })[][];
}

/** Its heading may be its first row, so that it stands with it on each page: it is read before it. */
function taggedTable({ headerRows = 0, body, ...rest }: Table, parent: Part) {
  const isHeading = (row: Table['body'][number]) => typeof row[0] === 'object' && row[0].headlineLevel !== undefined;
  const headings = body.map((row) => (isHeading(row) ? tagged(row[0], parent) : null));
  const table = grown(parent, 'Table');
  const rows = body.map((row, n) => {
    if (headings[n] !== null) return [headings[n], ...row.slice(1)];
    const line = grown(table, 'TR');
    let covered = 0;
    return row.map((cell) => {
      if (covered > 0) {
        covered--;
        return cell;
      }
      covered = (typeof cell === 'object' ? (cell.colSpan ?? 1) : 1) - 1;
      const part = grown(line, n < headerRows ? 'TH' : 'TD');
      return tagged(cell, part, part);
    });
  });
  return { ...rest, headerRows, body: rows };
}

const { default: LayoutBuilder } = require('pdfmake/js/LayoutBuilder.js') as {
  default: { prototype: { buildNextLine(node: Node, ...more: unknown[]): Line | null } };
};
const { default: Renderer } = require('pdfmake/js/Renderer.js') as {
  default: {
    prototype: Record<
      'renderLine' | 'renderVector' | 'renderSVG',
      (this: { pdfDocument: Pdf }, ...it: never[]) => void
    >;
  };
};

const { buildNextLine } = LayoutBuilder.prototype;
LayoutBuilder.prototype.buildNextLine = function (node, ...more) {
  const line = buildNextLine.call(this, node, ...more);
  if (line && node.part) line.tag = { part: node.part, drawn: false };
  return line;
};

/** What is drawn belongs to its part; rules, page heads and what stands there again are for the eye alone. */
function marked(pdf: Pdf, part: Part | undefined, draw: () => void): void {
  if (part) part.kids.push(pdf.markStructureContent(part.role));
  else pdf.markContent('Artifact');
  draw();
  pdf.endMarkedContent();
}

for (const [how, partOf] of [
  ['renderLine', ({ tag }: Line) => (tag?.drawn ? undefined : tag?.part)],
  ['renderVector', () => undefined],
  ['renderSVG', ({ part }: Node) => part],
] as const) {
  const draw = Renderer.prototype[how];
  Renderer.prototype[how] = function (...it) {
    const [what] = it as unknown as [Line & Node];
    marked(this.pdfDocument, partOf(what), () => draw.apply(this, it));
    if (what.tag) what.tag.drawn = true;
  };
}

/** Writes the structure down, when all pages are drawn. What has nothing to say (a blank text) is left out. */
export function writeStructure(pdf: Pdf, whole: Part): void {
  const elementOf = ({ role, alt, kids }: Part): Element => {
    const element = pdf.struct(role, { ...(alt ? { alt } : {}), ...(role === 'TH' ? { scope: 'Column' } : {}) });
    for (const it of kids)
      if (!isPart(it)) element.add(it);
      else if (it.role !== 'P' || it.kids.length > 0) element.add(elementOf(it));
    return element;
  };
  pdf.addStructure(elementOf(whole));
}
