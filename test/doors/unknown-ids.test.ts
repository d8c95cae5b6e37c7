/** Every command that takes an id, tried with one that nobody knows: status 2, a sentence that names it, nothing written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { afterAll, expect, test, vi } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { endWith, Unreachable } from '../../src/cli/connect/errors.js';
import { bringNumbersToIds } from '../../src/cli/connect/typed-numbers.js';
import { bringIntoForm } from '../../src/cli/terminal/said-arguments.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { reversePayment } from '../../src/store/facts/payments.js';
import { writeBook } from '../book/book.js';
import { freshDatabase } from '../book/fresh-database.js';

vi.mock('../../src/cli/connect/tell-workflows.js', () => ({ tellWorkflows: async () => 0 }));
vi.mock('../../src/cli/connect/connect-temporal.js', async (original) => {
  const away = async () => {
    throw new Unreachable('away');
  };
  return { ...(await original<object>()), connectTemporal: away, reachTemporal: away };
});

const database = freshDatabase();
const KEY = 'ab'.repeat(32);
const dir = mkdtempSync(join(tmpdir(), 'postloan-unknown-'));
const file = join(dir, 'file.txt');
writeFileSync(file, 'x');

/** What is an id, by the name of its argument or option, and one that is there. */
const IDS: Record<string, string> = {
  ...{ loan: 'L1', loans: 'L1', 'loan-or-file': 'L1', borrower: 'B1', task: 'T1', warning: 'L1/w', case: 'L1/k' },
  ...{ staff: 'AM01', owner: 'AM01', supervisor: 'AM01', approvedBy: 'AM01', accountManager: 'AM01', manager: 'AM01' },
  ...{ borrowersTo: 'AM01', branch: 'BR1', plan: '04-personal', stage: 'specialist', template: 'due-soon' },
  ...{ payment: 'P1', reference: 'P1', complaint: 'C1', collateral: 'H1', webhook: 'core', batch: 'b1' },
  ...{ letter: 'L1/letter', evidence: '1', paper: 'monthly-report', prefix: 'pl_1234', number: '1', id: '7' },
  ...{ proposal: '1', schedule: 'duty/04-personal/x', tier: 'low', cause: 'temporary', step: 'x' },
  ...{ document: 'contract/paper', documents: 'contract/paper', before: '04-personal', after: '04-personal' },
};
/** Ids by their names in one command alone. */
const IDS_OF: Record<string, Record<string, string>> = {
  'archive handover': { from: 'AM01', to: 'AM01' },
  'staff hand-over': { to: 'AM01' },
  'report run': { kind: 'risk-assessment' },
  'payment match': { reference: 'U1' },
  'staff add': { staff: 'AM09' },
  'letter list': { kind: 'collection-notice' },
  'case open': { kind: 'grace' },
  'case decide': { kind: 'grace' },
};
/** What nobody knows, where it has a form of its own. */
const UNKNOWN: Record<string, string> = {
  ...{ evidence: '999999', number: '999999', id: '99', proposal: '999999' },
  ...{ document: 'nope/paper', documents: 'nope/paper' },
};

/** What is made by the command, or is said of what has another owner: no id that must be there. */
const NEW = new Set([
  'batch start batch',
  'borrower change branch',
  'collateral add collateral',
  'complaint open complaint',
  'payment refund reference',
  'staff add staff',
  'staff add branch',
  'webhook add webhook',
]);
/** What asks a server before it can know, or a password, so that nobody learns who is there. */
const ELSEWHERE = new Set([
  ...['trigger', 'backfill', 'pause', 'resume'].map((it) => `schedule ${it} schedule`),
  'audit history loan',
  'audit export loan',
  'login staff',
  'user bind staff',
  // What is sought, no id of ours.
  'person find id',
  // A plan of a file, and a rehearsal of a book by one of its plans.
  'preview plan',
  'rehearse plan',
]);

/** Of what is no id: what is good. */
const GOOD: Record<string, string> = {
  ...{
    reason: 'x',
    why: 'x',
    text: 'x',
    note: 'x',
    out: '',
    file,
    files: file,
    until: '2027-01-05',
    from: '2026-12-01',
  },
  ...{ due: '2027-01-05', on: '2027-01-05', address: '+8613800000001', channel: 'sms', amount: '10.00', value: '0.7' },
  ...{ rate: '4.35', to: 'doubtful', source: 'credit-registry', kind: 'litigation', name: 'debt-to-asset' },
  ...{
    period: '2026-10',
    type: 'house',
    url: 'https://example.com',
    action: 'hold',
    seen: 'x',
    language: 'en',
    role: 'account-manager',
  },
};
const GOOD_OF: Record<string, string[]> = {
  preview: ['--until', '2027-01-05'],
  warning: ['--right'],
  'loan classify': ['--break-glass', '--why', 'x'],
  'batch preview': ['--reason', 'dispute'],
  'batch start': ['--reason', 'dispute'],
  promise: ['--on', '2027-01-05', '--amount', '10.00'],
  'borrower change': ['--class', 'normal'],
  'case decide': ['--approve', '--until', '2027-01-05', '--break-glass', '--why', 'x'],
  'task done': ['--note', 'x'],
  'staff figure': ['--period', '2026-10', '--amount', '1.00'],
};

interface Place {
  path: string;
  /** `borrower` of an argument or of an option. */
  name: string;
  /** All that is typed, with an id that nobody knows. */
  words: string[];
  unknown: string;
}

