import { englishBy } from '../../domain/reason/english.js';
import { englishOf, englishWord } from '../../domain/reason/vocabulary.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { HEADS } from './heads.js';
import { HEADS_OF_RISK } from './heads-of-risk.js';
import { SENTENCES } from './sentences.js';

/** A text of a paper in another language. */
export type Translate = (text: string) => string;

const HAN = /\p{Script=Han}/u;

/**
 * A text of a paper, which is written in Chinese, in English; names and what people wrote themselves stay as they are. `titles`: what has a
 * word of its own, such as the work of a plan (`titlesOf`) or the unit of amounts.
 */
export function intoEnglish(titles: ReadonlyMap<string, string> = new Map()): Translate {
  const known = new Map<string, string>();
  const named = englishBy(titles);
  // What is half in English already is a sentence on its way, and no title with its English beside it.
  const nameOf = (text: string) => (englishOf(text) === text ? named(text) : text);
  const say: Translate = (text) => {
    if (!HAN.test(text) && !/[，。；：（）、　]/.test(text)) return text;
    const before = known.get(text);
    if (before !== undefined) return before;
    const said = translated(text);
    known.set(text, said);
    return said;
  };
  /** Of parts between signs; a text of which no part is known stays as it is, with its signs. */
  const parts = (text: string, sign: string, by: string) => {
    const [of, told] = [text.split(sign), text.split(sign).map(say)];
    return told.every((it, n) => it === of[n]) ? text : told.join(by);
  };
  const translated = (text: string): string => {
    const exact = HEADS[text] ?? HEADS_OF_RISK[text] ?? titles.get(text) ?? englishWord(text) ?? nameOf(text);
    if (exact !== text) return exact;
    const counted = withDays(text).replace(SUM, (sum, amount, unit) =>
      titles.has(unit) ? `${titles.get(unit)} ${amount}` : sum,
    );
    if (counted !== text) return say(counted) === counted && HAN.test(counted) ? text : say(counted);
    if (text.includes('。')) {
      const told = parts(text, '。', '. ');
      return told === text
        ? text
        : told
            .split(/(?<=\. )/)
            .map(capital)
            .join('')
            .trimEnd();
    }
    if (text.includes('；')) return parts(text, '；', '; ');
    for (const { shape, english } of SHAPES) {
      const places = shape.exec(text);
      if (places) return english.replace(/\{(\d)\}/g, (_, n) => say(places[Number(n)]!));
    }
    if (text.includes('，')) return parts(text, '，', ', ');
    const colon = text.indexOf('：');
    if (colon > 0) return `${say(text.slice(0, colon))}: ${say(text.slice(colon + 1))}`;
    const brackets = /^(.+)（(.+)）(.*)$/.exec(text);
    if (brackets) return `${say(brackets[1]!)} (${say(brackets[2]!)})${say(brackets[3]!)}`;
    if (text.includes('、')) return parts(text, '、', ', ');
    return text;
  };
  return say;
}

/** As a heading or a sentence begins. */
export const capital = (text: string): string => text.replace(/^\p{Ll}/u, (it) => it.toUpperCase());

/** 1,234.50元 */
const SUM = /(-?\d[\d,]*\.\d\d)(\p{Script=Han}+)/gu;

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });

/** 30 November 2026 of 2026年11月30日, 4 December of 12月4日. */
const withDays = (text: string): string =>
  text
    .replace(/(\d{4})年(\d{1,2})月(\d{1,2})日/g, (_, year, month, day) =>
      writtenDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, 'en'),
    )
    .replace(/(\d{1,2})月(\d{1,2})日/g, (_, month, day) => `${day} ${MONTH.format(Date.UTC(2000, Number(month) - 1))}`);

/** Those that say most first; a place holds no more than a part of a sentence. */
const SHAPES = SENTENCES.toSorted(([a], [b]) => said(b) - said(a)).map(([chinese, english]) => {
  let place = 0;
  const shape = chinese
    .replaceAll('{}', '([^，。；]+?)')
    .replaceAll('{#}', '([A-Z]{0,3} ?[-\\d.,%]+[^\\p{Script=Han}，。；]*)');
  return {
    shape: new RegExp(`^${shape}$`, 'u'),
    english: english.replace(/\{\}/g, () => `{${++place}}`),
  };
});

function said(shape: string): number {
  return shape.replace(/\{#?\}/g, '').length;
}

/** What a plan calls things in both languages, by the Chinese: of `高风险客户每周跟进 weekly follow-up` the one by the other. */
export function titlesOf(plan: unknown, titles = new Map<string, string>()): Map<string, string> {
  if (typeof plan === 'string') {
    const english = englishOf(plan);
    if (english !== plan) titles.set(plan.slice(0, -english.length).trimEnd(), english);
  } else if (typeof plan === 'object' && plan !== null) for (const it of Object.values(plan)) titlesOf(it, titles);
  return titles;
}
