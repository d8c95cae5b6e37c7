/**
 * Single words that a person sends to stop messages or to have them again. The English ones that Twilio itself acts on
 * are all here: it would refuse our messages from then on while we thought them welcome.
 */
const STOP: ReadonlySet<string> = new Set([
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  ...['TD', 'T', 'R', '退订', '退訂'],
]);
const START: ReadonlySet<string> = new Set(['START', 'UNSTOP', '恢复', '恢復']);

/** Null: not a keyword, so a person has to read it. Capitals, width and punctuation around the word do not matter. */
export function keywordOf(text: string): 'opt-out' | 'opt-in' | null {
  const word = text
    .normalize('NFKC')
    .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '')
    .toUpperCase();
  if (STOP.has(word)) return 'opt-out';
  return START.has(word) ? 'opt-in' : null;
}
