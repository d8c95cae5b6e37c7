import { padded } from '../terminal/padded.js';
import type { Saying } from './saying.js';

/** What stands before the values of a page about one thing. */
export type Labels = Record<string, readonly [english: string, chinese: string]>;

/** The one of two words that is in the reader's language. */
export const ofLanguage = ({ language }: Saying, [english, chinese]: readonly [english: string, chinese: string]) =>
  language === 'zh-CN' ? chinese : english;

/** Writes a value behind its label; nothing where there is none. */
export const writeLabelled = (say: Saying, label: Labels[string], value: string | null | undefined): void => {
  if (value) process.stdout.write(`${padded(ofLanguage(say, label), 13)}${value}\n`);
};
