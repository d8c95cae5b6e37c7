import { chineseOf, englishOf, stageWord, tierWord } from '../../../src/domain/reason/vocabulary';
import { type Language, useLanguage } from './language';

/** Values as people write them. All of them come as the API writes them: money as text, moments with the lender's offset. */
export interface Saying {
  language: Language;
  /** An id of a plan: a stage, a role, a kind of work. */
  word(id: string | null | undefined): string;
  tier(id: string | null | undefined): string;
  /** What work is called: its title, else its kind. */
  title(title: string | null | undefined, kind: string): string;
  /** 1,060.00 */
  money(amount: string | null | undefined): string;
  /** 2026-11-30 09:00, of the lender's day. */
  moment(at: string | null | undefined): string;
}

const NOTHING = '–';
const spaced = (id: string) => id.replaceAll('-', ' ');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const both = {
  money: (amount: string | null | undefined) =>
    amount == null ? NOTHING : amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ','),
  moment: (at: string | null | undefined) => (at == null ? NOTHING : at.slice(0, 16).replace('T', ' ')),
};

const SAYINGS: Record<Language, Saying> = {
  en: {
    ...both,
    language: 'en',
    word: (id) => (id == null ? NOTHING : capital(spaced(id))),
    tier: (id) => (id == null ? NOTHING : capital(spaced(id))),
    title: (title, kind) => capital(title == null ? spaced(kind) : englishOf(title)),
  },
  'zh-CN': {
    ...both,
    language: 'zh-CN',
    word: (id) => (id == null ? NOTHING : stageWord(id)),
    tier: (id) => (id == null ? NOTHING : tierWord(id)),
    title: (title, kind) => (title == null ? stageWord(kind) : chineseOf(title)),
  },
};

export const useSaying = (): Saying => SAYINGS[useLanguage().language];
