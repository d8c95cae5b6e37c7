import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import yauzl from 'yauzl';
import { BOOK_FILES } from '../../../book/csv/files.js';
import { MANIFEST } from '../../../book/daily/manifest.js';
import { ACCOUNTS, STATEMENT } from '../../../book/daily/statement.js';
import { Refused } from '../door/problem.js';
import type { Room } from '../door/room.js';

/** A book of 100,000 loans has some 8 MiB as a zip, 60 MiB unpacked. */
export const LARGEST_UPLOAD = 32 * 1024 * 1024;
const LARGEST_BOOK = 128 * 1024 * 1024;
/** The files of a book and of a day, each once: no other name is taken, so that none leads out of its folder. */
const NAMES: ReadonlySet<string> = new Set([
  ...BOOK_FILES.map((it) => `${it}.csv`),
  ...[MANIFEST, STATEMENT, ACCOUNTS],
]);
const ZIP = 'application/zip';

/** How books come: as a zip, or as a form of a zip or of the files themselves. */
export async function takesBooks(room: Room): Promise<void> {
  await room.register(multipart, {
    limits: { files: NAMES.size, fields: 0, parts: NAMES.size, fileSize: LARGEST_UPLOAD },
  });
  room.addContentTypeParser(ZIP, { parseAs: 'buffer', bodyLimit: LARGEST_UPLOAD }, (_, body, done) => done(null, body));
}

/** The files of a book that was sent, in memory. @throws Refused for what is none */
export async function uploadedBook(request: FastifyRequest): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  if (Buffer.isBuffer(request.body)) await unpack(request.body, files);
  else if (request.isMultipart()) await readParts(request, files);
  else throw new Refused(415, `neither ${ZIP} nor multipart/form-data`);
  if (files.size === 0)
    throw new Refused(422, 'no file: send loans.csv and the other files of a book, or a zip of them');
  return files;
}

async function readParts(request: FastifyRequest, files: Map<string, Buffer>): Promise<void> {
  try {
    for await (const part of request.files()) {
      const bytes = await part.toBuffer();
      if (/\.zip$/i.test(part.filename)) await unpack(bytes, files);
      else add(files, part.filename, bytes);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    if ((error as { statusCode?: number }).statusCode === 413)
      throw new Refused(413, 'too long, or too many parts: 32 MiB at most, as a zip');
    throw new Refused(400, 'this cannot be read as multipart/form-data');
  }
}

/** What it says of its sizes is not believed: reading ends where too much has come. */
async function unpack(bytes: Buffer, files: Map<string, Buffer>): Promise<void> {
  try {
    const zip = await yauzl.fromBufferPromise(bytes);
    let entries = 0;
    for await (const entry of zip.eachEntry()) {
      if (++entries > 2 * NAMES.size) throw new Refused(422, 'too many files in the zip');
      // What a Mac puts beside the files.
      if (/^__MACOSX\/|(^|\/)\.DS_Store$/.test(entry.fileName)) continue;
      const name = entry.fileName.replace(/^[^/\\]{1,100}\//, '');
      if (name === '') continue;
      const parts: Buffer[] = [];
      let left = LARGEST_BOOK - sizeOf(files);
      for await (const part of await zip.openReadStreamPromise(entry)) {
        left -= (part as Buffer).length;
        if (left < 0) throw new Refused(413, 'too long: a book has 128 MiB at most, unpacked');
        parts.push(part as Buffer);
      }
      add(files, name, Buffer.concat(parts));
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(400, 'this is no zip that can be read');
  }
}

function add(files: Map<string, Buffer>, name: string, bytes: Buffer): void {
  if (!NAMES.has(name)) throw new Refused(422, `a file that no book has: there may be ${[...NAMES].join(', ')}`);
  if (files.has(name)) throw new Refused(422, `${name}: comes twice`);
  if (sizeOf(files) + bytes.length > LARGEST_BOOK)
    throw new Refused(413, 'too long: a book has 128 MiB at most, unpacked');
  files.set(name, bytes);
}

const sizeOf = (files: ReadonlyMap<string, Buffer>) => [...files.values()].reduce((sum, it) => sum + it.length, 0);
