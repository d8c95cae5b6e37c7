import { beforeAll, expect, it } from 'vitest';
import { formatLine, type TimelineLine } from '../../src/domain/preview/timeline.js';
import { rehearsed } from './stories.js';

let lines: Record<string, string>[];
beforeAll(async () => {
  lines = (await rehearsed('ten-stories')).map((it: TimelineLine) => JSON.parse(formatLine(it)));
}, 900_000);

/** Of a loan the days, and what of these happened: `11-18 to specialist`, `11-18 call collection-specialist`. */
const told = (loan: string, what: string, kinds: string[] = []) =>
  lines
    .filter((it) => it.loan === loan && it.what === what && (kinds.length === 0 || kinds.includes(it.kind!)))
    .map(({ at, to, kind, role, indicator, template }) =>
      [at!.slice(5, 10), what === 'stage' ? to : (kind ?? indicator ?? template), role].filter(Boolean).join(' '),
    );

it('P4.5: money on day 16 that pays the oldest instalment takes the loan back to the days of the next, and what the specialist had to do ends', () => {
  expect(told('L1', 'stage')).toEqual([
    '11-03 friendly-reminder',
    '11-18 specialist',
    '11-18 friendly-reminder',
    '11-28 specialist',
    '12-13 legal',
  ]);
  const plans = ['repayment-plan'];
  expect(told('L1', 'task.open', plans).map((it) => it.slice(0, 5))).toEqual(['11-18', '11-28']);
  expect(told('L1', 'task.cancel', plans)).toEqual(['11-18 repayment-plan']);
});

it('P7.5, P7.6, S2: a promise that is broken is told each time, the ladder goes on at its days, and the second promise does not stop the visit', () => {
  expect(told('L2', 'stage')).toEqual(['11-03 call', '11-12 visit']);
  expect(told('L2', 'task.open', ['broken-promise', 'visit'])).toEqual([
    '11-12 visit collection-specialist',
    '11-12 broken-promise collection-specialist',
    '11-20 broken-promise collection-specialist',
  ]);
  expect([...told('L2', 'promise.broken'), ...told('L2', 'promise.part-kept')]).toEqual(['11-12', '11-20']);
});

it('P9.5, P9.7: after STOP people call instead, one call at a time; once the suit is approved nobody calls', () => {
  expect(told('L3', 'notice')).toEqual(['11-02 due-today', '11-03 overdue-friendly']);
  expect(told('L3', 'task.open', ['call'])).toEqual([
    ...['11-10', '11-17', '11-24', '12-01'].map((day) => `${day} call account-manager`),
    ...['12-03', '12-10', '12-17', '12-24'].map((day) => `${day} call collection-specialist`),
  ]);
  expect(told('L3', 'case.approve')).toEqual(['12-25 legal']);
});

it('P9.5: an emergency contact is asked only after two calls on two days since the last money', () => {
  expect(
    told('L4', 'task.done', ['call'])
      .slice(0, 3)
      .map((it) => it.slice(0, 5)),
  ).toEqual(['12-04', '12-11', '12-18']);
  expect(told('L4', 'task.open', ['emergency-contact'])).toEqual(['12-18 emergency-contact collection-specialist']);
});

it('P7.6: a payment that bounces after the loan was closed opens it at the stage of its days, in the same hour', () => {
  expect(told('L5', 'stage')).toEqual(['11-03 call', '11-05 current', '11-20 visit', '11-25 current']);
  expect(told('L5', 'close')).toEqual(['11-05 paid', '11-25 paid']);
  expect(told('L5', 'task.open', ['visit'])).toEqual(['11-20 visit collection-specialist']);
});

