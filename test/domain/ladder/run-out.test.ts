import { describe, expect, it, test } from 'vitest';
import type { KnownCase, LoanFile, RecordedPayment } from '../../../src/domain/loan/loan-file.js';
import { dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { file, live, payment } from '../build.js';

/** The first instalment is due on 20 January: 106 000, the second on 20 February. */
const at = (day: string) => momentAt(day, '10:00');
const UNTIL = momentAt('2026-04-10', '00:00');

const granted = (change: Partial<KnownCase>): KnownCase => ({
  case: 'L1/grace/1',
  kind: 'grace',
  openedAt: at('2026-01-25'),
  approvedAt: at('2026-01-25'),
  until: '2026-02-25',
  effect: 'pause',
  closedAt: null,
  undone: false,
  ...change,
});

const told = (change: Partial<LoanFile>, kind: string) =>
  live(file(change), UNTIL).steps.flatMap((it) =>
    it.what === 'task.open' && it.kind === kind ? [`${dayOf(it.at)} ${it.role} until ${dayOf(it.due)}`] : [],
  );

describe('P10.5, S2: a grace that ran out', () => {
  it('unpaid, is told once to whoever proposed it, on the day after its last', () => {
    expect(told({ cases: [granted({})] }, 'relief-ran-out')).toEqual(['2026-02-26 account-manager until 2026-03-02']);
  });

  it('paid in its time, or ended before it, is told to nobody', () => {
    const payments = [
      payment('P1', 106_000, at('2026-02-20')),
      payment('P2', 103_000, at('2026-02-20'), { paidOn: '2026-02-20' }),
    ];
    expect(told({ cases: [granted({})], payments }, 'relief-ran-out')).toEqual([]);
    expect(told({ cases: [granted({ closedAt: at('2026-02-10'), undone: true })] }, 'relief-ran-out')).toEqual([]);
  });
});

test('P8.6, S2: an extension whose new day passes unpaid is told on the day after', () => {
  const extension = granted({
    case: 'L1/extension/1',
    kind: 'extension',
    effect: 'extend',
    approvedAt: at('2026-01-15'),
  });
  expect(told({ cases: [extension] }, 'relief-ran-out')).toEqual(['2026-02-26 account-manager until 2026-03-02']);
});

describe('S2: a promise that was not kept', () => {
  const promises = [{ id: 'P', madeAt: at('2026-02-10'), on: '2026-02-16', amount: 50_000 }];

  it('is told once, when it is judged, to whoever has the stage', () => {
    expect(told({ promises }, 'broken-promise')).toEqual(['2026-02-18 collection-specialist until 2026-02-19']);
  });

  it('in part is told too, kept it is not', () => {
    const part = told({ promises, payments: [payment('P1', 20_000, at('2026-02-16'))] }, 'broken-promise');
    expect(part).toEqual(['2026-02-18 collection-specialist until 2026-02-19']);
    expect(told({ promises, payments: [payment('P1', 50_000, at('2026-02-16'))] }, 'broken-promise')).toEqual([]);
  });

  it('but was, by money that became known late, is nobody’s work any more; and is again when that money bounces', () => {
    const work = (change: Partial<RecordedPayment> = {}) =>
      live(
        file({ promises, payments: [payment('P1', 50_000, at('2026-03-02'), { paidOn: '2026-02-16', ...change })] }),
        UNTIL,
      ).steps.flatMap((it) =>
        'task' in it && it.task.endsWith('run-out/promise-P') ? [`${dayOf(it.at)} ${it.what}`] : [],
      );
    expect(work()).toEqual(['2026-02-18 task.open', '2026-03-02 task.cancel']);
    const bounced = { reversedOn: '2026-03-05', reversalRecordedAt: at('2026-03-05') };
    expect(work(bounced)).toEqual(['2026-02-18 task.open', '2026-03-02 task.cancel', '2026-03-05 task.open']);
  });

  it('in a hold is told when that ends', () => {
    const holds = [{ from: at('2026-02-12'), until: at('2026-03-03'), reason: 'dispute' }];
    expect(told({ promises, holds }, 'broken-promise').map((it) => it.slice(0, 10))).toEqual(['2026-03-03']);
  });
});
