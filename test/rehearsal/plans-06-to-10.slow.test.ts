import { describe, expect, test } from 'vitest';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { foreseesItsRehearsal, inOrder, readsAsBefore, rehearsed, story } from './stories.js';

describe('a preview of a scenario without events equals the loan lines of its rehearsal', () => {
  test.each(['06-quiet', '07-quiet', '08-quiet', '09-quiet', '10-quiet'])('%s', async (name) => {
    await foreseesItsRehearsal(name);
  });
});

test('07-team-month: payment, reversal, dispute and the end, as a team leader would recognise them', () =>
  readsAsBefore('07-team-month'));

test('06-annual-mixed: large arrears of a machine builder, an illness, a renewal', async () => {
  const lines = await rehearsed('06-annual-mixed');
  inOrder(story(lines, 'L1'), [
    'P6.2 tier blue',
    'P6.3 warning.open fund-flow',
    'P6.3 task.open fund-trace',
    'P6.3 warning.open late-payment',
    'P6.4 task.open visit',
    'P6.5 task.open visit',
    'P6.6 warning.open large-overdue',
    'P6.6 task.open special-team',
    'S2 case.approve collateral',
    'P6.6 case.open agency',
    'P6.5 stage legal',
    'P6.6 task.open law-firm',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L2'), [
    'P6.3 warning.open late-payment',
    'P6.2 tier red',
    'P6.5 case.open restructuring',
    'P6.5 stage current',
    'P6.2 tier green',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L3'), [
    'P6.1 task.open renewal-review',
    'P6.1 case.approve renewal',
    'P6.1 task.open contract',
  ]);
});

