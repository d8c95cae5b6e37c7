import { lookAndWait } from './common/look-and-wait.js';
import { makeLetters } from './common/proxies.js';

interface LettersInput {
  letters: string;
  schemaVersion: 1;
}

/**
 * Makes the letters that are reserved, one after the other, and sleeps until there is another. It never ends: otherwise a letter that
 * is reserved in the moment of its ending would wait for the next `reconcile`.
 */
export async function letters(input: LettersInput): Promise<void> {
  await lookAndWait(
    input,
    async (now) => {
      const { made, next } = await makeLetters({ now });
      return { did: [`letters made: ${made}`], open: true, next };
    },
    'a letter that could not be made',
  );
}
