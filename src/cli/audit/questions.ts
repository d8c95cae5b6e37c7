import { Command } from 'commander';
import { QUESTIONS, type Question } from '../../domain/proof/answer.js';
import { formatMoment, minuteOf, parseMoment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { answer } from '../../store/proof/questions/answer.js';
import { withDatabase } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { checkDay } from '../terminal/check-day.js';
import { ownLanguage } from '../terminal/language.js';
import { shown } from '../terminal/shown.js';

const ASKS: Record<Question, string> = {
  why: 'why the borrower was contacted: each message, call and letter, on which figures, by which row and version, and who let it go',
  'why-not': 'what kept a contact back: messages that did not go, refused calls, what rested the loan',
  'known-at': 'what was known at a moment, and how the loan stood by that',
  rule: 'by which row of which version of its plan each thing was decided',
  approved: 'who proposed and who approved: reliefs, categories, tiers, what was lifted or done again',
  looked: 'who saw what of the borrower in the clear, and why',
  owed: 'what should have been done and was not, or late',
};

interface Options {
  on?: string;
  at?: string;
  json?: true;
}

/** One command for each question. */
export const questionCommands = (): Command[] =>
  QUESTIONS.map((question) =>
    new Command(question)
      .description(ASKS[question])
      .argument('<loan>')
      .option('--on <date>', 'what was on this day alone')
      .option('--at <moment>', 'as of this moment, 2026-12-01T09:00:00+08:00; left out: the end of the day, or now')
      .option('--json', 'one JSON document')
      .action(async (loan: string, { on, at, json }: Options) => {
        if (on !== undefined) checkDay('--on', on);
        const moment = at === undefined ? null : parseMoment(at);
        if (at !== undefined && moment === null) throw new BadInput([`--at: not a moment: ${at}`]);
        await withDatabase(async ({ db }) => {
          const lines = await answer(db, question, { loan, on: on ?? null, at: moment }, now());
          if (lines === null) throw new BadInput([`no loan ${loan}`]);
          if (json) {
            const said = lines.map((it) => ({ ...it, at: it.at === null ? null : formatMoment(it.at) }));
            process.stdout.write(`${JSON.stringify({ question, loan, lines: said })}\n`);
            return;
          }
          const chinese = ownLanguage() === 'zh-CN';
          if (lines.length === 0) process.stdout.write(chinese ? '没有记录\n' : 'nothing is recorded\n');
          for (const { at: when, says, entries } of lines) {
            const moment = when === null ? '' : `${minuteOf(when)}  `;
            process.stdout.write(`${moment}${shown(chinese ? says.zh : says.en)}\n    ${shown(entries.join(' · '))}\n`);
          }
        });
      }),
  );
