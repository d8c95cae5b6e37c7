import { Command, Option } from 'commander';
import type { GateVerdict } from '../../domain/contact/contact-gate.js';
import { formatMoment } from '../../domain/time/dates.js';
import { bookAge } from '../../lender/feed-settings.js';
import { contactRulesOf } from '../../lender/settings.js';
import { contactRules } from '../../library/contact-rules.js';
import { planReader } from '../../store/loans/plans.js';
import { askToCall, noteCallEnded } from '../../store/notices/staff-calls.js';
import { environment, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';

type Outcome = 'answered' | 'unanswered';

export function taskCallCommand(): Command {
  return new Command('call')
    .description(
      'may the borrower be called for a task now? what may be called counts as called; exit status 1: not now',
    )
    .argument('<task>')
    .addOption(new Option('--ended <how>', 'how the call ended that was let go').choices(['answered', 'unanswered']))
    .option('--json', 'one JSON document')
    .action((task: string, { ended, json }: { ended?: Outcome; json?: boolean }) =>
      withDatabase(async ({ db }) => {
        if (ended !== undefined) {
          await noteCallEnded(db, task, ended, me());
          process.stdout.write(json ? `${JSON.stringify({ task, ended })}\n` : `${task}: ${ended}\n`);
          return;
        }
        const rules = contactRules(contactRulesOf(environment()));
        const verdict = await askToCall(
          db,
          { rules, planOf: planReader(db.pool), bookAge: bookAge(environment()) },
          task,
          me(),
        );
        process.stdout.write(json ? `${JSON.stringify({ task, ...asJson(verdict) })}\n` : `${inWords(verdict)}\n`);
        if (verdict.verdict !== 'go') process.exitCode = 1;
      }),
    );
}

const asJson = (verdict: GateVerdict) =>
  'until' in verdict ? { ...verdict, until: formatMoment(verdict.until) } : verdict;

/** As a person reads it. */
export function inWords(verdict: GateVerdict): string {
  if (verdict.verdict === 'never') return `not to be called: ${verdict.reason} (${verdict.rule})`;
  const until = formatMoment(verdict.until);
  return verdict.verdict === 'go'
    ? `may be called until ${until}`
    : `not before ${until}: ${verdict.reason} (${verdict.rule})`;
}
