import type { Format, Target } from './format.js';

/** A cell as another system has it: a text, or a value of a workbook or of JSON. */
export type Raw = string | number | boolean | Date | readonly unknown[] | null | undefined;

const DAY_COLUMNS = new Set(['due_on', 'paid_on', 'disbursed_on', 'valued_on']);
const MONEY_COLUMNS = new Set(['principal', 'interest', 'fee', 'amount', 'value']);
const RATE_COLUMNS = new Set(['annual_rate', 'penalty_rate']);

/** The cell as it stands in a file of ours. What cannot be read stays as it was: the book says what is wrong with it. */
export function cellAs(column: string, raw: Raw, format: Pick<Format, 'dates' | 'decimal' | 'thousands'>): string {
  if (raw === null || raw === undefined) return '';
  if (DAY_COLUMNS.has(column)) return dayOf(raw, format.dates);
  if (MONEY_COLUMNS.has(column) || RATE_COLUMNS.has(column)) return numberOf(raw, format);
  if (raw instanceof Date) return raw.toISOString().slice(0, 10);
  return String(raw).trim();
}

/** The day that Excel counts as 1 is 1900-01-01; it takes 1900 for a leap year, so that from March on it is one more. */
const EXCEL_ZERO = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

function dayOf(raw: Raw, dates: Format['dates']): string {
  if (raw instanceof Date) return raw.toISOString().slice(0, 10);
  // As Fineract writes it: [2026, 5, 10].
  if (Array.isArray(raw)) return raw.length >= 3 ? ymd(String(raw[0]), String(raw[1]), String(raw[2])) : String(raw);
  const text = String(raw).trim();
  if (typeof raw === 'number' || dates === 'excel') {
    const serial = Number(text);
    if (!Number.isFinite(serial) || serial < 61 || serial > 200_000) return dates === 'YYYYMMDD' ? compact(text) : text;
    return new Date(EXCEL_ZERO + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10);
  }
  // A time of day behind it says nothing of the day.
  const [day = ''] = text.split(/[T ]/);
  if (dates === 'YYYYMMDD') return compact(day);
  const parts = day.split(/[-./]/);
  if (parts.length !== 3) return text;
  const [a, b, c] = parts as [string, string, string];
  if (a.length === 4) return ymd(a, b, c);
  if (dates === 'MM/DD/YYYY') return ymd(c, a, b);
  if (dates === 'DD.MM.YYYY' || dates === 'DD/MM/YYYY') return ymd(c, b, a);
  return text;
}

const ymd = (year: string, month: string, day: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
const compact = (text: string) =>
  /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text;

function numberOf(raw: Raw, { decimal, thousands }: Pick<Format, 'decimal' | 'thousands'>): string {
  // A double of a workbook or of JSON: 0.1 + 0.2 stands there with seventeen digits.
  if (typeof raw === 'number') return String(Math.round(raw * 1e6) / 1e6);
  let text = String(raw).trim().replace(/%$/, '');
  if (thousands !== '') text = text.replaceAll(thousands === ' ' ? /[ \u00a0\u202f]/g : thousands, '');
  if (decimal === ',') text = text.replace(',', '.');
  return text;
}

/** What two or more cells of theirs come to. */
export function summed(texts: readonly string[]): string {
  const parts = texts.filter((it) => it !== '');
  if (parts.some((it) => !/^-?\d+(\.\d+)?$/.test(it))) return parts.join(' + ');
  return (parts.reduce((sum, it) => sum + Math.round(Number(it) * 100), 0) / 100).toFixed(2);
}

/** Endings of the files that are read. */
export const ENDINGS = ['csv', 'txt', 'tsv', 'xlsx', 'json', 'jsonl'] as const;

/** The names that a file of ours may have where nothing else is said. */
export const namesOf = (file: Target): string[] => ENDINGS.map((it) => `${file}.${it}`);
