import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Period, parsePeriod } from '../../domain/time/period.js';
import { readSettings } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { type Filed, fileReport, inOtherLanguage } from '../../reports/deliver/filed.js';
import { followUp } from '../../reports/deliver/follow-up.js';
import { makeReport, NothingToReport } from '../../reports/deliver/make-report.js';
import { type Frozen, versionOf } from '../../reports/paper/frozen.js';
import { PAPERS, type PaperKind } from '../../reports/papers/index.js';
import { papersOf } from '../../reports/papers/papers-of.js';
import { addFonts } from '../../reports/render/fonts.js';
import { findPlan } from '../../store/loans/plans.js';
import { type DatabaseContext, environment, withDatabase } from '../connect/connect.js';
import { now as momentNow } from '../connect/now.js';
import { checkDay } from '../terminal/check-day.js';
import { paperLanguage } from '../terminal/language.js';
import { progressBar } from '../terminal/progress-bar.js';
import { explainCommand } from './report-explain.js';

interface Options {
  plan: string;
  period: string;
  out: string;
  currency?: string;
  borrower?: string;
  asOf?: string;
  version?: string;
  json?: boolean;
}

export function reportCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('the papers there are, and for which periods')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('run')
        .description(
          'make a paper now, as XLSX, PDF, HTML and CSV. Figures that were reported before stay as a version; what is missed opens its tasks',
        )
        .argument('<kind>', 'see `report list`')
        .requiredOption('--plan <plan>')
        .requiredOption('--period <period>', '2026-11-24, 2026-W48, 2026-11-A, 2026-11, 2026-Q4, 2026-H2, 2026')
        .requiredOption('--out <dir>', 'where the files go')
        .option('--borrower <id>', 'of one borrower alone: forms and check reports, see `report list`')
        .option('--currency <code>', 'left out: the one that most loans of the plan are in')
        .option('--as-of <date>', 'the last day whose facts count; left out: the last of the period, or today')
        .option('--version <n>', 'an earlier version, as it was filed; nothing is measured')
        .option('--json', 'one JSON document')
        .action(run),
    )
    .addCommand(explainCommand());
}

function list(options: { json?: boolean }): void {
  const papers = [...PAPERS.values()].map(({ kind, title, periods, rules, perBorrower = false }) => ({
    kind,
    title,
    periods,
    rules,
    perBorrower,
  }));
  if (options.json) process.stdout.write(`${JSON.stringify(papers)}\n`);
  else
    for (const { kind, title, periods, rules, perBorrower } of papers) {
      const of = `${periods.join(', ')}${perBorrower ? '; --borrower' : ''}`;
      process.stdout.write(`${kind.padEnd(24)} ${title}  (${of})  ${rules.join(' ')}\n`);
    }
}

async function run(name: string, options: Options): Promise<void> {
  const kind = kindNamed(name);
  if (options.borrower !== undefined && !kind.perBorrower)
    throw new BadInput([`--borrower: ${name} is about the whole book`]);
  const period = periodNamed(kind, options.period);
  const now = momentNow();
  const asOf = options.version === undefined ? cutOff(kind, period, options.asOf, dayOf(now)) : period.to;
  const version = options.version === undefined ? null : numberOf(options.version);
  await mkdir(options.out, { recursive: true }).catch(() => {
    throw new BadInput([`--out: cannot be made: ${options.out}`]);
  });
  const { FONTS, LENDER_NAME, LENDER_LANGUAGE } = readSettings(environment());
  addFonts(FONTS);
  await withDatabase(async (database) => {
    if (version === null) await mustHave(database, options.plan, name);
    const { report, news } =
      version === null
        ? await makeNow(database, { kind, period, asOf, now, options })
        : { report: await kept(database, kind, period, version, options), news: false };
    const opened = version === null ? await followUp(database.db, report, now) : [];
    const readers = { seal: database.seal, lender: LENDER_NAME, language: LENDER_LANGUAGE };
    const filed = await fileReport(database.db, report, now, readers);
    const other = paperLanguage(LENDER_LANGUAGE) !== LENDER_LANGUAGE;
    const files = other ? await inOtherLanguage(database.db.pool, report, readers) : filed;
    for (const { name: file, bytes } of files) await writeFile(join(options.out, file), bytes);
    tell(report, news, files, opened, options);
  });
}

