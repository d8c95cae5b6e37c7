import type { Day } from './dates.js';

const IN_ENGLISH = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** 2026年11月24日, or 24 November 2026, of 2026-11-24. */
export function writtenDay(day: Day, language: 'zh-CN' | 'en' = 'zh-CN'): string {
  if (language === 'en') return IN_ENGLISH.format(Date.parse(day));
  return `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}
