import { createContext, useContext } from 'react';

export type Language = 'en' | 'zh-CN';

/** Words, or a sentence of what is put into it; a sentence stands whole in each language, so that none is mixed. */
type Said = string | ((...it: never[]) => string);
export type Pair = readonly [english: Said, chinese: Said];
type In<T extends Record<string, Pair>> = {
  [Name in keyof T]: T[Name][0] extends (...it: infer A) => string ? (...it: A) => string : string;
};

/** A table of words: each line is said in English and in Chinese. test/console/words.test.ts reads them all. */
export const words = <const T extends Record<string, Pair>>(table: T): T => table;

/** 1 loan, 3 loans. */
export const counted = (count: string, one: string): string => `${count} ${one}${count === '1' ? '' : 's'}`;

export const LanguageContext = createContext<{ language: Language; choose(language: Language): void }>({
  language: 'en',
  choose: () => undefined,
});

export const useLanguage = () => useContext(LanguageContext);

/** The words of a table in the reader's language. */
export function useWords<T extends Record<string, Pair>>(table: T): In<T> {
  return inLanguage(table, useLanguage().language);
}

const known = new WeakMap<object, Partial<Record<Language, unknown>>>();

function inLanguage<T extends Record<string, Pair>>(table: T, language: Language): In<T> {
  const both = known.get(table) ?? {};
  known.set(table, both);
  both[language] ??= Object.fromEntries(
    Object.entries(table).map(([name, pair]) => [name, pair[language === 'en' ? 0 : 1]]),
  );
  return both[language] as In<T>;
}
