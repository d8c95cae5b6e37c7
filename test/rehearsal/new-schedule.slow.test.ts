import { expect, it } from 'vitest';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseScenario } from '../../src/rehearsal/rehearse-scenario.js';
import { scenarioSchema } from '../../src/rehearsal/scenario.js';

const scenario = (decide: string) =>
  checkedYaml(
    `from: 2026-03-01T08:00:00+08:00
until: 2026-06-10
loans:
  - { id: L1, borrower: B1, plan: 04-personal, disbursedOn: 2026-01-20, principal: "2000.00",
      instalments: [{ seq: 1, dueOn: 2026-03-20, principal: "2000.00", interest: "60.00" }] }
events:
  - at: 2026-04-01T10:00:00+08:00
    decide: { loan: L1, kind: restructuring, approve: yes, ${decide} }
  - { at: 2026-05-08T10:00:00+08:00, payment: { loan: L1, reference: P1, amount: "1010.00" } }
`,
    scenarioSchema,
    's.yaml',
  );
const parts = (first: string) =>
  `instalments: [{ seq: 1, dueOn: 2026-05-10, principal: "${first}", interest: "10.00" }, { seq: 2, dueOn: 2026-06-01, principal: "1000.00" }]`;

it('S5: through the real workflows, a new schedule ends the stage, is reminded of and falls overdue by its own days', async () => {
  const bundle = await bundleForRehearsal();
  const lines = (await rehearseScenario(scenario(parts('1000.00')), bundle, () => undefined)).map((it) =>
    JSON.parse(formatLine(it)),
  );
  const stages = lines.filter((it) => it.what === 'stage').map((it) => `${it.at.slice(0, 10)} ${it.to} DPD ${it.dpd}`);
  expect(stages.slice(0, 3)).toEqual([
    '2026-03-21 friendly-reminder DPD 1',
    '2026-04-01 current DPD 0',
    '2026-06-02 friendly-reminder DPD 1',
  ]);
  const paid = lines.find((it) => it.what === 'payment');
  expect(paid).toMatchObject({ amount: '1010.00', clears: [2] });
}, 180_000);

it('a key that is not known, and a day that is none, are errors with their line', () => {
  expect(() => scenario('instalment: []')).toThrow(/s\.yaml:8 .*instalment/);
  expect(() => scenario('instalments: [{ seq: 1, dueOn: soon, principal: "1" }]')).toThrow(/s\.yaml:8 .*not a date/);
});
