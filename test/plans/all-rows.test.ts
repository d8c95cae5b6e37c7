import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { planOf } from './rows.js';

test.each([
  [4, '04-personal'],
  [5, '05-corporate'],
])('plan %i cites every one of its twelve rows beside what implements it', (number, name) => {
  const text = readFileSync(projectPath(`plans/${name}.yaml`), 'utf8');
  const cited = new Set([...text.matchAll(/(?:rule|otherSignals): ([PS][\d.]+)/g)].map((it) => it[1]));
  const rows = Array.from({ length: 12 }, (_, n) => `P${number}.${n + 1}`);
  expect(rows.filter((row) => !cited.has(row))).toEqual([]);
});

test.each([4, 5, 6, 7, 8, 9, 10])(
  'plan %i: nobody approves what he proposes, and all work of people has a Chinese title',
  (number) => {
    const plan = planOf(number);
    for (const { proposer, approver } of plan.cases) expect(approver).not.toBe(proposer);
    const tasks = [
      ...plan.checks.map((it) => it.task),
      ...plan.duties.flatMap((it) => it.task ?? []),
      ...plan.cases.flatMap((it) => it.steps.map((step) => step.task)),
      ...plan.warnings.rules.flatMap((it) => it.measures),
      ...(plan.warnings.work ?? []).map((it) => it.task),
      // In plans 6 to 10 work of the ladder goes by the word for its kind.
      ...(number <= 5 ? plan.ladder.stages : []).flatMap((it) => it.actions.flatMap((action) => action.task ?? [])),
    ];
    for (const { title } of tasks) expect(title).toMatch(/\p{Script=Han}/u);
  },
);

describe.each([1, 2, 3])('plan %i', (number) => {
  const plan = planOf(number);

  test('all that people read has a title in Chinese and English', () => {
    const tasks = [
      ...plan.ladder.stages.flatMap((it) => it.actions.flatMap(({ task }) => task ?? [])),
      ...plan.checks.map((it) => it.task),
      ...plan.maturity.flatMap((it) => it.task ?? []),
      ...plan.duties.flatMap((it) => it.task ?? []),
      ...plan.cases.flatMap((it) => it.steps.map((step) => step.task)),
      ...plan.warnings.rules.flatMap((it) => it.measures),
      ...plan.warnings.signals.flatMap((it) => it.measures),
      ...(plan.warnings.work ?? []).map((it) => it.task),
    ];
    const titles = [...tasks, ...plan.duties, ...plan.targets, ...(plan.archive?.documents ?? [])].map(
      (it) => it.title,
    );
    expect(titles.filter((title) => !/\p{Script=Han}.* [a-z]/iu.test(title ?? ''))).toEqual([]);
  });
});
