/** What workbooks and Word documents have in common: they are zips of XML parts (ECMA-376). */
import { type PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Day } from '../../domain/time/dates.js';

export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** XML has no way at all to write these: control characters, halves of surrogate pairs, non-characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu;

/** A text for an element or an attribute. What XML cannot write becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(NOT_IN_XML, '\uFFFD').replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}

/** A part: its name, and its text in pieces, so that a sheet of millions of cells is never one string. */
export type Part = [name: string, text: Iterable<string>];

/** Dates in a zip are local times of nowhere: given as such, the bytes are the same in every zone. */
const localNoon = (day: Day) =>
  new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)), 12);

/** The parts as one file, in their order, all dated `day`: the same parts give the same bytes. */
export async function zipOf(parts: readonly Part[], day: Day): Promise<Uint8Array> {
  const zip = new ZipFile();
  const out = zip.outputStream as PassThrough;
  zip.on('error', (error) => out.destroy(error));
  // Without "DOS" the entries would say the zone as well.
  const options = { mtime: localNoon(day), mode: 0o100644, forceDosTimestamp: true };
  for (const [name, text] of parts) zip.addReadStream(Readable.from(text), name, options);
  zip.end();
  return buffer(out);
}

/** The document's properties: made on `day`, whenever it is really made. */
export const coreProperties = (title: string, day: Day, author = 'postloan'): Part => [
  'docProps/core.xml',
  [
    `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(title)}</dc:title><dc:creator>${escapeXml(author)}</dc:creator><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${day}T00:00:00Z</dcterms:modified></cp:coreProperties>`,
  ],
];

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Which parts a part refers to, `rId1` … in their order: [kind, where]. */
export const relations = (of: string, to: readonly (readonly [string, string])[]): Part => [
  of,
  [
    `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${to
      .map(([kind, target], n) => {
        const type = kind.includes(':') ? kind : `${OFFICE}/${kind}`;
        return `<Relationship Id="rId${n + 1}" Type="${type}" Target="${target}"/>`;
      })
      .join('')}</Relationships>`,
  ],
];

export const CORE_PROPERTIES = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';

/** What each part is; `office` is the family, `spreadsheetml` or `wordprocessingml`. */
export const contentTypes = (office: string, parts: readonly (readonly [string, string])[]): Part => [
  '[Content_Types].xml',
  [
    `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${parts
      .map(
        ([name, kind]) =>
          `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.${office}.${kind}+xml"/>`,
      )
      .join('')}</Types>`,
  ],
];
