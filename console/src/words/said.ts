import { createContext, useContext } from 'react';
import { type EnglishWords, englishBy } from '../../../src/domain/reason/english';
import { chineseOf, englishOf, stageWord, tierWord } from '../../../src/domain/reason/vocabulary';
import { type Language, useLanguage } from './language';

/** Values as people write them. All of them come as the API writes them: money as text, moments with the lender's offset. */
export interface Saying {
  language: Language;
  /** An id of a plan: a stage, a role, a kind of work. */
  word(id: string | null | undefined): string;
  tier(id: string | null | undefined): string;
  /** Of a title as plans write it, the reader's part. */
  named(title: string): string;
  /** A line of a form, without the names that programs have for what it asks. */
  line(line: string): string;
  /** What work is called: its title, else its kind. */
  title(title: string | null | undefined, kind: string): string;
  /** 1,060.00 */
  money(amount: string | null | undefined): string;
  /** 12,345 */
  count(number: number): string;
  /** 3.25% of 0.0325 */
  share(part: number | null | undefined): string;
  /** By how many percentage points a share has moved: +0.40 pp */
  change(now: number | null, before: number | null): string;
  /** Days past due, as figures group them: 1-30. */
  age(bucket: string): string;
  /** 2026-11-30 09:00, of the lender's day. */
  moment(at: string | null | undefined): string;
}

const NOTHING = '–';
const spaced = (id: string) => id.replaceAll('-', ' ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Minor units of money as text: only for what is drawn or compared. */
export const minor = (amount: string): number => Math.round(Number(amount) * 100);

const grouped = (amount: string) => amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/** What is not written as its id says. */
const ENGLISH: Readonly<Record<string, string>> = {
  sms: 'SMS',
  wechat: 'WeChat',
  'non-performing': 'Non-performing',
  'special-mention': 'Special mention',
  'write-off': 'Write-off',
  'complaint-accept': 'Accept the complaint',
  'complaint-solve': 'Solve the complaint',
  'complaint-survey': 'Ask whether the answer satisfied',
  'due-soon': 'Reminder before it is due',
  'due-today': 'Reminder on the day',
  'overdue-friendly': 'Friendly reminder',
  'overdue-specialist': 'Notice of the specialist',
  'overdue-final': 'Last notice',
};
const english = (id: string) => ENGLISH[id] ?? capital(spaced(id));

const percent = (it: number) => `${(it * 100).toFixed(2)}%`;

const AGES: Readonly<Record<string, string>> = { '0': 'Not late', new: 'New', paid: 'Paid off', '361+': 'Over 360' };

const CHINESE_AGES: typeof AGES = { '0': '未逾期', new: '新发放', paid: '已结清', '361+': '360天以上' };

const both = {
  count: (it: number) => it.toLocaleString('en'),
  share: (it: number | null | undefined) => (it == null ? NOTHING : percent(it)),
  money: (amount: string | null | undefined) => (amount == null ? NOTHING : grouped(amount)),
  moment: (at: string | null | undefined) => (at == null ? NOTHING : at.slice(0, 16).replace('T', ' ')),
};

const changeIn = (unit: string) => (now: number | null, before: number | null) => {
  if (now === null || before === null) return NOTHING;
  const points = ((now - before) * 100).toFixed(2);
  const moved = /^-?0\.00$/.test(points) ? '±0.00' : points.replace(/^(?=\d)/, '+').replace('-', '−');
  return `${moved}${unit}`;
};

/** 月收入 (income) */
const withoutIds = (line: string) => line.replace(/ ?\([a-z-]+\)/g, '');

const namingBy = (say: (text: string) => string): Pick<Saying, 'named' | 'line' | 'title'> => ({
  named: (title) => capital(say(title)),
  line: (line) => capital(withoutIds(say(line))),
  title: (title, kind) => (title == null ? english(kind) : capital(say(title))),
});

const SAYINGS: Record<Language, Saying> = {
  en: {
    ...both,
    language: 'en',
    change: changeIn(' pp'),
    word: (id) => (id == null ? NOTHING : english(id)),
    tier: (id) => (id == null ? NOTHING : english(id)),
    age: (it) => AGES[it] ?? `${it.replace('-', '–')} d`,
    ...namingBy(englishOf),
  },
  'zh-CN': {
    ...both,
    language: 'zh-CN',
    change: changeIn('个百分点'),
    word: (id) => (id == null ? NOTHING : stageWord(id)),
    tier: (id) => (id == null ? NOTHING : tierWord(id)),
    age: (it) => CHINESE_AGES[it] ?? `${it.replace('-', '–')}天`,
    named: chineseOf,
    line: (line) => withoutIds(chineseOf(line)),
    title: (title, kind) => (title == null ? stageWord(kind) : chineseOf(title)),
  },
};

/** How values are written where the plans' words are known in English; null: they are not, or nobody reads English. */
export const SayingContext = createContext<Saying | null>(null);

export const sayingBy = (words: EnglishWords): Saying => ({ ...SAYINGS.en, ...namingBy(englishBy(words)) });

export function useSaying(): Saying {
  const { language } = useLanguage();
  return useContext(SayingContext) ?? SAYINGS[language];
}
