import { describe, test } from 'vitest';
import { foreseesItsRehearsal, inOrder, rehearsed, story } from './stories.js';

describe('a preview of a scenario without events equals the loan lines of its rehearsal', () => {
  test.each(['01-quiet', '02-quiet', '03-quiet', '05-quiet', 'one-task-for-two-loans'])('%s', async (name) => {
    await foreseesItsRehearsal(name);
  });
});

test('01-agri-policy: proceeds that do not come back, a regulator, stepwise exit', async () => {
  const lines = await rehearsed('01-agri-policy');
  inOrder(story(lines, 'L1'), [
    'P1.4 task.open cross-check',
    'P1.2 task.open sequential-check',
    'P1.12 warning.open proceeds-return-ratio',
    'P1.12 task.open interview',
  ]);
  inOrder(story(lines, 'L2'), [
    'P1.16 tier closer',
    'P1.6 warning.open regulator-warning',
    'P1.6 task.open warning-form',
    'P1.6 warning.open litigation',
    'P1.15 case.open early-recovery',
  ]);
  inOrder(story(lines, 'L3'), ['P1.5 letter maturity-list', 'P1.5 stage collection', 'S5 case.approve grace']);
});

test('02-rural-bank: a finding is verified, two of the six groups', async () => {
  const lines = await rehearsed('02-rural-bank');
  inOrder(story(lines, 'L1'), [
    'P2.1 task.open duty-letter',
    'P2.9 task.open off-site-monitoring',
    'P2.12 task.open document',
    'P2.9 warning.open suspicious-finding',
    'P2.10 warning.review suspicious-finding',
    'P2.8 task.open maturity-way',
  ]);
  inOrder(story(lines, 'L2'), ['P2.8 stage preservation', 'P2.7 case.open collateral', 'P2.7 case.approve collateral']);
  inOrder(story(lines, 'L3'), ['P2.7 case.open legal', 'P2.7 case.approve legal', 'P2.7 task.open litigation']);
});

test('03-microloan: nothing stays not normal unseen', async () => {
  const lines = await rehearsed('03-microloan');
  inOrder(story(lines, 'L1'), ['P3.5 task.open follow-up', 'P3.1 warning.open not-normal', 'S5 case.approve grace']);
  inOrder(story(lines, 'L2'), ['P3.2 stage visit', 'P3.1 warning.open route-closed', 'P3.7 stage joint-collection']);
});

test('04-personal-life: income falls, an extension; diverted money, the lawyer; a good payer', async () => {
  const lines = await rehearsed('04-personal-life');
  inOrder(story(lines, 'L1'), [
    'P4.2 task.open first-follow-up',
    'P4.3 tier high',
    'P4.5 stage specialist',
    'P4.6 case.open extension',
    'P4.6 case.approve extension',
  ]);
  inOrder(story(lines, 'L2'), [
    'P4.10 task.open document',
    'P4.2 warning.open fund-flow',
    'P4.5 stage legal',
    'P4.5 task.open lawyer-letter',
    'P4.6 case.open legal',
  ]);
  inOrder(story(lines, 'L3'), ['P4.3 task.open follow-up', 'P4.7 offer good-payer']);
});

test('05-corporate: a volatile trade, real estate, a change in the registry', async () => {
  const lines = await rehearsed('05-corporate');
  inOrder(story(lines, 'L2'), ['P5.3 tier volatile', 'P5.3 task.open on-site-check', 'P5.7 case.open extension']);
  inOrder(story(lines, 'L3'), [
    'P5.4 task.open data-collection',
    'P5.4 warning.open project-delayed',
    'P5.6 task.open warning-form',
    'P5.11 warning.review project-delayed',
  ]);
  inOrder(story(lines, 'L4'), ['P5.8 task.open document', 'P5.10 warning.open registration-change']);
  inOrder(story(lines, 'L5'), ['P5.7 task.open renewal-review']);
});
