import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatheredAt, speakerOf, together } from '../../../src/domain/contact/together.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { file } from '../build.js';

const PLAN = { window: { from: '09:00', until: '10:00' } };
const message = (loan: string, more: object = {}) => ({
  ...{ borrower: 'B1', loan, channel: 'sms', purpose: 'collection', about: null, template: 'overdue-friendly' },
  ...more,
});
type Message = Parameters<typeof together>[0][number];
const groups = (...of: object[]) => together(of as Message[]).map((group) => group.map((it) => it.loan));

describe('one person hears one thing at a time', () => {
  it('what collects goes together, at whatever stage; by another channel, to another person or for another purpose apart', () => {
    expect(groups(message('L1'), message('L2', { template: 'overdue-final' }))).toEqual([['L1', 'L2']]);
    expect(groups(message('L1'), message('L2', { channel: 'voice' }))).toEqual([['L1'], ['L2']]);
    expect(groups(message('L1'), message('L2', { borrower: 'B2' }))).toEqual([['L1'], ['L2']]);
    expect(groups(message('L1'), message('L2', { purpose: 'service', about: 3 }))).toEqual([['L1'], ['L2']]);
  });

  it('what tells of no money goes together only where its words are the same', () => {
    const offer = { purpose: 'offer', template: 'offer' };
    expect(groups(message('L1', offer), message('L2', offer))).toEqual([['L1', 'L2']]);
    const rate = (to: string) => ({ purpose: 'service', template: 'rate-change', figures: { rate: to } });
    expect(groups(message('L1', rate('4.05')), message('L2', rate('3.95')))).toEqual([['L1'], ['L2']]);
  });

  it('the one that is overdue for longest speaks for all', () => {
    const now = momentAt('2026-02-20', '10:00');
    const of = (loan: string, dueOn: string) => ({
      ...(message(loan) as Message),
      file: file({ loan, instalments: [{ seq: 1, dueOn, principal: 100_000, interest: 0, fee: 0 }] }),
    });
    const [younger, older] = [of('L1', '2026-02-15'), of('L2', '2026-01-15')];
    expect(speakerOf([younger, older], now).loan).toBe('L2');
    expect(speakerOf([older, younger], now).loan).toBe('L2');
  });
});

describe('when all is there', () => {
  it('what is spread over the window is there at its end', () => {
    expect(gatheredAt(PLAN, momentAt('2026-03-05', '09:00'))).toBe(momentAt('2026-03-05', '09:59'));
    expect(gatheredAt(PLAN, momentAt('2026-03-05', '09:59'))).toBe(momentAt('2026-03-05', '09:59'));
  });

  it('what comes up later is waited for a few minutes, and never longer than twenty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 13 * 60 }), (minute) => {
        const at = momentAt('2026-03-05', '10:00') + minute * 60_000;
        const waits = gatheredAt(PLAN, at) - at;
        expect(waits).toBeGreaterThanOrEqual(5 * 60_000);
        expect(waits).toBeLessThanOrEqual(20 * 60_000);
      }),
    );
  });
});
