import { shown } from './shown.js';

const plain = process.stdout.write.bind(process.stdout);

/** Whatever a name or a reason holds, it moves no cursor and clears no screen. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (said: unknown, ...rest: unknown[]) => write(typeof said === 'string' ? shown(said) : said, ...rest);
  }
}

/** Writes what has colours in it: whoever made it has guarded the texts. */
export function writeColoured(text: string): void {
  plain(text);
}
