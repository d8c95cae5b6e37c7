import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { preview } from '../../src/domain/preview.js';
import { formatLine } from '../../src/domain/timeline.js';
import { rehearseScenario } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, type Scenario, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-book.js';
import { checkedYaml } from '../../src/store/checked-yaml.js';
import { shippedPlans } from '../../src/store/plans.js';
import { projectPath } from '../../src/store/project-path.js';
import { bundleWorkflows } from '../../src/worker/bundle.js';
import { CHINA } from '../support/contact-rules.js';

// A month of a team, on a machine that does other things too.
vi.setConfig({ testTimeout: 240_000 });

let bundle: { code: string };
beforeAll(async () => {
  bundle = await bundleWorkflows();
});

function scenario(name: string): Scenario {
  const file = projectPath(`test/scenarios/${name}.yaml`);
  return checkedYaml(readFileSync(file, 'utf8'), scenarioSchema, file);
}

async function previewed(it: Scenario): Promise<string[]> {
  const plans = await shippedPlans();
  const loans = scenarioLoans(it, plans);
  return preview({ loans, until: it.until, staff: habitsOf(it), providers: it.providers, rules: CHINA }).map(
    formatLine,
  );
}

const rehearsed = async (it: Scenario) => rehearseScenario(it, bundle, () => undefined);
const brief = (lines: { at: number; [field: string]: unknown }[]) =>
  lines.map((line) => {
    const { at, what, loan, dpd, from, to, status, reason, channel, template, kind, role, upTo } = JSON.parse(
      formatLine(line as never),
    );
    const figures = [from && `${from} → ${to}`, channel, template, kind, role, upTo && `up to ${upTo}`, status, reason];
    return [at.slice(0, 10), loan, dpd === undefined ? '' : `DPD ${dpd}`, what, ...figures].filter(Boolean).join(' ');
  });

describe('a preview of a scenario without events equals the loan lines of its rehearsal, line by line', () => {
  it.each(['04-personal', '09-consumer'])('%s', async (name) => {
    const it = scenario(name);
    const foreseen = await previewed(it);
    expect(foreseen.length).toBeGreaterThan(20);
    const lines = await rehearsed(it);
    // What units do by the calendar belongs to no loan.
    expect(lines.filter((line) => line.loan !== null).map(formatLine)).toEqual(foreseen);
  });

  it('two days without SMS: who was not reached is called once, whoever another channel reached is not', async () => {
    const it = scenario('two-days-without-sms');
    const foreseen = await previewed(it);
    const lines = await rehearsed(it);
    expect(lines.filter((line) => line.loan !== null).map(formatLine)).toEqual(foreseen);
    const calls = lines.filter((line) => line.what === 'task.open' && line.kind === 'call');
    expect(calls.map((line) => line.loan)).toEqual(['L1', 'L3']);
  });
});

describe('what comes in is answered at once', () => {
  it('complaint-and-warning: the ladder is frozen while the complaint is open, the warning is worked off', async () => {
    const lines = await rehearsed(scenario('complaint-and-warning'));
    await expect(brief(lines).join('\n')).toMatchFileSnapshot(
      projectPath('test/scenarios/complaint-and-warning.timeline'),
    );
  });

  it('07-team-month: payment, reversal, dispute and the end, as a team leader would recognise them', async () => {
    const lines = await rehearsed(scenario('07-team-month'));
    await expect(brief(lines).join('\n')).toMatchFileSnapshot(projectPath('test/scenarios/07-team-month.timeline'));
  });
});
