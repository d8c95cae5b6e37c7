import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine, type TimelineLine } from '../../src/domain/preview/timeline.js';
import { contactRulesOf } from '../../src/lender/settings.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { contactRules } from '../../src/library/contact-rules.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { rehearseScenario } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, type Scenario, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';

/** A line of a timeline as a user reads it. */
export interface Line {
  at: string;
  what: string;
  loan?: string;
  [field: string]: unknown;
}

const FOLDER = 'test/cases/turn-2';
let bundle: Promise<{ code: string }> | undefined;

/** What a case is run with, by its number: a file or a folder of test/cases/turn-2. */
export function caseInput(number: string): string {
  const [name, ...more] = readdirSync(projectPath(FOLDER)).filter((it) => it.startsWith(`${number}-`));
  if (!name || more.length > 0) throw new Error(`one input of case ${number} is wanted in ${FOLDER}`);
  return projectPath(`${FOLDER}/${name}`);
}

/** `change`: another case of its kind, made of its text. */
export function scenarioOf(number: string, change: (text: string) => string = (it) => it): Scenario {
  const file = caseInput(number);
  return checkedYaml(change(readFileSync(file, 'utf8')), scenarioSchema, file);
}

const read = (lines: TimelineLine[]): Line[] => lines.map((it) => JSON.parse(formatLine(it)));

export async function previewed(it: Scenario, env: NodeJS.ProcessEnv = {}): Promise<Line[]> {
  const loans = scenarioLoans(it, await shippedPlans());
  const { until, providers } = it;
  return read(preview({ loans, until, staff: habitsOf(it), providers, rules: contactRules(contactRulesOf(env)) }));
}

export async function rehearsed(it: Scenario, env: NodeJS.ProcessEnv = {}): Promise<Line[]> {
  bundle ??= bundleForRehearsal();
  return read(await rehearseScenario(it, await bundle, () => undefined, env));
}

/** Preview and rehearsal of a scenario without events say the same, line by line. Answers what they say of the loans. */
export async function both(it: Scenario, env: NodeJS.ProcessEnv = {}): Promise<Line[]> {
  expect(it.events).toEqual([]);
  const lines = (await rehearsed(it, env)).filter((line) => line.loan !== undefined);
  expect(lines).toEqual(await previewed(it, env));
  return lines;
}

export const ofWhat = (lines: Line[], what: string, more: Partial<Line> = {}): Line[] =>
  lines.filter((line) => line.what === what && Object.entries(more).every(([key, value]) => line[key] === value));