function kindNamed(name: string): PaperKind {
  const kind = PAPERS.get(name);
  if (!kind) throw new BadInput([`no paper ${name}: there are ${[...PAPERS.keys()].join(', ')}`]);
  return kind;
}

/** A plan says which papers it has: another's would be of targets and work that it does not know. */
async function mustHave({ db }: DatabaseContext, name: string, kind: string): Promise<void> {
  const plan = await findPlan(db.pool, name);
  if (!plan) throw new BadInput([`--plan: no plan ${name} in the database`]);
  const kinds = papersOf(plan);
  if (!kinds.includes(kind)) throw new BadInput([`plan ${name} has no ${kind}: it has ${kinds.join(', ')}`]);
}

const EXAMPLES = {
  day: '2026-11-24',
  week: '2026-W48',
  'half-month': '2026-11-A',
  month: '2026-11',
  quarter: '2026-Q4',
  'half-year': '2026-H2',
  year: '2026',
};

function periodNamed(kind: PaperKind, text: string): Period {
  const period = parsePeriod(text);
  const examples = kind.periods.map((type) => `a ${type} such as ${EXAMPLES[type]}`).join(', or ');
  if (!period) throw new BadInput([`--period: not a period: ${text}: ${kind.kind} is made for ${examples}`]);
  if (!kind.periods.includes(period.type))
    throw new BadInput([`--period: ${text} is a ${period.type}: ${kind.kind} is made for ${examples}`]);
  return period;
}

/** The paper of a running period is as of today, and is made anew, as another version, when the period is over. */
function cutOff(kind: PaperKind, period: Period, asked: string | undefined, today: Day): Day {
  if (asked !== undefined) checkDay('--as-of', asked);
  const day = asked ?? (period.to < today ? period.to : today);
  if (day > period.to) throw new BadInput([`--as-of: ${day} is after the period, which ends on ${period.to}`]);
  if (day < period.from && !kind.ahead)
    throw new BadInput([`--period: ${period.text} begins on ${period.from}: nothing of it has happened by ${day}`]);
  return day;
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new BadInput([`--version: not a number of a version: ${text}`]);
  return Number(text);
}

interface Asked {
  kind: PaperKind;
  period: Period;
  asOf: Day;
  now: number;
  options: Options;
}

async function makeNow({ db }: DatabaseContext, { kind, period, asOf, now, options }: Asked) {
  const { plan, currency, borrower } = options;
  const bar = progressBar(`${kind.title} ${period.text}`);
  try {
    const asked = {
      plan,
      kind,
      period,
      asOf,
      ...(currency === undefined ? {} : { currency }),
      ...(borrower === undefined ? {} : { borrower }),
    };
    const made = await makeReport(db, asked, now, bar.show);
    if (made.report.asOf !== asOf)
      throw new BadInput([`--as-of: version ${made.report.version} tells of ${made.report.asOf} already, a later day`]);
    return made;
  } catch (error) {
    if (error instanceof NothingToReport) throw new BadInput([error.message]);
    throw error;
  } finally {
    bar.end();
  }
}

async function kept({ db }: DatabaseContext, kind: PaperKind, period: Period, version: number, options: Options) {
  const { plan, currency, borrower = '' } = options;
  const key = { plan, kind: kind.kind, borrower, period: period.text, ...(currency === undefined ? {} : { currency }) };
  const report = await versionOf(db.pool, key, version);
  if (!report) throw new BadInput([`version ${version} of ${kind.kind} ${period.text} of plan ${plan} was never made`]);
  return report;
}

function tell(report: Frozen, news: boolean, files: Filed[], tasks: string[], { out, json }: Options): void {
  const { plan, kind, borrower, period, currency, asOf, version, sha256, changed } = report;
  const written = files.map(({ format, name, sha256 }) => ({ format, file: join(out, name), sha256 }));
  if (json) {
    const about = { plan, kind, borrower, period, currency, asOf, version, news, sha256, changed };
    const document = { ...about, files: written, tasks };
    process.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  const what = news && version > 1 ? `, ${changed!.length} figures differ from version ${version - 1}` : '';
  const who = borrower === '' ? '' : `borrower ${borrower} of `;
  process.stdout.write(`${kind} ${period} of ${who}${plan}, as of ${asOf}, ${currency}, version ${version}${what}\n`);
  for (const { file } of written) process.stdout.write(`${file}\n`);
  for (const task of tasks) process.stdout.write(`opened, or taken back: ${task}\n`);
}
