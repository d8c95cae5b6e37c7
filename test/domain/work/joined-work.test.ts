import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preview } from '../../../src/domain/preview/preview.js';
import { formatLine } from '../../../src/domain/preview/timeline.js';
import { addDays, momentAt } from '../../../src/domain/time/dates.js';
import { doesForBoth, leads, type PersonalWork } from '../../../src/domain/work/joined-work.js';
import { FAR_AHEAD, planOf } from '../../plans/rows.js';
import { CHINA } from '../../support/contact-rules.js';
import { file } from '../build.js';

const TAKEN_IN = momentAt('2027-02-01', '08:00');
const at = (time: string) => momentAt('2027-02-01', time);
const call = (change: Partial<PersonalWork> = {}): PersonalWork => ({
  ...{ loan: 'L1', task: 'L1/call', kind: 'call', role: 'account-manager', openedAt: at('09:10') },
  ...change,
});

describe('what reaches a person is done once a day for all of the person’s loans', () => {
  it('one kind, one role, one day; of one loan where somebody speaks to the borrower', () => {
    const other = { loan: 'L2', task: 'L2/call', openedAt: at('23:59') };
    expect(doesForBoth(call(), call(other))).toBe(true);
    expect(doesForBoth(call(), call({ task: 'L1/message/no-contact' }))).toBe(true);
    expect(doesForBoth(call(), call())).toBe(false);
    const check = { kind: 'follow-up', task: 'L1/care/one' };
    expect(doesForBoth(call(check), call({ kind: 'follow-up', task: 'L1/care/other' }))).toBe(false);
    expect(doesForBoth(call(), call({ ...other, kind: 'visit' }))).toBe(false);
    const specialist = call({ ...other, role: 'collection-specialist' });
    expect(doesForBoth(call(), specialist)).toBe(false);
    // P4.5: nobody calls in the place of a message on a day on which the specialist does.
    const instead = call({ task: 'L1/message/no-contact', openedAt: at('08:00') });
    expect(doesForBoth(instead, specialist)).toBe(true);
    expect(leads(specialist, call({ task: 'L1/message/undelivered' }))).toBe(true);
    expect(leads(call({ task: 'L1/message/undelivered' }), specialist)).toBe(false);
    expect(doesForBoth(call(), call({ ...other, openedAt: momentAt('2027-02-02', '00:00') }))).toBe(false);
  });

  it('the first leads, of one moment the first by its ids', () => {
    expect(leads(call({ loan: 'L9' }), call({ openedAt: at('09:11') }))).toBe(true);
    expect(leads(call({ loan: 'L9' }), call())).toBe(false);
  });

  const loans = (due: string[][], numbers: readonly number[]) =>
    due.map((days, n) => ({
      plan: planOf(numbers[n]!),
      file: file({
        loan: `L${n}`,
        takenInAt: TAKEN_IN,
        disbursedOn: '2026-06-01',
        profile: { kind: 'enterprise', size: null, industry: null, class: null },
        instalments: [
          ...days.map((dueOn, seq) => ({ seq: seq + 1, dueOn, principal: 100_000, interest: 0, fee: 0 })),
          { ...FAR_AHEAD, seq: 9 },
        ],
      }),
    }));
  const previewed = (of: ReturnType<typeof loans>) =>
    preview({
      loans: of,
      until: momentAt('2027-06-01', '00:00'),
      staff: () => 86_400_000,
      providers: {},
      rules: CHINA,
    });

  it('checks of two plans of one kind are one; of one plan each thing and loan has its own', () => {
    const lines = previewed(loans([[], []], [6, 7])).filter((it) => it.kind === 'visit');
    const joined = lines.find((it) => it.what === 'task.join')!;
    expect(joined).toMatchObject({ loan: 'L1', with: 'L0/care/quarterly-visit/2027-Q1' });
    expect(lines.find((it) => it.what === 'task.done')).toMatchObject({ loan: 'L0', loans: ['L0', 'L1'] });
    const own = previewed(loans([[], []], [1, 1]));
    expect(own.some((it) => it.what === 'task.join' && it.kind === 'sequential-check')).toBe(false);
  });

  it('over random arrears no person is called or visited twice on a day by one role', () => {
    const day = fc.integer({ min: -40, max: 60 }).map((n) => addDays('2027-02-01', n));
    const days = fc.uniqueArray(day, { minLength: 1, maxLength: 2 }).map((all) => all.sort());
    fc.assert(
      fc.property(
        fc.array(days, { minLength: 2, maxLength: 3 }),
        fc.constantFrom([4, 4, 9], [6, 7, 3], [1, 5, 6]),
        (due, numbers) => {
          const lines = previewed(loans(due, numbers));
          const opened = lines.filter((it) => it.what === 'task.open' && ['call', 'visit'].includes(String(it.kind)));
          const place = (it: (typeof opened)[number]) => `${formatLine(it).slice(7, 17)} ${it.kind} ${it.role}`;
          const ofOthers = opened.filter((it) =>
            opened.some((one) => one.loan !== it.loan && place(one) === place(it)),
          );
          expect(ofOthers.map(formatLine)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });
});
