import { readFileSync } from 'node:fs';

/** The last lines of a log, to say in an error why a server did not start. */
export function tail(file: string, lines = 10): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
