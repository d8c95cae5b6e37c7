import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readTemplates } from '../../src/channels/message/words.js';
import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { listensFor } from '../../src/domain/preview/contents.js';
import { periodOf } from '../../src/domain/time/period.js';
import { rectificationTask } from '../../src/domain/work/rectification.js';
import { checkedYaml } from '../../src/library/checked-yaml.js';
import { projectPath } from '../../src/library/project-path.js';
import { isFigure } from '../../src/reports/figures/definitions.js';
import { PAPERS } from '../../src/reports/papers/index.js';

/** How many rows each of the ten plans has: P1.1 to P1.17, and so on; and S1 to S5. */
const ROWS = [17, 13, 8, 12, 12, 11, 13, 8, 8, 9];
const SHARED = 5;

const names = (await readdir(projectPath('plans'))).filter((name) => name.endsWith('.yaml')).sort();
const texts = await Promise.all(names.map((name) => readFile(projectPath(`plans/${name}`), 'utf8')));
const plans = names.map((name, n): Plan => checkedYaml(texts[n]!, planSchema, name));
const templates = await readTemplates();

const planOf = (number: number) => plans[number - 1]!;
const notices = ({ reminders, ladder }: Plan) => [
  ...reminders.map((it) => it.notice),
  ...ladder.stages.flatMap((stage) => stage.actions.flatMap((it) => (it.notice ? [it.notice] : []))),
];
const care = ({ offers, maturity, rateChange, reliefRefused }: Plan) => [
  ...offers.map((it) => it.notice),
  ...offers.flatMap(({ notice, personal }) => (personal ? [{ ...notice, template: personal.template }] : [])),
  ...maturity.flatMap((it) => it.notice ?? []),
  ...(rateChange ? [rateChange.notice] : []),
  ...(reliefRefused ? [reliefRefused.notice] : []),
];
/** The ladder in short: day, stage, owner, and the kinds of its tasks with their owners. */
const ladder = (number: number) =>
  planOf(number).ladder.stages.map(({ fromDpd, stage, owner, actions }) => ({
    from: fromDpd,
    stage,
    owner,
    tasks: actions.flatMap(({ task }) => (task ? [`${task.kind} by ${task.role}`] : [])),
    channels: [...new Set(actions.flatMap(({ notice }) => notice?.channels ?? []))],
  }));

test('there are ten plans, each named as its file, written for editors', () => {
  expect(plans.map((it) => `${it.plan}.yaml`)).toEqual(names);
  expect(plans).toHaveLength(10);
  for (const text of texts) expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/plan\.schema\.json\n/);
});

/** Rows that no key of a plan can carry, each with what carries it instead. None at present. */
const ELSEWHERE: Record<string, string> = {};

/** Every row that stands beside something in a plan, wherever it stands. */
function citedIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    (key === 'rule' || key === 'otherSignals') && typeof value === 'string' ? [value] : citedIn(value),
  );
}

describe.each(plans)('$plan', (plan) => {
  const number = Number(plan.plan.slice(0, 2));
  const rows = Array.from({ length: ROWS[number - 1]! }, (_, n) => `P${number}.${n + 1}`);
  const cited = new Set(citedIn(plan));

  test('carries out every one of its rows: each stands beside what implements it', () => {
    expect(rows.filter((row) => !cited.has(row) && ELSEWHERE[row] === undefined)).toEqual([]);
    expect(rows.filter((row) => cited.has(row) && ELSEWHERE[row] !== undefined)).toEqual([]);
  });

  test('cites rows that there are: its own and the shared ones', () => {
    const known = new Set([...rows, ...Array.from({ length: SHARED }, (_, n) => `S${n + 1}`)]);
    expect([...cited].filter((rule) => !known.has(rule))).toEqual([]);
  });

  test('asks only for papers that there are, for periods that they can be made for, and judges by figures that there are', () => {
    for (const { id, report, every, months } of plan.duties.filter((it) => it.report !== undefined)) {
      const periods = PAPERS.get(report!)?.periods ?? [];
      // A duty that comes round in some months only is still one of the month.
      expect(periods, `${id}: ${report}${months ? ' in some months' : ''}`).toContain(every);
    }
    expect(plan.targets.map((it) => it.figure).filter((figure) => !isFigure(figure))).toEqual([]);
  });

  test('a target that is missed tells somebody: a paper that judges is made of the periods from which something follows', () => {
    expect(plan.targets.length).toBeGreaterThan(0);
    const papers = plan.duties.filter(({ report, every, of, months }) => {
      const follows = every === plan.score?.every && of === 'last' && months === undefined;
      return follows && report !== undefined && PAPERS.get(report)?.judgement !== undefined;
    });
    expect(papers.map((it) => it.report)).not.toEqual([]);
    const period = periodOf(plan.score!.every, '2026-06-30');
    const about = { period, asOf: period.to, currency: 'CNY' };
    for (const { id: key, figure } of plan.targets)
      expect(rectificationTask(plan, { key, met: false }, about), figure).toMatch(/^duty\/.+\/missed-/);
    // Sums and points of units stand in the score sheet.
    const sums = plan.score!.payment || plan.score!.branches || plan.score!.managers;
    if (sums) expect(papers.map((it) => it.report)).toContain('score-sheet');
  });

  test('the paper of a group is one that tells of a group', () => {
    const ofGroups = [...PAPERS.keys()].filter((kind) => kind.startsWith('group-'));
    for (const { report } of plan.groups) expect(ofGroups).toContain(report);
  });

  test('nobody approves what he proposes, and what people read has a Chinese title', () => {
    for (const { proposer, approver } of plan.cases) expect(approver).not.toBe(proposer);
    const titles = [
      ...[...(plan.tiers?.levels ?? []), ...plan.duties, ...plan.targets, ...(plan.archive?.documents ?? [])],
      ...plan.checks.map((it) => it.task),
      ...plan.duties.flatMap((it) => it.task ?? []),
      ...plan.cases.flatMap((it) => it.steps.map((step) => step.task)),
      ...plan.warnings.rules.flatMap((it) => it.measures),
      ...plan.warnings.signals.flatMap((it) => it.measures),
      ...(plan.warnings.work ?? []).map((it) => it.task),
    ];
    for (const { title } of titles) expect(title).toMatch(/\p{Script=Han}/u);
  });

  test('names only templates that there are, and in collection none that tells a due day', () => {
    for (const { template } of [...notices(plan), ...care(plan)]) expect(templates.has(template), template).toBe(true);
    const collection = notices({ ...plan, reminders: [] });
    expect(collection.filter((it) => templates.get(it.template)!.fields.includes('dueOn'))).toEqual([]);
  });

  test('starts on the first day past due, and every stage does something the moment it is entered', () => {
    expect(plan.ladder.stages[0]!.fromDpd).toBe(1);
    for (const { stage, title, actions } of plan.ladder.stages) {
      expect(title).toMatch(/\p{Script=Han}.* [a-z]/iu);
      expect(
        actions.filter((it) => it.afterDays === 0),
        stage,
      ).not.toEqual([]);
    }
  });
});

