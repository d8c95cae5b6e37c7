import { Command, Option } from 'commander';
import { fieldsOfLoans } from '../../channels/message/fields.js';
import { linksFrom } from '../../channels/message/links.js';
import { type Fields, readTemplates } from '../../channels/message/words.js';
import { amountAsked, amountDueWith } from '../../domain/loan/amount-asked.js';
import { dueDaysNow } from '../../domain/loan/relief/relief.js';
import { CHANNELS, type ChannelName } from '../../domain/plan/plan.js';
import { LANGUAGES, type Language, type Template } from '../../domain/plan/template.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { plansFolder, readSettings } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { allPlans } from '../../library/shipped-plans.js';
import { readWordRules } from '../../library/word-rules.js';
import { SAMPLE, shownWords, usesOf } from '../../planning/template-words.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { addresseeOf } from '../../store/notices/notices.js';
import { environment, withDatabase } from '../connect/connect.js';
import { now as momentNow } from '../connect/now.js';

export function templateCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('list')
        .description('the templates there are, and where the plans use them')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('show')
        .description('a text as it would be sent, and how long it is as a text message')
        .argument('<template>')
        .option('--plan <plan>', 'where this plan uses it; it must')
        .addOption(new Option('--channel <channel>', 'left out: sms').choices(CHANNELS).default('sms'))
        .addOption(new Option('--language <language>', "left out: the borrower's, or both").choices(LANGUAGES))
        .option('--loan <loan>', 'with the figures of this loan; the name is masked')
        .option('--longest', 'with the longest values that are likely')
        .option('--json', 'one JSON document')
        .action(show),
    );
}

async function list(options: { json?: true }): Promise<void> {
  const plans = (await allPlans(plansFolder(ownEnvironment()))).values();
  const all = [...plans];
  const templates = [...(await readTemplates())].map(([template, { version, fields }]) => ({
    template,
    version,
    fields,
    uses: usesOf(template, all),
  }));
  if (options.json) return write(`${JSON.stringify(templates)}\n`);
  for (const { template, version, uses } of templates) {
    write(`${template} v${version}\n`);
    for (const it of uses)
      write(`  ${it.plan.padEnd(28)} ${it.rule.padEnd(6)} ${it.where} (${it.channels.join(', ')})\n`);
  }
}

interface ShowOptions {
  plan?: string;
  channel: ChannelName;
  language?: Language;
  loan?: string;
  longest?: true;
  json?: true;
}

const NO_NOTICE = '00000000-0000-0000-0000-000000000000';

async function show(name: string, options: ShowOptions): Promise<void> {
  const { channel } = options;
  const templates = await readTemplates();
  const template = templates.get(name);
  if (!template) throw new BadInput([`no template ${name}: there are ${[...templates.keys()].join(', ')}`]);
  const plans = await allPlans(plansFolder(ownEnvironment()));
  const plan = options.plan === undefined ? undefined : plans.get(options.plan);
  if (options.plan !== undefined) {
    if (!plan) throw new BadInput([`no plan ${options.plan}: there are ${[...plans.keys()].join(', ')}`]);
    if (!usesOf(name, [plan]).some((it) => it.channels.includes(channel)))
      throw new BadInput([`${options.plan} sends no ${name} by ${channel}`]);
  }
  const of = options.loan === undefined ? null : await ofLoan(options.loan, template);
  const languages = options.language ?? of?.language;
  const { sms } = await readWordRules();
  // A link as it is configured here, of no notice, so that it leads nowhere.
  const link = linksFrom(of ? environment() : ownEnvironment())?.page(NO_NOTICE, momentNow());
  const shown = (languages === undefined ? LANGUAGES : [languages]).map((language) => {
    const sample = options.longest ? (sms.longest[language] as Fields) : SAMPLE[language];
    const fields = { ...sample, link: sample.link ?? link, ...of?.fields };
    return shownWords(templates, name, { channel, language, fields });
  });
  if (options.json) return write(`${JSON.stringify({ template: name, version: template.version, channel, shown })}\n`);
  for (const { language, subject, text, encoding, length, segments } of shown) {
    write(`${name} v${template.version}, ${channel}, ${language}\n`);
    if (subject !== undefined) write(`${subject}\n\n`);
    write(`${text}\n`);
    if (segments !== undefined)
      write(`(${encoding}, ${length} signs, ${segments} segment${segments === 1 ? '' : 's'})\n`);
    write('\n');
  }
}

/** The figures of a loan as they are now, and who we are; of the name only its length. */
async function ofLoan(loan: string, { fields }: Template): Promise<{ language: Language; fields: Partial<Fields> }> {
  const lender = readSettings(environment());
  return withDatabase(async ({ db, seal }) => {
    const now = momentNow();
    const [stored] = await readLoanFiles(db.pool, [loan], now);
    const known = await addresseeOf(db.pool, loan);
    if (!stored || !known) throw new BadInput([`no loan ${loan}`]);
    if (known.nameSealed === null) throw new BadInput([`the borrower of ${loan} is erased`]);
    const { file } = stored;
    // What tells a due day is about the next instalment that is unpaid, the rest about all that is overdue.
    const next = dueDaysNow(file, now).find((it) => amountDueWith(file, it.seq, now) > 0);
    const about = fields.includes('dueOn') ? next && amountDueWith(file, next.seq, now) : amountAsked(file, null, now);
    if (fields.includes('amount') && !about) throw new BadInput([`${loan} owes nothing that this could be about`]);
    return {
      language: known.language,
      fields: {
        name: masked(seal.open(known.nameSealed, 'borrowers.name_sealed', file.borrower)),
        ...fieldsOfLoans(
          [{ loan, amount: about ?? 0, currency: known.currency, dueOn: next?.dueOn ?? null }],
          known.language,
        ),
        ...(lender.LENDER_NAME ? { lender: lender.LENDER_NAME } : {}),
        ...(lender.LENDER_HOTLINE ? { hotline: lender.LENDER_HOTLINE } : {}),
      },
    };
  });
}

/** A stand-in for a name, of the same length and of characters that the networks count alike. */
const masked = (name: string): string => name.replace(/\p{Script=Han}/gu, '某').replace(/[^某\s]/gu, 'x');

function write(text: string): void {
  process.stdout.write(text);
}