/** Every place of every command where an id stands. */
async function places(): Promise<Place[]> {
  const found: Place[] = [];
  for (const { name, load } of COMMANDS)
    for (const [path, command] of leaves((await load())(new Command(name)), [name])) {
      const ids = { ...IDS, ...IDS_OF[path] };
      const asked = [
        ...command.registeredArguments.map((it) => ({ name: it.name(), option: '', needed: it.required })),
        ...command.options
          .filter((it) => it.required)
          .map((it) => ({ name: it.attributeName(), option: it.long!, needed: it.mandatory })),
      ];
      for (const place of asked) {
        const key = `${path} ${place.name}`;
        if (ids[place.name] === undefined || NEW.has(key) || ELSEWHERE.has(key)) continue;
        const unknown = UNKNOWN[place.name] ?? 'nope';
        const words = asked.flatMap((it) => {
          if (it !== place && !it.needed) return [];
          const good = ids[it.name] ?? GOOD[it.name];
          if (good === undefined)
            throw new Error(`${path}: say in this test what ${it.name} is: an id, or what is good`);
          const sent = path === 'staff email' && it.name === 'address' ? 'am@bank.example' : good;
          const value = it === place ? unknown : it.name === 'out' ? join(dir, `${found.length}`) : sent;
          return it.option === '' ? [value] : [it.option, value];
        });
        const more = (GOOD_OF[path] ?? []).filter((it, n, all) => !words.includes(it) && !words.includes(all[n - 1]!));
        found.push({ path, name: place.name, unknown, words: [...path.split(' ').slice(1), ...words, ...more] });
      }
    }
  return found;
}

const leaves = (command: Command, path: string[]): [string, Command][] => [
  ...('_actionHandler' in command && command._actionHandler ? [[path.join(' '), command] as [string, Command]] : []),
  ...command.commands.flatMap((it) => leaves(it, [...path, it.name()])),
];

/** As `postloan` would end, and what it says. */
async function run({ path, words }: Place): Promise<{ code: number; err: string; out: string }> {
  const said = { err: '', out: '' };
  const into = (key: 'err' | 'out') => (text: string | Uint8Array) => {
    said[key] += text;
    return true;
  };
  const root = (await COMMANDS.find(({ name }) => name === path.split(' ')[0])!.load())(
    new Command(path.split(' ')[0]),
  );
  const all = (it: Command): Command[] => [it, ...it.commands.flatMap(all)];
  for (const it of all(root)) it.exitOverride().configureOutput({ writeErr: into('err') });
  root.hook('preAction', async (_, it) => {
    bringIntoForm(it);
    await bringNumbersToIds(it);
  });
  const spies = [
    // Not by a mock of who reads it: with modules that a test before has read, that one is not asked.
    vi.spyOn(process, 'stdin', 'get').mockImplementation(() => Readable.from(['11010519491231002X']) as never),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
  ];
  process.exitCode = undefined;
  try {
    await root.parseAsync(words, { from: 'user' }).catch(endWith);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = undefined;
    for (const it of spies) it.mockRestore();
  }
}

async function fill(): Promise<void> {
  const db = database();
  const env = {
    DATABASE_URL: db.pool.options.connectionString,
    POSTLOAN_KEY: KEY,
    USER: 'tester',
    LENDER_NAME: 'x',
    LENDER_HOTLINE: 'x',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const staff = [
    'staff_id,name,roles,supervisor,branch,email',
    'AM01,x,account-manager,,BR1,',
    'AM02,x,account-manager,,,',
  ];
  const taken = await importBook(db, createSeal(KEY), writeBook({ 'staff.csv': staff }), {
    now: Date.now(),
    actor: 'test',
  });
  expect(taken).toMatchObject({ ok: true });
  await db.pool.query(`INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at)
    VALUES ('T1', 'L1', 'call', 'account-manager', 'S1', '', now(), now());
    INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, rule, opened_at)
    VALUES ('L1/w', 'B1', 'L1', 'red', 'figures', 'income', 'P4.3', now());
    INSERT INTO cases (case_id, loan_id, kind, rule, effect, opened_at) VALUES ('L1/k', 'L1', 'grace', 'S5', 'pause', now());
    INSERT INTO unmatched_payments (reference, paid_on, amount, heard_at) VALUES ('U1', '2026-03-01', 100, now())`);
  await reversePayment(db, 'P1', { actor: 'test', at: Date.now() });
}
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

test('an id that nobody knows is status 2 wherever one is taken, and named', { timeout: 300_000 }, async () => {
  await fill();
  const written = async () =>
    JSON.stringify(await rows(database().pool, 'SELECT count(*) AS n, max(audit_id) AS last FROM audit_log'));
  const before = await written();
  const all = await places();
  expect(all.length).toBeGreaterThan(100);
  const wrong: string[] = [];
  for (const place of all) {
    const { code, err, out } = await run(place);
    const line = `${place.path} ${place.name}: postloan ${place.path.split(' ')[0]} ${place.words.join(' ')}: ${code} ${err}${out}`;
    const sentence = err.includes(place.unknown) && !/\n {4}at |Error:|\[object/.test(err);
    if (code !== 2 || out !== '' || !sentence) wrong.push(line);
    expect(await written(), line).toBe(before);
  }
  expect(wrong).toEqual([]);
});
