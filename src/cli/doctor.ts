import { Command } from 'commander';
import type { EmailSettings } from '../channels/email.js';
import { type ChannelSettings, channelSettings } from '../channels/index.js';
import { CHANNELS } from '../domain/plan.js';
import { rows } from '../store/database.js';
import { keysInUse } from '../store/keys.js';
import { connectDatabase, connectTemporal, type DatabaseContext, environment, withDatabase } from './connect.js';
import { unserved } from './doctor-reach.js';

interface Finding {
  what: string;
  good: boolean;
  remedy: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('what is configured, what is reachable, what is missing, and the remedy')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const findings = [await database(), await keys(), await owners(), await temporal(), ...(await channels())];
      if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
      else {
        for (const { what, good, remedy } of findings)
          process.stdout.write(`${good ? 'good   ' : 'missing'} ${what}${good ? '' : `: ${remedy}`}\n`);
      }
      if (findings.some(({ good }) => !good)) process.exitCode = 1;
    });
}

async function database(): Promise<Finding> {
  return tried('database', async () => (await connectDatabase()).close());
}

/** That all that is sealed can be opened: once it is noticed otherwise, the key may be gone. */
async function keys(): Promise<Finding> {
  return tried('keys of personal data', () =>
    withDatabase(async ({ db, seal }) => {
      const lost = (await keysInUse(db.pool, seal)).filter(({ state }) => state === 'unknown' || state === 'wrong');
      const each = lost.map(
        ({ table, column, key, values, state }) =>
          `${values} of ${table}.${column} are under key ${key}, which ${state === 'unknown' ? 'is not configured' : 'does not open them'}`,
      );
      if (each.length > 0) throw new Error(`${each.join('; ')}: set it in POSTLOAN_KEYS_OTHER, see docs/operators.md`);
    }),
  );
}

/** S1: every task has one owner. A book without staff names nobody. */
async function owners(): Promise<Finding> {
  return tried('owners of tasks', () =>
    withDatabase(async ({ db }) => {
      const unowned = await rows<{ role: string; tasks: number }>(
        db.pool,
        `SELECT role, count(*)::int AS tasks FROM tasks WHERE status = 'open' AND owner IS NULL AND EXISTS (SELECT FROM staff)
         GROUP BY role ORDER BY role`,
      );
      const each = unowned.map(({ role, tasks }) => `${tasks} for a ${role}`);
      if (each.length > 0) throw new Error(`nobody has ${each.join(', ')}: staff add, then task assign`);
    }),
  );
}

async function temporal(): Promise<Finding> {
  return tried('Temporal server', async () => (await connectTemporal()).close());
}

async function channels(): Promise<Finding[]> {
  try {
    const settings = channelSettings(environment());
    const { email } = settings;
    return [
      ...CHANNELS.map((name) => ({
        what: `channel ${name}`,
        good: settings[name] !== undefined,
        remedy: 'its variables are not set: see docs/operators.md',
      })),
      ...(email ? [bouncesTaken(email)] : []),
      await tried('numbers of borrowers', () => withDatabase((context) => reached(context, settings))),
    ];
  } catch (error) {
    return [{ what: 'channels', good: false, remedy: (error as Error).message.replaceAll('\n', '; ') }];
  }
}

/** Twilio carries no loan messages to mainland numbers: without Alibaba's gateway each of them is called by hand. */
async function reached(context: DatabaseContext, settings: ChannelSettings): Promise<void> {
  const each = await unserved(context, settings);
  if (each.length > 0)
    throw new Error(
      `no gateway serves ${each.join(', ')}, each message becomes a task: ALIYUN_… and TWILIO_COUNTRIES, see docs/operators.md`,
    );
}

/** Without them mail goes on to addresses that are dead. */
const bouncesTaken = ({ bounces }: EmailSettings): Finding => ({
  what: 'mails that come back',
  good: bounces !== undefined,
  remedy: 'BOUNCE_DOMAIN and BOUNCE_SMTP_PORT are not set: see docs/operators.md',
});

async function tried(what: string, attempt: () => Promise<unknown>): Promise<Finding> {
  try {
    await attempt();
    return { what, good: true, remedy: '' };
  } catch (error) {
    return { what, good: false, remedy: (error as Error).message.replaceAll('\n', '; ') };
  }
}
