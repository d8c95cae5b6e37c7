/** The files of a lender that are data: contact rules, texts approved by a gateway; and YAML of many aliases at any of these doors. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { approvedWords, readApprovedTemplates } from '../../src/channels/aliyun/approved-templates.js';
import { contactRulesSchema, rulesOf } from '../../src/domain/plan/contact-rules.js';
import { preview } from '../../src/domain/preview/preview.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { habitsOf, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { APPROVED, FIELDS } from '../channels/approved.js';
import { SEED, spoilt } from './nasty.js';
import { takenOrNamed } from './taken-or-named.js';

const MINUTES = 300_000;
const NAMED = { lines: true };
const runs = (numRuns: number) => ({ seed: SEED, numRuns, endOnFailure: true });
const plans = await shippedPlans();
const dir = mkdtempSync(join(tmpdir(), 'postloan-data-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SCENARIO = {
  from: '2026-11-01T08:00:00+08:00',
  until: '2027-01-01',
  loans: [
    {
      id: 'L1',
      borrower: 'B1',
      plan: '04-personal',
      disbursedOn: '2026-10-20',
      principal: '3000.00',
      instalments: [{ seq: 1, dueOn: '2026-11-20', principal: '3000.00', interest: '60.00' }],
    },
  ],
};

test('contact rules, and a preview by those that are taken', { timeout: MINUTES }, () => {
  const good = parse(readFileSync(projectPath('plans/contact-rules/us-reg-f.yaml'), 'utf8'));
  const scenario = checkedYaml(stringify(SCENARIO), scenarioSchema, 's.yaml');
  const loans = scenarioLoans(scenario, plans);
  let taken = 0;
  fc.assert(
    fc.property(spoilt(good), (rules) => {
      const said = takenOrNamed('r.yaml', () => checkedYaml(stringify(rules), contactRulesSchema, 'r.yaml'), NAMED);
      if (!said) return;
      taken++;
      const { until, providers } = scenario;
      preview({ loans, until, staff: habitsOf(scenario), providers, rules: rulesOf(said, chinaCalendar()) });
    }),
    runs(250),
  );
  expect(taken).toBeGreaterThan(15);
});

test('texts that a gateway has approved, and the words of those that are taken', { timeout: MINUTES }, () => {
  const file = join(dir, 'approved.yaml');
  let taken = 0;
  fc.assert(
    fc.property(spoilt(APPROVED), (approved) => {
      writeFileSync(file, stringify(approved));
      const said = takenOrNamed(file, () => readApprovedTemplates(file), NAMED);
      if (!said) return;
      taken++;
      for (const name of ['due-soon', 'constructor', ...Object.keys(said.templates)])
        approvedWords(said, name, 'zh-CN', FIELDS as unknown as Parameters<typeof approvedWords>[3]);
    }),
    runs(250),
  );
  expect(taken).toBeGreaterThan(15);
});

/** Layers of anchors, each of which stands for some of those before it, as a list, as a map, as a merge, as a key. */
const aliased = fc
  .array(
    fc.record({
      form: fc.constantFrom('list', 'map', 'merge', 'key', 'plain', 'anew'),
      of: fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 12 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((layers) =>
    layers
      .map(({ form, of }, n) => {
        const stars = of.map((it) => `*a${it % (n + 1)}`);
        if (form === 'list') return `k${n}: &a${n} [${stars.join(', ')}]`;
        if (form === 'map') return `k${n}: &a${n} { ${stars.map((it, m) => `m${m}: ${it}`).join(', ')} }`;
        if (form === 'merge') return `k${n}: &a${n}\n  <<: [${stars.join(', ')}]\n  x: 1`;
        if (form === 'key') return `k${n}: &a${n}\n  ? ${stars[0]}\n  : 1`;
        return form === 'plain' ? `k${n}: &a${n} [x, y]` : `k${n}: &a${of[0]} x`;
      })
      .join('\n'),
  );

test('YAML of many aliases: taken, or named with its line, and soon', { timeout: MINUTES }, () => {
  let taken = 0;
  fc.assert(
    fc.property(aliased, (text) => {
      const begun = performance.now();
      const value = takenOrNamed('y.yaml', () => checkedYaml(text, z.any(), 'y.yaml'), NAMED);
      if (value !== null) taken++;
      for (const schema of [scenarioSchema, contactRulesSchema])
        takenOrNamed('y.yaml', () => checkedYaml(text, schema, 'y.yaml'), NAMED);
      // A bomb would take minutes, or the memory.
      expect(performance.now() - begun, text).toBeLessThan(20_000);
    }),
    runs(400),
  );
  expect(taken).toBeGreaterThan(15);
});
