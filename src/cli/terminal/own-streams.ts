import { shown } from './shown.js';

const plain = process.stdout.write.bind(process.stdout);

/** Makes control characters harmless in everything that is printed, so that no name or reason moves the cursor or clears the screen. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (said: unknown, ...rest: unknown[]) => write(typeof said === 'string' ? shown(said) : said, ...rest);
  }
}

/** Writes text with colours, past the guard: whoever made it has made its texts harmless. */
export function writeColoured(text: string): void {
  plain(text);
}
