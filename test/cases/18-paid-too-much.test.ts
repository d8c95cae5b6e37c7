import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

const NEVER = (text: string) => text.replace('borrowers:', 'tasks: { overpaid: never }\nborrowers:');

it('S4: what is paid too much is said, and is one piece of work of the account manager', async () => {
  const lines = await rehearsed(scenarioOf('18', NEVER));
  expect(ofWhat(lines, 'overpaid').map((it) => it.amount)).toEqual(['1000.00', '2060.00']);
  expect(ofWhat(lines, 'task.open', { kind: 'overpaid' })).toMatchObject([{ role: 'account-manager' }]);
});

it('S4: a refund is a fact that ends it', async () => {
  const refund = '\n  - { at: 2026-11-26T10:00:00+08:00, refund: { loan: O, reference: O3, amount: "2060.00" } }\n';
  const lines = await rehearsed(scenarioOf('18', (text) => `${NEVER(text).trimEnd()}${refund}`));
  expect(ofWhat(lines, 'refund')).toMatchObject([{ reference: 'O3', amount: '2060.00' }]);
  expect(ofWhat(lines, 'task.cancel', { kind: 'overpaid' })).toHaveLength(1);
});
