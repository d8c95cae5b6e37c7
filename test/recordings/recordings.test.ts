/**
 * What comes out, byte for byte, as it was recorded: of every scenario its preview, of every kind of paper its figures, its CSV and the
 * hash of its other forms. A change that means to keep the behaviour leaves `recorded/` as it is; one that means to change it records anew
 * (`npx vitest run test/recordings -u`), and the difference in git is what it changes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { projectPath } from '../../src/library/project-path.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { habitsOf, scenarioSchema } from '../../src/rehearsal/scenario.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { canonical } from '../../src/reports/paper/compare.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { FORMATS, render } from '../../src/reports/render.js';
import { sha256Of } from '../../src/store/base/sha256.js';
import { freshDatabase } from '../book/fresh-database.js';
import { putSmallBook } from '../reports/small-book.js';
import { CHINA } from '../support/contact-rules.js';

const recorded = (name: string) => projectPath(`test/recordings/recorded/${name}`);

const scenarios = readdirSync(projectPath('test/scenarios')).filter((it) => it.endsWith('.yaml'));

it.each(scenarios)('the preview of %s', async (name) => {
  const file = projectPath(`test/scenarios/${name}`);
  const scenario = checkedYaml(readFileSync(file, 'utf8'), scenarioSchema, file);
  const { until, providers } = scenario;
  const loans = scenarioLoans(scenario, await shippedPlans());
  const lines = preview({ loans, until, staff: habitsOf(scenario), providers, rules: CHINA });
  await expect(lines.map((line) => `${formatLine(line)}\n`).join('')).toMatchFileSnapshot(
    recorded(`previews/${basename(name, '.yaml')}.jsonl`),
  );
});

describe('papers of the small book', () => {
  const database = freshDatabase();
  beforeEach(() => putSmallBook(database()));

  it.each([...PAPERS.keys()])('%s', async (name) => {
    const kind = PAPERS.get(name)!;
    const period = parsePeriod(periodOf(kind.periods[0]!, '2026-03-31').text)!;
    const asOf = [period.to, '2026-03-31'].sort()[0]!;
    const { report } = await makeReport(
      database(),
      { plan: '04-personal', kind, period, asOf },
      Date.parse('2026-04-10T02:00Z'),
    );
    const paper = paperOf(kind, report);
    const text = [canonical(report.figures), Buffer.from(await render(paper, 'csv')).toString('utf8')];
    for (const format of FORMATS) text.push(`${format} ${sha256Of(await render(paper, format))}`);
    await expect(text.join('\n')).toMatchFileSnapshot(recorded(`papers/${name}.txt`));
  });
});
