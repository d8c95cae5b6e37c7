import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readScenario } from '../../../src/cli/plan/read-scenario.js';
import { projectPath } from '../../../src/library/project-path.js';
import { allPlans, readPlanFile, shippedPlans } from '../../../src/library/shipped-plans.js';
import { planProblems } from '../../../src/planning/plan-check.js';
import { planChanges } from '../../../src/planning/plan-diff.js';
import { CHINA } from '../../support/contact-rules.js';

const SHIPPED = readFileSync(projectPath('plans/04-personal.yaml'), 'utf8');
const mine = (name = '20-mine') => SHIPPED.replace('plan: 04-personal', `plan: ${name}`).replaceAll('P4.', 'P20.');

/** A folder with these files, which ends with the test. */
function folder(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-plans-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

test('plans of the lender’s own stand beside those that ship, and in the place of one of the same name', async () => {
  const own = folder({ '20-mine.yaml': mine(), '04-personal.yaml': SHIPPED.replace(/^version: \d+/m, 'version: 99') });
  const plans = await allPlans(own);
  expect([...plans.keys()]).toEqual([...(await shippedPlans()).keys(), '20-mine'].sort());
  expect(plans.get('04-personal')!.version).toBe(99);
  expect(plans.get('20-mine')!.reminders[0]!.rule).toMatch(/^P20\./);
});

test('a folder that is not there, a file of another name, a fault of a file: each is named', async () => {
  await expect(allPlans('/nowhere')).rejects.toThrow('POSTLOAN_PLANS: /nowhere is no folder that can be read');
  const other = folder({ '21-other.yaml': mine() });
  await expect(allPlans(other)).rejects.toThrow('21-other.yaml: the plan in it is called 20-mine');
  const bad = folder({ '20-mine.yaml': mine().replace('borrowers: [person]', 'borrowers: [people]') });
  await expect(allPlans(bad)).rejects.toThrow(
    /20-mine\.yaml:\d+ borrowers\.0: “people” is not one of person, enterprise/,
  );
});

test('a scenario goes by the plan of a file that bears the name its loans have, or else by that plan altogether', async () => {
  const file = projectPath('test/scenarios/04-personal.yaml');
  const dir = folder({ 'a.yaml': mine(), 'b.yaml': SHIPPED.replace(/^version: \d+/m, 'version: 99') });
  const byAnother = await readScenario(file, join(dir, 'a.yaml'));
  expect(new Set(byAnother.scenario.loans.map((it) => it.plan))).toEqual(new Set(['20-mine']));
  expect(byAnother.plans.has('20-mine')).toBe(true);
  const byItsOwn = await readScenario(file, join(dir, 'b.yaml'));
  expect(byItsOwn.plans.get('04-personal')!.version).toBe(99);
});

test('faults are said in the words of the plan: where, what stands there, what would be right', async () => {
  const text = SHIPPED.replace('borrowers: [person]', 'borrowers: [people]')
    .replace('daysBefore: 3', 'daysBefore: -3')
    .replace('  graceDays: 0', '  graceDays: 0\n  colour: red');
  const problems = (await planProblems(text, 'p.yaml', CHINA)).map((it) => it.replace(/^p\.yaml:\d+ /, ''));
  expect(problems).toContain('borrowers.0: “people” is not one of person, enterprise');
  expect(problems.join('\n')).not.toMatch(/Invalid|Too small|expected|Unrecognized/);
});

test.each([
  [
    'window: { from: "09:00", until: "20:00" }',
    'window: { from: 9, until: "20:00" }',
    'window.from: 9 is not a text: write it in quotes, "9"',
  ],
  ['version: 1', 'version: one', 'version: “one” is not a number'],
  ['version: 1', 'version: 1.5', 'version: 1.5 is not a whole number'],
  ['version: 1', 'version: 0', 'version: 0 is too little: at least 1'],
  ['borrowers: [person]', 'borrowers: []', 'borrowers: too few: at least 1 must stand here'],
  ['borrowers: [person]', 'borrowers: person', 'borrowers: “person” is not a list'],
  ['title: 试 made\n', '', 'title: missing: a text is needed'],
  [
    'plan: 20-made',
    'plan: Made',
    'plan: “Made” is not two digits and lower-case words with hyphens, such as 04-personal',
  ],
  [
    'fromDpd: 1,',
    'fromDpd: 1, color: red,',
    'ladder.stages.0.color: no such key; there are stage, title, rule, fromDpd, owner, actions',
  ],
])('%s, written as %s', async (right, wrong, fault) => {
  const plan = `plan: 20-made
title: 试 made
version: 1
borrowers: [person]
window: { from: "09:00", until: "20:00" }
ladder: { stages: [{ stage: early, title: 早期, rule: P20.1, fromDpd: 1, owner: account-manager, actions: [] }] }
`;
  const of = async (text: string) =>
    (await planProblems(text, 'p.yaml', CHINA)).map((it) => it.replace(/^p\.yaml:\d+ /, ''));
  expect(await of(plan)).toEqual([]);
  expect(plan).toContain(right);
  expect(await of(plan.replace(right, wrong))).toContain(fault);
});

test('a plan is no other plan for the law it is carried out under', async () => {
  const dir = folder({ 'a.yaml': SHIPPED });
  const plan = (await shippedPlans()).get('04-personal')!;
  expect(planChanges(plan, await readPlanFile(join(dir, 'a.yaml')))).toEqual([]);
});
