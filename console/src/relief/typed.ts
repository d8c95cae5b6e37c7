import { minor } from '../words/said';

/** An instalment as it is typed, and a schedule of them. */
export interface TypedRow {
  dueOn?: string;
  principal?: string;
  interest?: string;
  fee?: string;
}
export interface TypedSchedule {
  own?: boolean;
  rows?: TypedRow[];
  capitalise?: boolean;
}

export const MONEY = /^\d{1,11}(\.\d{1,2})?$/;
const whole = ({ dueOn, principal = '', interest = '', fee = '' }: TypedRow): boolean =>
  Boolean(dueOn) && MONEY.test(principal) && [interest, fee].every((it) => it === '' || MONEY.test(it));

/** As the API takes it; nothing where none was asked for, or a row is not whole yet. */
export function scheduleOf({ own, rows = [], capitalise }: TypedSchedule) {
  if (!own || rows.length === 0 || !rows.every((it) => it && whole(it))) return {};
  const instalments = rows.map(({ dueOn, principal, interest, fee }, n) => ({
    ...{ seq: n + 1, dueOn: dueOn!, principal: principal! },
    ...{ interest: interest || '0.00', fee: fee || '0.00' },
  }));
  return { instalments, ...(capitalise ? { capitalise } : {}) };
}

export const PARTS = ['principal', 'interest', 'fee'] as const;

/** In minor units, part by part; what is not an amount yet counts nothing. */
export const sumsOf = (rows: readonly (TypedRow | undefined)[]) =>
  PARTS.map((part) => rows.reduce((sum, it) => sum + (MONEY.test(it?.[part] ?? '') ? minor(it![part]!) : 0), 0));