test('every template is used by a plan', () => {
  const used = new Set(plans.flatMap((plan) => [...notices(plan), ...care(plan)].map((it) => it.template)));
  expect([...templates.keys()].filter((name) => !used.has(name))).toEqual([]);
});

test('P4.5: 1–15 friendly reminder, 16–30 collection specialist, over 30 legal procedure', () => {
  expect(ladder(4)).toMatchObject([
    { from: 1, stage: 'friendly-reminder', owner: 'account-manager', channels: ['sms', 'wechat'] },
    {
      from: 16,
      stage: 'specialist',
      owner: 'collection-specialist',
      tasks: ['call by collection-specialist', 'repayment-plan by collection-specialist'],
    },
    {
      from: 31,
      stage: 'legal',
      // The suit is due within thirty days of the preservation.
      tasks: ['lawyer-letter', 'property-preservation', 'suit-decision', 'next-step'].map(
        (kind) => `${kind} by risk-manager`,
      ),
    },
  ]);
});

test('P6.5: 1–30 phone and SMS, 31–90 visit and a negotiated plan, over 90 legal procedure', () => {
  expect(ladder(6)).toMatchObject([
    { from: 1, tasks: ['call by account-manager'], channels: ['sms'] },
    { from: 31, tasks: ['visit by collection-specialist', 'repayment-plan by collection-specialist'] },
    {
      from: 91,
      tasks: ['litigation', 'property-preservation', 'suit-decision', 'next-step'].map(
        (kind) => `${kind} by risk-manager`,
      ),
    },
  ]);
});

test('P7.3: three days before; P7.5: phoned on the first day past due; P7.6: a visit after more than 7 days', () => {
  expect(planOf(7).reminders).toMatchObject([{ rule: 'P7.3', daysBefore: 3 }]);
  expect(ladder(7)).toMatchObject([
    { from: 1, tasks: ['call by account-manager', 'repayment-plan by account-manager'], channels: [] },
    { from: 8, stage: 'visit', tasks: ['visit by collection-specialist', 'next-step by collection-specialist'] },
  ]);
  expect(planOf(7).ladder.stages[0]!.actions[0]).toMatchObject({ id: 'call', afterDays: 0, task: { dueDays: 0 } });
  expect(planOf(7).ladder.stages.map((it) => it.rule)).toEqual(['P7.5', 'P7.6']);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('S2: the last stage of plan %i asks somebody again and again', (n) => {
  const again = planOf(n)
    .ladder.stages.at(-1)!
    .actions.filter((it) => it.task && it.everyDays !== undefined);
  expect(again.length).toBeGreaterThan(0);
});

test('P9.2: SMS, push and WeChat three days before and on the due day', () => {
  const channels = ['sms', 'push', 'wechat'];
  expect(planOf(9).reminders).toMatchObject([
    { rule: 'P9.2', daysBefore: 3, notice: { channels } },
    { rule: 'P9.2', daysBefore: 0, notice: { channels } },
  ]);
});

test('P9.5: 1–30 voice robot and SMS, 31–90 a person calls, over 90 visit, agency, arbitration or litigation', () => {
  expect(ladder(9)).toMatchObject([
    { from: 1, tasks: [], channels: ['voice', 'sms'] },
    { from: 31, tasks: ['call by collection-specialist', 'repayment-plan by collection-specialist'] },
    {
      from: 91,
      tasks: [
        'visit by collection-specialist',
        ...['agency', 'arbitration-or-litigation', 'next-step'].map((kind) => `${kind} by risk-manager`),
      ],
    },
  ]);
  expect(planOf(9).ladder.stages[0]!.actions).toMatchObject([{ everyDays: 7, notice: { channels: ['voice', 'sms'] } }]);
});

test('docs/interfaces.md says which signals and figures each plan does something about', async () => {
  const said = await readFile(projectPath('docs/interfaces.md'), 'utf8');
  for (const plan of plans) {
    const { signals, indicators } = listensFor(plan);
    const line = [plan.plan, ...[signals, indicators].map((it) => it.join(', ') || '–')].join(' | ');
    expect(said.includes(`| ${line} |`), `make the line of ${plan.plan} say: | ${line} |`).toBe(true);
  }
});
