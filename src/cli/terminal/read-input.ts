import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { BadInput } from '../../library/checked-yaml.js';

/** The text of a file the user named; `-`: of standard input. @throws BadInput when it cannot be read, or is no text */
export async function readInput(file: string): Promise<string> {
  const bytes = await (file === '-' ? buffer(process.stdin) : readFile(file)).catch(() => {
    throw new BadInput([`${file}: cannot be read: is the name right?`]);
  });
  const name = file === '-' ? 'standard input' : file;
  // UTF-16 without a mark is UTF-8 full of zero bytes.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new BadInput([`${name}:1 not UTF-8: save the file as UTF-8`]);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}
