import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { smsLength } from '../channels/message/segments.js';
import { type Fields, render } from '../channels/message/words.js';
import { type ContactRules, mustTellOptOut, withPlan } from '../domain/plan/contact-rules.js';
import { idleKeys } from '../domain/plan/idle-keys.js';
import { type ChannelName, type Plan, planSchema, templateFor } from '../domain/plan/plan.js';
import { FIGURES, LANGUAGES, type Template } from '../domain/plan/template.js';
import { forbiddenIn, missingIn, type WordRules } from '../domain/plan/word-rules.js';
import {
  lettersOf,
  noticesOf,
  type PlacedNotice,
  type PlacedTask,
  tasksOf,
  titlesOf,
} from '../domain/preview/contents.js';
import { BadInput, checkedYaml, yamlLines } from '../library/checked-yaml.js';
import { readLetters } from '../library/letter-files.js';
import { projectPath } from '../library/project-path.js';
import { readTemplates, TEMPLATE_FOLDER, type Templates } from '../library/template-files.js';
import { readWordRules } from '../library/word-rules.js';
import { unfilled } from '../reports/letters/letter-fields.js';

/**
 * One line for each fault of a plan and of the words it names: file, line, key, what is wrong and what to do.
 * `wordRules`: what words may and must say; left out: plans/words.
 */
export async function planProblems(
  text: string,
  file: string,
  rules: ContactRules,
  wordRules?: WordRules,
): Promise<string[]> {
  try {
    const words = wordRules ?? (await readWordRules());
    const plan = checkedYaml(text, planSchema, file);
    const templates = await readTemplates();
    const at = placed(text, file);
    const problems = [
      ...idleKeys(parse(text, { schema: 'core' })).map(({ path, message }) => at(path, message)),
      ...windowProblems(plan, rules).map((problem) => at(['window'], problem)),
      ...tasksOf(plan).flatMap((it) => emergencyProblems(it).map((problem) => at(it.path, problem))),
      ...titlesOf(plan).flatMap(({ path, text: title }) => said(title, 'tasks', words).map((it) => at(path, it))),
    ];
    for (const it of noticesOf(plan)) problems.push(...(await noticeProblems(it, at, templates, words, rules)));
    return [...new Set([...problems, ...(await letterProblems(plan, at, words))])];
  } catch (error) {
    if (error instanceof BadInput) return error.problems;
    throw error;
  }
}

type At = (path: PropertyKey[], problem: string) => string;

function placed(text: string, file: string): At {
  const lineAt = yamlLines(text);
  return (path, problem) => `${file}:${lineAt(path)} ${path.map(String).join('.')}: ${problem}`;
}

const said = (text: string, kind: Parameters<typeof forbiddenIn>[1], words: WordRules): string[] =>
  forbiddenIn(text, kind, words).map(({ found, rule }) => `“${found}” ${rule}`);

/** Faults of a plan's window: the gate lets nothing go in quiet hours, so a message that is planned for them would only wait. */
function windowProblems(plan: Plan, rules: ContactRules): string[] {
  const { window } = plan;
  return withPlan(rules, plan)
    .quiet.filter((it) => !it.restDaysOnly && (window.from < it.until! || window.until > it.from!))
    .map(({ rule, from, until }) => {
      const whose = rule.includes('/') ? 'the plan itself' : rules.rules;
      return `reaches into the quiet hours of ${whose}, ${from} to ${until}: keep it out of them`;
    });
}

/** Only these say that the borrower cannot be reached or cannot act (GB/T 45251-2025, CBA guide). */
const UNREACHABLE = ['unreachable', 'deceased', 'incapable'];
const DEBT = /金额|本金|利息|罚息|欠|贷款|逾期|还款|元|amount|loan|debt|overdue|owe|pay/i;

/** An emergency contact is turned to only when the borrower cannot be reached, and never hears of the debt. */
function emergencyProblems({ task, beside }: PlacedTask): string[] {
  if (task.kind !== 'emergency-contact') return [];
  const conditions = Array.isArray(beside.when) ? (beside.when as { signals?: string[] }[]) : [];
  const only = ({ signals = [] }: { signals?: string[] }) =>
    signals.length > 0 && signals.every((it) => UNREACHABLE.includes(it));
  const told = [task.title ?? '', ...(task.form ?? [])].find((line) => DEBT.test(line));
  return [
    ...(conditions.length > 0 && conditions.every(only)
      ? []
      : [
          `an emergency contact may be asked only when the borrower cannot be reached: give each \`when\` signals of ${UNREACHABLE.join(', ')}`,
        ]),
    ...(beside.letter === undefined ? [] : ['a letter would tell the emergency contact of the debt: leave it out']),
    ...(told === undefined ? [] : [`“${told}” speaks of the debt, of which an emergency contact must never hear`]),
  ];
}

