import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { BadInput } from '../../library/checked-yaml.js';

/** Asks for what must not be seen: at a terminal nothing that is typed is shown; else each answer is a line of standard input. */
export function askSecrets(): { ask: (what: string) => Promise<string>; close: () => void } {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: process.stdin.isTTY === true });
  const waiting = lines[Symbol.asyncIterator]();
  return {
    ask: async (what) => {
      if (process.stdin.isTTY) process.stderr.write(`${what}: `);
      const { value, done } = await waiting.next();
      if (process.stdin.isTTY) process.stderr.write('\n');
      if (done) throw new BadInput([`${what}: is needed, as a line of standard input`]);
      return value;
    },
    close: () => lines.close(),
  };
}
