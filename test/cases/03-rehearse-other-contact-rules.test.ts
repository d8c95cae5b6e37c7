import { expect, it, vi } from 'vitest';
import { both, ofWhat, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('a rehearsal goes by the contact rules that the environment names, as a preview does', async () => {
  const lines = await both(scenarioOf('03'), { CONTACT_RULES: 'us-reg-f' });
  const [reminder] = ofWhat(lines, 'notice');
  expect(reminder).toMatchObject({ status: 'sent', at: '2027-03-16T02:00:00+08:00' });
});
