import type { LoanFile, Profile, Signal } from '../../src/domain/loan/loan-file.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { file } from '../domain/build.js';
import { NEWS_AT, planOf } from './rows.js';

export const FIRM: Profile = { kind: 'enterprise', size: 'small', industry: '粮食收购', class: null };

/** A loan against collateral of which nothing is due for years, taken in on New Year's Eve. */
export const sound = (change: Partial<LoanFile> = {}): LoanFile =>
  file({
    takenInAt: momentAt('2026-12-31', '08:00'),
    instalments: [{ seq: 1, dueOn: '2029-01-20', principal: 10_000_000, interest: 0, fee: 0 }],
    profile: FIRM,
    collateral: '仓储粮食质押',
    ...change,
  });
/** The same, due on 20 January 2027. */
export const late = (change: Partial<LoanFile> = {}): LoanFile =>
  sound({ instalments: [{ seq: 1, dueOn: '2027-01-20', principal: 100_000, interest: 0, fee: 0 }], ...change });

export const signals = (...kinds: string[]): Partial<LoanFile> => ({
  signals: kinds.map((kind, n) => ({ id: `${n}`, source: 'bank-risk-system', kind, at: NEWS_AT }) as Signal),
});

export const disposal = (number: number, kind: string) => planOf(number).cases.find((it) => it.kind === kind)!;
export const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
export const QUARTERS = ['01', '04', '07', '10'];
