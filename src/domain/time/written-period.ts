import type { Day } from './dates.js';
import type { Period } from './period.js';
import { writtenDay } from './written-day.js';

const QUARTERS = ['一', '二', '三', '四'];

/** As people write it: 2026年11月, 2026年第四季度, 2026年下半年, 2026年第49周（11月30日至12月6日）. */
export function writtenPeriod({ type, from, to, text }: Period, language: 'zh-CN' | 'en' = 'zh-CN'): string {
  if (language === 'en') return inEnglish({ type, from, text });
  const year = `${Number(text.slice(0, 4))}年`;
  const month = `${Number(from.slice(0, 4))}年${Number(from.slice(5, 7))}月`;
  switch (type) {
    case 'day':
      return writtenDay(from);
    case 'week':
      return `${year}第${Number(text.slice(6))}周（${dayOfYear(from)}至${dayOfYear(to)}）`;
    case 'half-month':
      return `${month}${text.endsWith('A') ? '上' : '下'}半月`;
    case 'month':
      return month;
    case 'quarter':
      return `${year}第${QUARTERS[Number(text.at(-1)) - 1]}季度`;
    case 'half-year':
      return `${year}${text.endsWith('1') ? '上' : '下'}半年`;
    case 'year':
      return year;
  }
}

const dayOfYear = (day: Day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** November 2026, first half of November 2026, Q4 2026, H2 2026, week 49 of 2026. */
function inEnglish({ type, from, text }: Pick<Period, 'type' | 'from' | 'text'>): string {
  const month = MONTH.format(Date.parse(from));
  const year = text.slice(0, 4);
  switch (type) {
    case 'day':
      return writtenDay(from, 'en');
    case 'week':
      return `week ${Number(text.slice(6))} of ${year}`;
    case 'half-month':
      return `${text.endsWith('A') ? 'first' : 'second'} half of ${month}`;
    case 'month':
      return month;
    case 'quarter':
    case 'half-year':
      return `${text.slice(5)} ${year}`;
    case 'year':
      return year;
  }
}
