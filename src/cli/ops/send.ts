import { Command } from 'commander';
import { CHANNELS, type ChannelName } from '../../domain/plan/plan.js';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { planNames } from '../../store/loans/plans.js';
import {
  type AboutToGo,
  aboutToGo,
  type Pause,
  pauseSending,
  pausesNow,
  resumeSending,
  type Scope,
} from '../../store/notices/sending.js';
import { type DatabaseContext, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { now } from '../connect/now.js';
import { tellWorkflows } from '../connect/tell-workflows.js';

const MS_AN_HOUR = 3_600_000;

interface Asked {
  channel?: string;
  plan?: string;
  json?: true;
}

export function sendCommand(command: Command): Command {
  return command
    .addCommand(
      scoped(new Command('pause'))
        .description(
          'from now on nothing of it is handed to a provider; without --channel and --plan nothing at all, mails to staff neither',
        )
        .requiredOption('--why <text>', 'the reason, for the audit log')
        .option('--json', 'one JSON document')
        .action((it: Asked & { why: string }) =>
          change(it, true, ({ db }, scope) => pauseSending(db, scope, it.why, me())),
        ),
    )
    .addCommand(
      scoped(new Command('resume'))
        .description('end a pause, named as it was said: what waits and is still of use goes on at once')
        .option('--json', 'one JSON document')
        .action((it: Asked) => change(it, false, ({ db }, scope) => resumeSending(db, scope, me()))),
    )
    .addCommand(
      scoped(new Command('list'))
        .description('what is paused, and what is about to go')
        .option('--hours <count>', 'so far ahead', '24')
        .option('--json', 'one JSON document')
        .action(list),
    );
}

const scoped = (command: Command) =>
  command.option('--channel <channel>', CHANNELS.join(', ')).option('--plan <plan>', 'the loans of one plan');

async function scopeOf({ db }: DatabaseContext, { channel, plan }: Asked): Promise<Scope> {
  if (channel !== undefined && !CHANNELS.some((it) => it === channel))
    throw new BadInput([`--channel: no channel ${channel}: ${CHANNELS.join(', ')}`]);
  const plans = plan === undefined ? [] : await planNames(db.pool);
  if (plan !== undefined && !plans.includes(plan)) throw new BadInput([`--plan: no plan ${plan}: ${plans.join(', ')}`]);
  return { channel: (channel as ChannelName | undefined) ?? null, plan: plan ?? null };
}

async function change(
  asked: Asked,
  paused: boolean,
  write: (context: DatabaseContext, scope: Scope) => Promise<boolean>,
): Promise<void> {
  await withDatabase(async (context) => {
    const scope = await scopeOf(context, asked);
    const news = await write(context, scope);
    if (asked.json) process.stdout.write(`${JSON.stringify({ ...scope, paused, news })}\n`);
    else
      process.stdout.write(
        `${nameOf(scope)}: ${news ? (paused ? 'paused' : 'goes on') : paused ? 'is paused already' : 'was not paused'}\n`,
      );
    if (!paused && news) await tellWorkflows(context);
  });
}

const nameOf = ({ channel, plan }: Scope) =>
  channel === null && plan === null ? 'all sending' : [channel, plan && `plan ${plan}`].filter(Boolean).join(' of ');

async function list(asked: Asked & { hours: string }): Promise<void> {
  const hours = Number(asked.hours);
  if (!/^\d{1,5}$/.test(asked.hours)) throw new BadInput([`--hours: not a number of hours: ${asked.hours}`]);
  await withDatabase(async (context) => {
    const { channel, plan } = await scopeOf(context, asked);
    const until: Moment = now() + hours * MS_AN_HOUR;
    const pauses = await pausesNow(context.db.pool);
    const due = await aboutToGo(context.db.pool, { channel, plan, until });
    if (asked.json) process.stdout.write(`${JSON.stringify(documentOf(pauses, due))}\n`);
    else for (const line of linesOf(pauses, due)) process.stdout.write(`${line}\n`);
  });
}

export const asJson = (it: AboutToGo) => ({ ...it, due: formatMoment(it.due) });

const documentOf = (pauses: Pause[], due: AboutToGo[]) => ({
  paused: pauses.map((it) => ({ ...it, at: formatMoment(it.at) })),
  due: due.map(asJson),
});

export const lineOf = (it: AboutToGo) =>
  `${formatMoment(it.due).slice(0, 16)}  ${it.channel.padEnd(6)}  ${it.loan}  ${it.plan}  ${it.template}${stateOf(it)}`;

const linesOf = (pauses: Pause[], due: AboutToGo[]) => [
  ...pauses.map((it) => `paused: ${nameOf(it)} since ${formatMoment(it.at).slice(0, 16)} by ${it.by}: ${it.why}`),
  ...due.map(lineOf),
  `${due.length} about to go, ${due.filter((it) => it.paused).length} of them paused`,
];

function stateOf({ status, reason, paused, asked }: AboutToGo): string {
  const state = status === 'sending' ? 'its provider is asked' : asked ? 'its provider is asked first' : reason;
  const words = [paused ? 'paused' : null, state === 'paused' ? null : state].filter((it) => it !== null);
  return words.length === 0 ? '' : `  (${words.join(', ')})`;
}
