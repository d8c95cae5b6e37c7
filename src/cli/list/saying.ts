import type { Minor } from '../../domain/money/money.js';
import { writtenMoney } from '../../domain/money/written-money.js';
import { ROLES } from '../../domain/plan/roles.js';
import type { Language } from '../../domain/plan/template.js';
import type { Reason } from '../../domain/reason/reason.js';
import { chineseOf, stageWord, tierWord, word } from '../../domain/reason/vocabulary.js';
import { inChinese, inEnglishBy } from '../../domain/reason/words.js';
import { type Moment, minuteOf } from '../../domain/time/dates.js';
import { sayInEnglish } from '../../library/english-words.js';
import { ownLanguage } from '../terminal/language.js';

/** Values in the reader's language; '' for what is not known. */
export interface Saying {
  language: Language;
  word(id: string | null): string;
  tier(id: string | null): string;
  /** One of the staff by the id, or a role. */
  who(id: string | null): string;
  /** What work is called: its title, else its kind. */
  title(title: string | null, kind: string): string;
  /** A line of a form, or what it may be answered with. */
  line(line: string): string;
  money(amount: Minor | null): string;
  moment(at: Moment | null): string;
  /** `since 2026-11-30`. */
  since(at: Moment): string;
  reason(why: Reason): string;
  /** What became of a promise to pay. */
  outcome(outcome: string): string;
}

const moment = (at: Moment | null) => (at === null ? '' : minuteOf(at));
const OUTCOMES: Record<string, string> = {
  running: '履行中',
  kept: '已履行',
  'part-kept': '部分履行',
  broken: '未履行',
};
const spaced = (id: string) => id.replaceAll('-', ' ');

const CHINESE: Saying = {
  language: 'zh-CN',
  word: (id) => (id === null ? '' : stageWord(id)),
  who: (id) => (id === null ? '' : word(id)),
  tier: (id) => (id === null ? '' : tierWord(id)),
  title: (title, kind) => (title === null ? word(kind) : chineseOf(title)),
  line: chineseOf,
  money: (amount) => (amount === null ? '' : writtenMoney(amount)),
  moment,
  since: (at) => `${moment(at).slice(0, 10)}起`,
  reason: inChinese,
  outcome: (outcome) => OUTCOMES[outcome] ?? outcome,
};
const inEnglish = (say: (text: string) => string): Saying => ({
  language: 'en',
  word: (id) => (id === null ? '' : spaced(id)),
  who: (id) => (id === null ? '' : (ROLES as readonly string[]).includes(id) ? spaced(id) : id),
  tier: (id) => (id === null ? '' : spaced(id)),
  title: (title, kind) => (title === null ? spaced(kind) : say(title)),
  line: say,
  money: CHINESE.money,
  moment,
  since: (at) => `since ${moment(at).slice(0, 10)}`,
  reason: inEnglishBy(say),
  outcome: spaced,
});

export const ownSaying = (): Saying => (ownLanguage() === 'zh-CN' ? CHINESE : inEnglish(sayInEnglish()));