it('P4.3, S5: who has died is not written to, called or sued; somebody is asked every two weeks; days past due count on', () => {
  expect(told('L6', 'notice').at(-1)).toBe('11-03 overdue-friendly');
  expect(told('L6', 'stage')).toEqual(['11-03 friendly-reminder']);
  const opened = told('L6', 'task.open').filter((it) => it > '11-14' || it < '11');
  expect(opened.filter((it) => !it.includes('rest-review') && !it.includes('document'))).toEqual([]);
  expect(told('L6', 'task.open', ['rest-review']).map((it) => it.slice(0, 5))).toEqual([
    ...['11-24', '12-09', '12-24', '01-08', '01-23', '02-07'],
  ]);
  expect(told('L6', 'case.open')).toEqual([]);
  expect(lines.filter((it) => it.loan === 'L6' && it.what === 'classify').map((it) => it.to)).toEqual([
    'special-mention',
    'substandard',
  ]);
});

it('P4.8: complaints that nobody takes up breach both limits, and put off the ladder by thirty days together', () => {
  const breaches = lines
    .filter((it) => it.what === 'complaint.breach')
    .map((it) => `${it.complaint} ${it.at!.slice(5, 16)}`);
  expect(breaches).toEqual(['C1 11-06T10:00', 'C1 11-10T18:00', 'C2 11-21T10:00', 'C2 11-25T18:00']);
  expect(told('L7', 'stage')).toEqual(['11-03 friendly-reminder', '12-05 legal']);
  expect(told('L7', 'notice')).toEqual(['11-03 overdue-friendly', '12-05 overdue-final']);
});

it('P7.8, P7.4: a warning about a figure is asked to be closed in the hour in which the figure is corrected; high risk ends a month later', () => {
  const closings = lines.filter((it) => it.loan === 'L8' && it.kind === 'warning-closure' && it.what === 'task.open');
  expect(closings.map((it) => it.at!.slice(5, 16))).toEqual(['11-08T10:00', '11-20T10:00']);
  expect(told('L8', 'warning.close')).toEqual(['11-21 debt-to-asset']);
  const tiers = lines
    .filter((it) => it.loan === 'L8' && it.what === 'tier')
    .map((it) => `${it.at!.slice(5, 10)} ${it.to}`);
  expect(tiers).toEqual(['11-05 high', '12-20 normal']);
});

it('P4.5: what was preserved binds the suit to thirty days; from its approval on nothing is written, reminded or asked but by the suit', () => {
  expect(told('L9', 'task.done', ['property-preservation'])).toEqual(['12-08 property-preservation risk-manager']);
  const suit = lines.find((it) => it.loan === 'L9' && it.what === 'task.open' && it.kind === 'litigation');
  expect(suit!.due!.slice(0, 10) <= '2027-01-07').toBe(true);
  expect(told('L9', 'notice').filter((it) => it > '12-15' || it < '11')).toEqual([]);
  expect(
    told('L9', 'task.open', ['next-step', 'repayment-plan', 'call']).filter((it) => it > '12-15' || it < '11'),
  ).toEqual([]);
});

it('P8.4: what secures loans of two borrowers is valued once for both; its fall asks both for more, and only who still owes goes on', () => {
  const valued = lines.filter((it) => it.kind === 'valuation' && it.what === 'task.open');
  expect(valued.map((it) => [it.at!.slice(0, 10), it.collateral, it.loans])).toEqual([
    ['2027-01-01', 'C1', ['L10', 'L11']],
  ]);
  expect([...told('L10', 'warning.open'), ...told('L11', 'warning.open')]).toEqual([
    '01-10 collateral-value',
    '01-10 collateral-value',
  ]);
  const demanded = ['further-guarantee'];
  expect([...told('L10', 'task.open', demanded), ...told('L11', 'task.open', demanded)].length).toBe(2);
  expect(told('L10', 'close')).toEqual(['01-20 paid']);
  expect(told('L11', 'task.open', ['manufacturing-visit']).at(-1)).toBe('02-01 manufacturing-visit account-manager');
  expect(told('L10', 'task.open').filter((it) => it > '01-20' && it < '03')).toEqual([]);
});
