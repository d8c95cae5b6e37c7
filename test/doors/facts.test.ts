/** Each kind of fact at each door by which it comes in, with values at their bounds and beyond: what one door takes, no other refuses. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { stringify as csv } from 'csv-stringify/sync';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { rowReader } from '../../src/book/csv/row-reader.js';
import { caseCommand } from '../../src/cli/book/case.js';
import { Unreachable } from '../../src/cli/connect/errors.js';
import { bringIntoForm } from '../../src/cli/terminal/said-arguments.js';
import { FACTS, type FactKind } from '../../src/domain/facts/facts.js';
import { readIncoming } from '../../src/domain/facts/incoming.js';
import { BadInput, checkedYaml } from '../../src/library/checked-yaml.js';
import { projectPath } from '../../src/library/project-path.js';
import { scenarioSchema } from '../../src/rehearsal/scenario.js';
import { CASES, type Case, type Said, type Typed, VALUES } from './cases.js';

const dir = mkdtempSync(join(tmpdir(), 'postloan-facts-'));
beforeAll(() => {
  // No database is here: a command that has taken what was typed asks for one.
  vi.stubEnv('POSTLOAN_HOME', dir);
  vi.stubEnv('DATABASE_URL', undefined);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const byIntake = (kind: FactKind, said: Said) => !('fault' in readIncoming({ id: 'f1', [kind]: said }, 'spare'));

function byScenario(kind: FactKind, said: Said): boolean {
  const { loan = 'L1', borrower = 'B1' } = said;
  const instalments = [{ seq: 1, dueOn: '2026-12-20', principal: '3000.00' }];
  const book = {
    id: loan,
    borrower,
    plan: '04-personal',
    disbursedOn: '2026-10-20',
    principal: '3000.00',
    instalments,
  };
  const events = [{ at: '2026-11-21T10:00:00+08:00', [kind]: said }];
  return taken(() =>
    checkedYaml(
      stringify({ from: '2026-11-01', until: '2027-02-01', loans: [book], events }),
      scenarioSchema,
      's.yaml',
    ),
  );
}

function taken(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof BadInput) return false;
    throw error;
  }
}

async function byCommand(typed: Typed, said: Said): Promise<boolean> {
  const [build, ...words] = typed(said);
  const root = build(new Command());
  const all = (it: Command): Command[] => [it, ...it.commands.flatMap(all)];
  for (const it of all(root)) it.exitOverride().configureOutput({ writeErr: () => undefined });
  root.hook('preAction', (_, it) => bringIntoForm(it));
  const error = await root.parseAsync(words.map(String), { from: 'user' }).then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof Unreachable) return true;
  // What commander refuses, a channel that it does not know, is bad input too.
  expect(error, words.join(' ')).toSatisfy(
    (it) => it instanceof BadInput || (it as { code?: string }).code !== undefined,
  );
  return false;
}

/** A field with one of its values, in a list where it is one. */
const withValue = ({ good }: Case, field: string, value: unknown): Said => ({
  ...good,
  [field]: Array.isArray(good[field]) ? [value] : value,
});

describe.each(Object.entries(CASES) as [FactKind, Case][])('%s', (kind, it_) => {
  const isTold = (door: 'intake' | 'scenario') => FACTS[kind].doors.includes(door);
  const doors = {
    ...(isTold('intake') ? { intake: async (said: Said) => byIntake(kind, said) } : {}),
    ...(isTold('scenario') ? { scenario: async (said: Said) => byScenario(kind, said) } : {}),
    ...(it_.command ? { command: (said: Said) => byCommand(it_.command!, said) } : {}),
  };

  it.each(Object.keys(doors) as (keyof typeof doors)[])('by the door %s', async (door) => {
    expect(await doors[door]!(it_.good), 'the good one').toBe(true);
    for (const [field, form] of Object.entries(it_.values)) {
      const { good, bad } = VALUES[form] as { good: unknown[]; bad: unknown[] };
      for (const value of good)
        expect(await doors[door]!(withValue(it_, field, value)), `${field}: ${JSON.stringify(value)}`).toBe(true);
      for (const value of bad)
        expect(await doors[door]!(withValue(it_, field, value)), `${field}: ${JSON.stringify(value)}`).toBe(false);
    }
  });
});