test('07-team-quarter: evidence and court, the three thresholds, a later date', async () => {
  const lines = await rehearsed('07-team-quarter');
  inOrder(story(lines, 'L1'), [
    'P7.3 notice borrower',
    'P7.5 task.open call',
    'P7.6 letter collection-notice',
    'P7.7 case.open legal',
    'P7.7 task.open evidence',
    'P7.7 task.open litigation',
    'P7.13 warning.open new-bad-loan',
    'P7.13 task.open accountability-review',
  ]);
  inOrder(story(lines, 'L2'), [
    'P7.2 task.open visit',
    'P7.4 tier high',
    'P7.8 task.open limit-cut',
    'P7.8 case.open early-recovery',
    'P7.8 task.open guarantee-added',
    'P7.8 case.approve early-recovery',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L3'), ['P7.5 case.open extension', 'P7.5 stage current', 'S4 close paid']);
});

test('08-manufacturing: grace, then going down; an excellent borrower; one that will not pay', async () => {
  const lines = await rehearsed('08-manufacturing');
  inOrder(story(lines, 'L1'), [
    'P8.4 task.open valuation',
    'P8.6 case.open grace',
    'P8.6 case.approve grace',
    'P8.6 stage current',
    'P8.2 warning.open orders',
    'P8.5 tier high',
    'P8.6 warning.open deteriorating',
    'P8.6 task.open limit-cut',
    'P8.6 case.approve early-recovery',
    'P8.4 warning.open valuation',
    'P8.4 task.open further-guarantee',
  ]);
  inOrder(story(lines, 'L2'), ['P8.5 task.open manufacturing-visit', 'P8.7 offer supply-chain']);
  inOrder(story(lines, 'L3'), [
    'P8.6 case.open legal',
    'P8.6 task.open law-firm',
    'P8.6 task.open property-preservation',
    'P8.6 task.open litigation',
    'S4 close paid',
  ]);
});

test('09-consumer-life: a good payer, a lost contact, one that will not pay', async () => {
  const lines = await rehearsed('09-consumer-life');
  inOrder(story(lines, 'L1'), [
    'P9.3 warning.open many-regions',
    'P9.2 warning.open low-balance',
    'P9.6 offer good-payer',
    'P9.6 offer satisfaction-survey',
  ]);
  inOrder(story(lines, 'L2'), [
    'P9.3 task.open limit-review',
    'P9.5 stage person',
    'P9.5 task.open emergency-contact',
    'P9.4 case.open restructuring',
    'P9.5 stage current',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L3'), ['P9.5 stage disposal', 'S5 case.open legal', 'S5 task.open evidence']);
});

test('10-agriculture: hail and grace, falling prices, a mill that will not pay', async () => {
  const lines = await rehearsed('10-agriculture');
  inOrder(story(lines, 'L1'), [
    'P10.2 task.open screening',
    'P10.3 warning.open hail',
    'P10.3 task.open support-plan',
    'P10.5 case.approve grace',
    'P10.3 task.open support-plan',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L2'), [
    'S5 case.open extension',
    'P10.4 stage current',
    'P10.3 warning.open livestock-price',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L3'), [
    'P10.4 task.open mediation',
    'P10.6 case.open legal',
    'P10.6 task.open collection-notice',
    'P10.6 task.open litigation',
    'P10.6 stage legal',
    'S4 close paid',
  ]);
});

test('bounced-payment: it is warned of anew (plan 6), its stage hears of it (plan 8), or is visited (plan 7)', async () => {
  const lines = await rehearsed('bounced-payment');
  inOrder(story(lines, 'L1'), [
    'P6.3 warning.open late-payment',
    'P6.5 stage current',
    'S2 warning.close late-payment',
    'P6.3 warning.open late-payment',
    'P6.3 task.open warning-form',
  ]);
  inOrder(story(lines, 'L2'), ['P8.6 stage deteriorating', 'P8.6 stage current', 'S2 task.open payment-bounced']);
  inOrder(story(lines, 'L3'), [
    'P7.5 task.open call',
    'P7.5 stage current',
    'P7.6 task.open visit',
    'P7.6 letter collection-notice',
  ]);
});

test('09-negotiated, P9.4: a part that was promised, smaller instalments, a refused request, a broken promise, a fee in dispute', async () => {
  const lines = await rehearsed('09-negotiated');
  inOrder(story(lines, 'L1'), [
    'P9.2 notice borrower',
    'S2 promise.open',
    'S2 promise.kept',
    'P9.4 case.open restructuring',
    'P9.4 case.approve restructuring',
    'P9.4 task.open repayment-plan',
    'P9.4 task.open relief-ran-out',
    'P9.5 stage current',
    'S2 task.open follow-up',
    'S4 close paid',
  ]);
  const refused = story(lines, 'L2');
  inOrder(refused, [
    'P9.4 case.reject restructuring',
    'S2 promise.broken',
    'S2 task.open broken-promise',
    'S4 close paid',
  ]);
  const told = lines.filter((it) => it.loan === 'L2' && it.what === 'notice' && it.template === 'relief-refused');
  expect(told.map((it) => [it.channel, it.status])).toEqual([
    ['push', 'sent'],
    ['sms', 'sent'],
  ]);
  // While the fee is in dispute nothing is asked for; what is left of it is tolerated.
  const dunned = lines.filter((it) => it.loan === 'L4' && it.what === 'notice' && it.at >= Date.parse('2026-11-03'));
  expect(dunned).toEqual([]);
  inOrder(story(lines, 'L4'), ['P9.5 stage current', 'P9.5 task.open residue']);
  const fridays = lines.filter((it) => it.loan === null && it.rule === 'P9.4' && it.what === 'task.open');
  expect(fridays.length).toBeGreaterThan(25);
});

test('10-hit, P10.3: drought twice, a slow fall of prices, a flooded mill with two loans; each with support, all of them in the ledger', async () => {
  const lines = await rehearsed('10-hit');
  const support = ['P10.3 task.open visit', 'P10.3 task.open support-plan'];
  inOrder(story(lines, 'L1'), [
    'P10.3 warning.open drought',
    ...support,
    'P10.3 warning.open drought',
    ...support,
    'P10.5 case.approve grace',
    'P10.3 task.open support-plan',
    'S4 close paid',
  ]);
  inOrder(story(lines, 'L2'), ['P10.3 warning.open livestock-price', 'P10.3 task.open support-plan', 'S4 close paid']);
  inOrder(story(lines, 'L3'), ['P10.3 warning.open flood', 'P10.3 task.open support-plan', 'S4 close paid']);
  // Of the two loans the older carries the warning; the younger is followed as closely.
  inOrder(story(lines, 'L4'), [
    'P10.9 tier high',
    'S5 case.approve extension',
    'S5 task.open relief-ran-out',
    'P10.5 case.reject grace',
    'P10.5 notice borrower',
    'S4 close paid',
  ]);
  // Nobody drives to the mill twice on a day.
  const visits = lines.filter((it) => it.what === 'task.open' && it.kind === 'visit');
  const days = visits.map((it) => `${it.borrower} ${formatLine(it).slice(7, 17)}`);
  expect(days.filter((it, n) => days.indexOf(it) < n)).toEqual([]);
});
