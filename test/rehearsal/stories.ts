import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine, type TimelineLine } from '../../src/domain/preview/timeline.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseScenario } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, type Scenario, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { CHINA } from '../support/contact-rules.js';

let bundle: Promise<{ code: string }> | undefined;

function scenario(name: string): Scenario {
  const file = projectPath(`test/scenarios/${name}.yaml`);
  return checkedYaml(readFileSync(file, 'utf8'), scenarioSchema, file);
}

export async function rehearsed(name: string): Promise<TimelineLine[]> {
  bundle ??= bundleForRehearsal();
  return rehearseScenario(scenario(name), await bundle, () => undefined);
}

/** A preview of a scenario without events equals the loan lines of its rehearsal (interfaces.md). Answers these. */
export async function foreseesItsRehearsal(name: string): Promise<TimelineLine[]> {
  const it = scenario(name);
  const loans = scenarioLoans(it, await shippedPlans());
  const { until, providers } = it;
  const foreseen = preview({ loans, until, staff: habitsOf(it), providers, rules: CHINA }).map(formatLine);
  expect(foreseen.length).toBeGreaterThan(10);
  const lines = (await rehearsed(name)).filter((line) => line.loan !== null);
  expect(lines.map(formatLine)).toEqual(foreseen);
  return lines;
}

/** A timeline as a person reads it: the file of the scenario's name holds it. */
export async function readsAsBefore(name: string): Promise<void> {
  const read = (await rehearsed(name)).map((line) => {
    const { at, what, loan, dpd, from, to, status, reason, channel, template, kind, role, upTo } = JSON.parse(
      formatLine(line),
    );
    const figures = [from && `${from} → ${to}`, channel, template, kind, role, upTo && `up to ${upTo}`, status, reason];
    return [at.slice(0, 10), loan, dpd === undefined ? '' : `DPD ${dpd}`, what, ...figures].filter(Boolean).join(' ');
  });
  await expect(read.join('\n')).toMatchFileSnapshot(projectPath(`test/scenarios/${name}.timeline`));
}

/** The lines in short: the row, what, and of what kind; of one loan, or of the unit (null). */
export const story = (lines: TimelineLine[], loan: string | null) =>
  lines
    .map((line) => JSON.parse(formatLine(line)) as Record<string, string>)
    .filter((it) => (it.loan ?? null) === loan)
    .map(({ what, rule, kind, indicator, to }) => [rule, what, kind ?? indicator ?? to].filter(Boolean).join(' '));

/** All of these come, in this order; other lines may stand between them. */
export function inOrder(told: string[], expected: string[]): void {
  let from = 0;
  for (const line of expected) {
    const at = told.indexOf(line, from);
    expect(at, `after ${from} lines no "${line}" in\n${told.join('\n')}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}
