import { englishOf } from './vocabulary.js';

/** What plans and work say in Chinese alone, in English, by the Chinese; `{}` is a place in both. */
export type EnglishWords = ReadonlyMap<string, string>;

/** Says what a plan calls something, or a line of its forms, in English. What has no English stays as it is, whole. */
export function englishBy(words: EnglishWords): (text: string) => string {
  const shapes = [...words].flatMap(([chinese, english]) => {
    const [before, after] = chinese.split(PLACE);
    return after === undefined ? [] : [{ before: before!, after, english }];
  });
  return (text) => {
    const known = words.get(text);
    if (known !== undefined) return known;
    const beside = englishOf(text);
    if (beside !== text) return beside;
    const shape = shapes.find((it) => text.startsWith(it.before) && text.endsWith(it.after));
    return shape === undefined
      ? text
      : shape.english.replace(PLACE, () => text.slice(shape.before.length, text.length - shape.after.length));
  };
}

const PLACE = '{}';
