import { Command } from 'commander';
import { ownEnvironment } from '../../lender/own-environment.js';
import { contactRulesOf, plansFolder } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { transaction } from '../../store/base/connection/database.js';
import {
  listPlanProposals,
  type PlanProposal,
  planProposalDocument,
  refusePlanProposal,
} from '../../store/loans/plan-proposals.js';
import { glassOf, withGlass } from '../connect/break-glass.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { type ListColumn, type ListOptions, printList } from '../list/print-list.js';
import { readInput } from '../terminal/read-input.js';

const MOST = 10_000;
const rulesAndPlans = () => {
  const env = ownEnvironment();
  return { rules: contactRules(contactRulesOf(env)), own: plansFolder(env) };
};

export const proposeCommand = () =>
  new Command('propose')
    .description('proposes a changed plan as its newest version: another person publishes it')
    .argument('<file>')
    .requiredOption('--why <text>', 'what it is good for, for whoever decides')
    .option('--json', 'one JSON document')
    .action((file: string, { why, json }: { why: string; json?: true }) =>
      withDatabase(async ({ db }) => {
        const { proposePlan } = await import('../../planning/publish-plan.js');
        const made = await proposePlan(db, { text: await readInput(file), why }, rulesAndPlans(), me());
        process.stdout.write(
          json ? `${JSON.stringify(made)}\n` : `${made.plan}: proposal ${made.proposal}; another person publishes it\n`,
        );
      }),
    );

export const proposalsCommand = () =>
  new Command('proposals')
    .description('changes of plans that were proposed, the newest first, and what became of them')
    .option('--waiting', 'those alone that nobody has decided')
    .option('--all', 'all lines, however many')
    .option('--json', 'one JSON document')
    .action(({ waiting, ...options }: ListOptions & { waiting?: true }) =>
      withDatabase(async ({ db }) =>
        printList(
          await listPlanProposals(db.pool, { waits: waiting === true, most: MOST }),
          PROPOSALS,
          options,
          planProposalDocument,
        ),
      ),
    );

export const publishCommand = () =>
  withGlass(
    new Command('publish')
      .description(
        'publishes a proposed plan, as another person than its author; loans follow it from their next wake-up',
      )
      .argument('<proposal>', 'its number'),
  ).action((proposal: string, _: object, command: Command) =>
    withDatabase(async ({ db }) => {
      const { publishPlan } = await import('../../planning/publish-plan.js');
      const source = { ...me(), ...glassOf(command) };
      const version = await publishPlan(db, numberOf(proposal), rulesAndPlans(), source);
      process.stdout.write(`proposal ${proposal}: published as version ${version}\n`);
    }),
  );

export const refuseCommand = () =>
  new Command('refuse')
    .description('a proposed plan is not published')
    .argument('<proposal>', 'its number')
    .requiredOption('--reason <text>', 'why')
    .action((proposal: string, { reason }: { reason: string }) =>
      withDatabase(async ({ db }) => {
        const of = { proposal: numberOf(proposal), reason };
        await transaction(db, (client) => refusePlanProposal(client, of, me()));
        process.stdout.write(`proposal ${proposal}: refused\n`);
      }),
    );

function numberOf(said: string): number {
  if (!/^[1-9]\d{0,8}$/.test(said)) throw new BadInput(['<proposal>: a number, as `postloan plan proposals` has it']);
  return Number(said);
}

const PROPOSALS: ListColumn<PlanProposal>[] = [
  { head: { 'zh-CN': '编号', en: 'number' }, right: true, of: ({ proposal }) => proposal },
  { head: { 'zh-CN': '方案', en: 'plan' }, of: ({ plan }) => plan },
  { head: { 'zh-CN': '提出', en: 'proposed' }, of: ({ proposedAt }, say) => say.moment(proposedAt) },
  { head: { 'zh-CN': '提出人', en: 'by' }, of: ({ proposedBy }) => proposedBy },
  { head: { 'zh-CN': '理由', en: 'why' }, of: ({ why }) => why },
  { head: { 'zh-CN': '状态', en: 'state' }, of: (it, { language }) => stateOf(it)[language] },
];

function stateOf({ decidedAt, version, decidedBy }: PlanProposal) {
  if (decidedAt === null) return { 'zh-CN': '待发布', en: 'waits' };
  if (version === null) return { 'zh-CN': `${decidedBy} 退回`, en: `refused by ${decidedBy}` };
  return { 'zh-CN': `第 ${version} 版，${decidedBy} 发布`, en: `version ${version}, by ${decidedBy}` };
}
