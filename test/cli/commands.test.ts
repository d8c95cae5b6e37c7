import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { postloan } from './run.js';

const dir = mkdtempSync(join(tmpdir(), 'postloan-cli-'));
afterAll(() => rmSync(dir, { recursive: true }));
const write = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

const GOOD = `from: 2026-11-01T08:00:00+08:00
until: 2026-12-01
loans:
  - { id: L1, borrower: B1, plan: 04-personal, disbursedOn: 2026-10-20, principal: "3000.00",
      instalments: [ { seq: 1, dueOn: 2026-11-20, principal: "1000.00", interest: "60.00" } ] }
`;

/** The files of ours, and the packages, that a command loads, in alphabetical order. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const into = mkdtempSync(join(dir, 'loaded-'));
  await postloan(args, { NODE_V8_COVERAGE: into });
  const scripts = readdirSync(into).flatMap((file) => JSON.parse(readFileSync(join(into, file), 'utf8')).result);
  const names = scripts.map(({ url }: { url: string }) =>
    /.*\/(?:node_modules\/((?:@[^/]+\/)?[^/]+)|dist\/src\/(.*)\.js$)/.exec(url),
  );
  return [...new Set<string>(names.flatMap((it) => it?.[1] ?? it?.[2] ?? []))].sort();
}

describe('what is loaded', () => {
  it('for a list of the commands: no command, and nothing but what prints it', async () => {
    expect(await loadedBy('--help')).toEqual([
      'cli/commands',
      'cli/main',
      'cli/terminal/own-streams',
      'cli/terminal/shown',
      'cli/terminal/signals',
      'commander',
      'lender/own-environment',
    ]);
  });

  it('for a command: that command alone, and no server’s client where no server is asked', async () => {
    const commands = ['plan/arrears', 'plan/plan', 'book/loan', 'run/up', 'run/worker', 'plan/rehearse'].map(
      (it) => `cli/${it}`,
    );
    for (const [args, own] of [
      [['plan', '--help'], 'cli/plan/plan'],
      [['loan', '--help'], 'cli/book/loan'],
      [['rehearse', '--help'], 'cli/plan/rehearse'],
      [['arrears', join(dir, 'none.json')], 'cli/plan/arrears'],
    ] as const) {
      const loaded = await loadedBy(...args);
      expect(loaded.filter((it) => commands.includes(it))).toEqual([own]);
      expect(loaded.filter((it) => /@temporalio\/(client|worker)|exceljs|pdfmake|echarts/.test(it))).toEqual([]);
    }
  });
});

describe('exit status and errors', () => {
  it('every command takes --help', async () => {
    const { out } = await postloan(['--help']);
    const commands = [...out.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]!);
    expect(commands).toEqual(
      expect.arrayContaining(['up', 'worker', 'import', 'plan', 'arrears', 'preview', 'rehearse', 'loan', 'doctor']),
    );
    expect((await postloan(['import', '--help'])).code).toBe(0);
  });

  it('2: an unknown command, an unknown option', async () => {
    expect((await postloan(['nonsense'])).code).toBe(2);
    expect((await postloan(['plan', 'list', '--nonsense'])).code).toBe(2);
  });

  it('3: a service that is needed cannot be reached, and what to do', async () => {
    const none = await postloan(['loan', 'show', 'L1'], { POSTLOAN_HOME: dir });
    expect(none).toMatchObject({ code: 3, out: '' });
    expect(none.err).toContain('DATABASE_URL');
    const key = Buffer.alloc(32).toString('base64');
    const gone = await postloan(['reconcile'], { DATABASE_URL: 'postgresql://u@127.0.0.1:1/x', POSTLOAN_KEY: key });
    expect(gone.code).toBe(3);
  });

  it('2: a book is looked at before any service is', async () => {
    expect((await postloan(['import', join(dir, 'nowhere')])).code).toBe(2);
  });
});

describe('doctor', () => {
  it('says that mails come back to nobody, when there are mails', async () => {
    const nobody = {
      DATABASE_URL: 'postgresql://u@127.0.0.1:1/x',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      POSTLOAN_KEY: Buffer.alloc(32).toString('base64'),
    };
    const mail = { SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'a@bank.example', MAIL_DOMAIN: 'bank.example' };
    const bounces = { BOUNCE_DOMAIN: 'bounce.bank.example', BOUNCE_SMTP_PORT: '2525', LINK_KEY: 'a'.repeat(64) };
    const found = async (env: object) => {
      const { out } = await postloan(['doctor', '--json'], { ...nobody, ...env });
      const findings = JSON.parse(out) as { what: string; good: boolean; remedy: string }[];
      return findings.find((it) => it.what === 'mails that come back');
    };
    expect(await found({})).toBeUndefined();
    expect(await found(mail)).toMatchObject({ good: false, remedy: expect.stringMatching(/^BOUNCE_DOMAIN and/) });
    expect(await found({ ...mail, ...bounces })).toMatchObject({ good: true });
  });
});

describe('plan', () => {
  it('check: good plans are good, a fault is named with line and key', async () => {
    expect((await postloan(['plan', 'check', projectPath('plans/04-personal.yaml')])).code).toBe(0);
    const bad = write(
      'bad.yaml',
      'plan: 04-personal\ntitle: x\nversion: 0\nwindow: { from: "10:00", until: "09:00" }\nborrowers: [person]\nladder:\n  stages:\n    - { stage: a, title: a, rule: X1, fromDpd: 1, owner: nobody, actions: [], colour: red }\n',
    );
    const { code, err } = await postloan(['plan', 'check', bad]);
    expect(code).toBe(1);
    expect(err).toMatch(/bad\.yaml:3 version: /);
    expect(err).toMatch(/bad\.yaml:8 ladder\.stages\.0\.rule: /);
    expect(err).toMatch(/bad\.yaml:8 ladder\.stages\.0\.colour: no such key; there are stage, /);
  });
});

describe('preview', () => {
  it('tells a scenario line by line as JSON, in the order of time', async () => {
    const { code, out } = await postloan(['preview', write('good.yaml', GOOD), '--until', '2026-11-23']);
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.at)).toEqual(lines.map((line) => line.at).sort());
    const collecting = lines.filter((line) => ['P4.1', 'P4.5', 'S3'].includes(line.rule));
    expect(collecting.map((line) => [line.at.slice(0, 10), line.what, line.kind ?? line.to])).toEqual([
      ['2026-11-17', 'task.open', 'call'],
      ['2026-11-18', 'task.remind', 'call'],
      ['2026-11-18', 'task.done', 'call'],
      ['2026-11-21', 'stage', 'friendly-reminder'],
      ['2026-11-21', 'classify', 'special-mention'],
      ['2026-11-21', 'task.open', 'call'],
      // Opened on a Saturday it is due on Monday: nobody is reminded on a Sunday.
      ['2026-11-22', 'task.done', 'call'],
    ]);
    expect(collecting[0]).toMatchObject({
      loan: 'L1',
      borrower: 'B1',
      rule: expect.stringMatching(/^P4\./),
      due: '2026-11-18T18:00:00+08:00',
    });
  });

  it('2: keys that are not known are an error with their line', async () => {
    const { code, out, err } = await postloan(['preview', write('bad.yaml', `${GOOD}weather: fine\n`)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/bad\.yaml:6 .*weather/);
    const event = `${GOOD}events:\n  - { at: 2026-11-26T10:00:00+08:00, payment: { loan: L9, reference: P1, amount: "1060.00" } }\n`;
    const unknown = await postloan(['rehearse', write('unknown.yaml', event)]);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toMatch(/unknown\.yaml:7 .*L9/);
    const wrong = await postloan(['preview', write('wrong.yaml', GOOD.replace('2026-11-20', '2026-11-31'))]);
    expect(wrong.err).toMatch(/wrong\.yaml:5 loans\.0\.instalments\.0\.dueOn: not a date/);
  });
});