it('no other kind comes in by a door', () => {
  for (const [kind, { good }] of Object.entries(CASES) as [FactKind, Case][]) {
    expect(byIntake(kind, good), kind).toBe(FACTS[kind].doors.includes('intake'));
    expect(byScenario(kind, good), kind).toBe(FACTS[kind].doors.includes('scenario'));
  }
});

it('a payment of a book is held to the same', () => {
  const { good, values } = CASES.payment;
  const columns = { loan: 'loan_id', reference: 'reference', amount: 'amount', paidOn: 'paid_on' };
  const read = (said: Said) => {
    const problems = { listed: [], count: 0 };
    const lines = Object.entries(columns);
    const row = rowReader('payments', { line: 1, cells: lines.map(([, column]) => column) }, problems);
    return row({ line: 2, cells: lines.map(([field]) => String(said[field])) }).good;
  };
  for (const [field, form] of Object.entries(values)) {
    const { good: some, bad } = VALUES[form] as { good: unknown[]; bad: unknown[] };
    for (const value of some) expect(read({ ...good, [field]: value }), `${field}: ${value}`).toBe(true);
    for (const value of bad) expect(read({ ...good, [field]: value }), `${field}: ${value}`).toBe(false);
  }
});

it('the schedule of a decision is held to the same as a file and in a scenario', async () => {
  const part = { seq: 1, dueOn: '2027-01-20', principal: '1000.00', interest: '60.00', fee: '0.00' };
  const most = 2 ** 31 - 1;
  const spoilt: [object[], boolean][] = [
    [[part], true],
    [[{ ...part, seq: most }], true],
    [[{ ...part, seq: most + 1 }], false],
    [[{ ...part, seq: -1 }], false],
    [[part, { ...part, principal: '1.00' }], false],
    [[{ ...part, principal: '99999999940.00' }], true],
    [[{ ...part, principal: '99999999940.01' }], false],
    ...VALUES.day.bad.map((dueOn): [object[], boolean] => [[{ ...part, dueOn }], false]),
    ...VALUES.money.bad.map((principal): [object[], boolean] => [[{ ...part, principal }], false]),
  ];
  const file = join(dir, 'schedule.csv');
  const typed: Typed = () => [caseCommand, 'decide', '--approve', '--schedule', file, '--', 'L1', 'restructuring'];
  for (const [instalments, good] of spoilt) {
    const rows = instalments.map((it) => ['L1', ...Object.values(it)]);
    writeFileSync(file, csv([['loan_id', 'seq', 'due_on', 'principal', 'interest', 'fee'], ...rows]));
    const said = { loan: 'L1', kind: 'restructuring', approve: true, instalments };
    const name = JSON.stringify(instalments);
    expect(byScenario('decide', said), name).toBe(good);
    expect(await byCommand(typed, said), name).toBe(good);
  }
  expect(byScenario('decide', { loan: 'L1', kind: 'restructuring', approve: true, capitalise: true })).toBe(false);
});

it('docs/interfaces.md names each kind, its doors and what undoes it', () => {
  const told = readFileSync(projectPath('docs/interfaces.md'), 'utf8').matchAll(
    /^\| `(\w+)` \| (yes|–) \| (yes|–) \| .+ \| (itself|–|`\w+`) \|$/gm,
  );
  const yes = (it: boolean) => (it ? 'yes' : '–');
  expect([...told].map(([, kind, intake, scenario, undoneBy]) => [kind, intake, scenario, undoneBy])).toEqual(
    Object.entries(FACTS).map(([kind, { doors, undoneBy }]) => {
      const by = undoneBy === null ? '–' : undoneBy === 'itself' ? undoneBy : `\`${undoneBy}\``;
      return [kind, yes(doors.includes('intake')), yes(doors.includes('scenario')), by];
    }),
  );
  for (const { undoneBy } of Object.values(FACTS)) expect([null, 'itself', ...Object.keys(FACTS)]).toContain(undoneBy);
});
