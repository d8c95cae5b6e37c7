import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import yauzl, { type Entry } from 'yauzl';
import { BOOK_FILES } from '../../../book/csv/files.js';
import { MANIFEST } from '../../../book/daily/manifest.js';
import { ACCOUNTS, STATEMENT } from '../../../book/daily/statement.js';
import { FORMAT } from '../../../book/format/convert.js';
import { ENDINGS } from '../../../book/format/values.js';
import type { AskedImport } from '../../../store/incoming/imports.js';
import { Refused } from '../door/problem.js';
import type { Room } from '../door/room.js';

/** A book of 100,000 loans has some 8 MiB as a zip, 60 MiB unpacked. */
export const LARGEST_UPLOAD = 32 * 1024 * 1024;
const LARGEST_BOOK = 128 * 1024 * 1024;
/** A workbook is read whole, and takes some times as much memory as what is in it. */
const LARGEST_WORKBOOK = 64 * 1024 * 1024;
const MOST_FILES = 40;
/** The files of a book and of a day as ours are. */
const NAMES: ReadonlySet<string> = new Set([
  ...BOOK_FILES.map((it) => `${it}.csv`),
  ...[MANIFEST, STATEMENT, ACCOUNTS],
]);
/** Those of another system, its format and its mapping: a name that leads out of no folder, and is hidden in none. */
const OF_OTHERS = new RegExp(
  String.raw`^[\p{L}\p{N}_][\p{L}\p{N}_ ()（）.+-]{0,150}\.(${[...ENDINGS, 'yaml', 'yml'].join('|')})$`,
  'iu',
);
const ZIP = 'application/zip';
const TOO_LONG = 'too long: a book has 128 MiB at most, unpacked, and a workbook 64 MiB';

/** How books come: as a zip, or as a form of a zip or of the files themselves. */
export async function takesBooks(room: Room): Promise<void> {
  await room.register(multipart, {
    limits: { files: MOST_FILES, fields: 0, parts: MOST_FILES, fileSize: LARGEST_UPLOAD },
  });
  room.addContentTypeParser(ZIP, { parseAs: 'buffer', bodyLimit: LARGEST_UPLOAD }, (_, body, done) => done(null, body));
}

type Kind = AskedImport['kind'];

/** The files of a book that was sent, in memory. @throws Refused for what is none */
export async function uploadedBook(request: FastifyRequest, kind: Kind): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  if (Buffer.isBuffer(request.body)) await unpack(request.body, files, kind);
  else if (request.isMultipart()) await readParts(request, files, kind);
  else throw new Refused(415, `neither ${ZIP} nor multipart/form-data`, 'headers.content-type');
  if (files.size === 0)
    throw new Refused(422, 'no file: send loans.csv and the other files of a book, or a zip of them', 'file');
  return files;
}

/** What the columns of another system mean, as `format.yaml` beside its files would say it. @throws Refused where that says it already */
export function withMapping(files: Map<string, Buffer>, mapping: string): void {
  if (files.has(FORMAT)) throw new Refused(422, `mapping: ${FORMAT} came too: say it there`, 'mapping');
  files.set(FORMAT, Buffer.from(`mapping: ${mapping}\n`));
}

async function readParts(request: FastifyRequest, files: Map<string, Buffer>, kind: Kind): Promise<void> {
  try {
    for await (const part of request.files()) {
      const bytes = await part.toBuffer();
      if (/\.zip$/i.test(part.filename)) await unpack(bytes, files, kind);
      else await add(files, part.filename, bytes, kind);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    if ((error as { statusCode?: number }).statusCode === 413)
      throw new Refused(413, 'too long, or too many parts: 32 MiB at most, as a zip', 'file');
    throw new Refused(400, 'this cannot be read as multipart/form-data', 'file');
  }
}

async function unpack(bytes: Buffer, files: Map<string, Buffer>, kind: Kind): Promise<void> {
  try {
    for await (const entry of entriesOf(bytes, LARGEST_BOOK - sizeOf(files), 2 * MOST_FILES)) {
      const name = entry.name.replace(/^[^/\\]{1,100}\//, '');
      if (name !== '') await add(files, name, entry.content, kind);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(400, 'this is no zip that can be read', 'file');
  }
}

/** What it says of its sizes is not believed: reading ends where too much has come. */
async function* entriesOf(bytes: Buffer, most: number, entries: number) {
  const zip = await yauzl.fromBufferPromise(bytes, { decodeStrings: false });
  let [left, count] = [most, 0];
  for await (const entry of zip.eachEntry()) {
    if (++count > entries) throw new Refused(422, 'too many files in the zip', 'file');
    const name = nameOf(entry);
    // What a Mac puts beside the files.
    if (/^__MACOSX\/|(^|\/)\.DS_Store$/.test(name)) continue;
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) {
      left -= (part as Buffer).length;
      if (left < 0) throw new Refused(413, TOO_LONG, 'file');
      parts.push(part as Buffer);
    }
    yield { name, content: Buffer.concat(parts) };
  }
}

/** Windows in China writes names in its own code (GBK), and does not say so. @throws for a name that leads out of its folder */
function nameOf({ generalPurposeBitFlag: flags, fileNameRaw: raw, extraFields }: Entry): string {
  const told = yauzl.getFileNameLowLevel(flags, raw, extraFields, false);
  const isTold = (flags & IS_UTF_8) !== 0 || told !== yauzl.getFileNameLowLevel(flags, raw, [], false);
  const name = isTold ? told : (readAs('utf-8', raw) ?? readAs('gb18030', raw) ?? told).replaceAll('\\', '/');
  const fault = yauzl.validateFileName(name);
  if (fault !== null) throw new Error(fault);
  return name;
}
const IS_UTF_8 = 0x800;

function readAs(encoding: string, bytes: Buffer): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Each name once, and none that leads out of the folder. */
async function add(files: Map<string, Buffer>, name: string, bytes: Buffer, kind: Kind): Promise<void> {
  if (!NAMES.has(name)) {
    const ours = [...NAMES].join(', ');
    if (kind === 'book')
      throw new Refused(
        422,
        `a file that no book has: there may be ${ours}; files of another system go with kind=daily`,
        'file',
      );
    if (!OF_OTHERS.test(name))
      throw new Refused(
        422,
        `a file that is not read: there may be ${ours}, ${FORMAT}, a mapping, and files that end in ${ENDINGS.join(', ')}`,
        'file',
      );
  }
  if (files.has(name)) throw new Refused(422, `${name}: comes twice`, 'file');
  if (files.size === MOST_FILES) throw new Refused(422, `too many files: ${MOST_FILES} at most`, 'file');
  if (sizeOf(files) + bytes.length > LARGEST_BOOK) throw new Refused(413, TOO_LONG, 'file');
  if (/\.xlsx$/i.test(name)) await weigh(bytes);
  files.set(name, bytes);
}

/** @throws Refused for a workbook that is longer than it looks, or none */
async function weigh(bytes: Buffer): Promise<void> {
  try {
    for await (const _ of entriesOf(bytes, LARGEST_WORKBOOK, 10_000));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(422, 'a workbook that cannot be read: save it as .xlsx once more', 'file');
  }
}

const sizeOf = (files: ReadonlyMap<string, Buffer>) => [...files.values()].reduce((sum, it) => sum + it.length, 0);