async function noticeProblems(
  it: PlacedNotice,
  at: At,
  templates: Templates,
  words: WordRules,
  rules: ContactRules,
): Promise<string[]> {
  const problems = await Promise.all(
    it.notice.channels.map(async (channel) => {
      const name = templateFor(it.notice, channel);
      const own = it.notice.byChannel?.[channel] === undefined ? 'template' : `byChannel.${channel}`;
      const path = [...it.path, ...own.split('.')];
      const template = templates.get(name);
      if (!template) return [at(path, `no template ${name}: there are ${[...templates.keys()].join(', ')}`)];
      const use = { purpose: it.purpose, optOut: mustTellOptOut(rules, channel) };
      const unfit = unfitFor(it, template).map((field) =>
        at(path, `${name} names {${field}}, which is empty in ${it.where}: take another template`),
      );
      const file = `${TEMPLATE_FOLDER}/${name}.yaml`;
      const there = placed(await readFile(projectPath(file), 'utf8'), file);
      const inWords = LANGUAGES.flatMap((language) => [
        ...(['subject', 'text'] as const).flatMap((part) =>
          said(template[language][part], 'messages', words).map((problem) => there([language, part], problem)),
        ),
        ...missingIn(template[language].text, language, use, words).map((problem) =>
          there([language, 'text'], `${problem} (by ${channel})`),
        ),
        ...lengthProblems(channel, templates, name, language, words).map((problem) =>
          there([language, 'text'], problem),
        ),
      ]);
      return [...unfit, ...inWords];
    }),
  );
  return problems.flat();
}

/** Fields that have no value in a message of this purpose: one about all arrears has no due day, an offer or news has no amount. */
function unfitFor({ purpose, figures = [] }: PlacedNotice, { fields }: Template): string[] {
  const empty: Record<PlacedNotice['purpose'], string[]> = {
    reminder: [],
    collection: ['dueOn'],
    offer: ['dueOn', 'amount'],
    news: ['dueOn', 'amount'],
  };
  const unknown: string[] = FIGURES.filter((it) => !figures.includes(it));
  return fields.filter((it) => empty[purpose].includes(it) || unknown.includes(it));
}

function lengthProblems(
  channel: ChannelName,
  templates: Templates,
  name: string,
  language: (typeof LANGUAGES)[number],
  { sms }: WordRules,
): string[] {
  if (channel !== 'sms') return [];
  const { link, ...fields } = sms.longest[language] as Fields;
  const linked = templates.get(name)!.fields.includes('link');
  return [
    { what: 'without a link', allowed: sms.segments, fields },
    ...(linked ? [{ what: 'with a link', allowed: sms.withLink, fields: { ...fields, link } }] : []),
  ].flatMap(({ what, allowed, fields: given }) => {
    const { length, segments } = smsLength(render(templates, name, language, given).text);
    if (segments <= allowed) return [];
    return [`${length} signs ${what} are ${segments} segments of a text message, ${allowed} are allowed: shorten it`];
  });
}

async function letterProblems(plan: Plan, at: At, words: WordRules): Promise<string[]> {
  const letters = readLetters();
  const problems = await Promise.all(
    lettersOf(plan).map(async ({ path, letter }) => {
      if (!letters.has(letter)) return [at(path, `no letter ${letter}: there are ${[...letters.keys()].join(', ')}`)];
      const file = `plans/letters/${letter}.yaml`;
      const empty = unfilled(letters.get(letter)!, String(path[0])).map((field) =>
        at(path, `${letter} names {{${field}}}, which nothing fills in here: take another letter`),
      );
      const text = await readFile(projectPath(file), 'utf8');
      // By lines: a letter is all text, and each line is a paragraph.
      const inWords = text.split('\n').flatMap((line, n) => {
        const found = line.startsWith('#') ? [] : said(line, 'letters', words);
        return found.map((problem) => `${file}:${n + 1} ${problem}`);
      });
      return [...empty, ...inWords];
    }),
  );
  return problems.flat();
}
