import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { readAddress } from '../../domain/person/contact.js';
import { readIdentity } from '../../domain/person/identity.js';
import { addDays, dayOf } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { lenderCountry } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { readRetention } from '../../library/retention.js';
import { eraseEmergencyContacts, erasePerson, retentionAhead } from '../../store/people/erase.js';
import { exportPerson } from '../../store/people/person-export.js';
import {
  findPersons,
  liftRestriction,
  maskedPerson,
  openTasksOf,
  type Person,
  restrictPerson,
  setIdentity,
  unmaskedPerson,
} from '../../store/people/persons.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { now as momentNow } from '../connect/now.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { checkDay } from '../terminal/check-day.js';
import { writeNew } from '../terminal/write-new.js';

export function personCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('find')
        .description('which borrowers have this name, number or address; `-` reads it from standard input')
        .option('--name <name>', 'the whole name, in whatever form it is typed')
        .option('--phone <number>', 'a number that is called or written to')
        .option('--email <address>')
        .option('--id <number>', 'of an identity card or another paper')
        .option('--json', 'one JSON document')
        .action(find),
    )
    .addCommand(
      new Command('show')
        .description('who a borrower is: masked, or with a reason in the clear; the look is in the audit log')
        .argument('<borrower>')
        .option('--reason <text>', 'why it must be seen in the clear')
        .option('--json', 'one JSON document')
        .action(show),
    )
    .addCommand(
      new Command('identity')
        .description('keep the number of an identity card or another paper, sealed; it is read from standard input')
        .argument('<borrower>')
        .action((borrower: string) =>
          withDatabase(async ({ db, seal }) => {
            const news = await setIdentity(db, seal, borrower, await text(process.stdin), me());
            say(`identity of ${borrower}: ${news ? 'kept' : 'known already'}`);
          }),
        ),
    )
    .addCommand(
      new Command('export')
        .description('everything that is kept about a borrower, with the words as they were sent, as JSON')
        .argument('<borrower>')
        .requiredOption('--reason <text>')
        .requiredOption('--out <file>')
        .action(exportTo),
    )
    .addCommand(
      new Command('restrict')
        .description('from now on the data are only stored: no contact, no collection')
        .argument('<borrower>')
        .requiredOption('--reason <text>')
        .option('--lift', 'end it')
        .action(restrict),
    )
    .addCommand(
      new Command('erase')
        .description(
          'erase the data; those that must be kept are restricted and erased when their time comes (status 1)',
        )
        .argument('<borrower>')
        .requiredOption('--reason <text>')
        .option('--emergency-contacts', 'only these: other people, who may be erased at any time')
        .action(erase),
    )
    .addCommand(
      new Command('retention')
        .description('whose data will be erased when, and what stops it')
        .option('--until <date>', 'left out: the next 90 days')
        .option('--json', 'JSON lines')
        .action(retention),
    );
}

async function find(options: {
  name?: string;
  phone?: string;
  email?: string;
  id?: string;
  json?: true;
}): Promise<void> {
  const given = (['name', 'phone', 'email', 'id'] as const).filter((it) => options[it] !== undefined);
  if (given.length !== 1) throw new BadInput(['one of --name, --phone, --email, --id']);
  const asked = given[0]!;
  const said = options[asked] === '-' ? (await text(process.stdin)).trim() : options[asked]!;
  const sought = soughtOf(asked, said);
  // The message does not repeat what was typed: it is personal.
  if (sought === null) throw new BadInput([`--${asked}: not ${asked === 'email' ? 'a mail address' : 'a number'}`]);
  const by = asked === 'name' ? 'name' : asked === 'id' ? 'identity' : 'address';
  await withDatabase(async ({ db, seal }) => {
    const found = await findPersons(db, seal, by, sought, me());
    if (options.json) say(JSON.stringify(found));
    else for (const { borrower, as } of found) say(as === 'self' ? borrower : `${borrower}  (its ${as})`);
    if (found.length === 0) process.exitCode = 1;
  });
}

/** In the form in which it is kept; null: it cannot be one. A landline too is looked for, whatever its channel. */
function soughtOf(asked: 'name' | 'phone' | 'email' | 'id', said: string): string | null {
  if (asked === 'name') return said;
  if (asked === 'id') return readIdentity(said);
  const read = readAddress(asked === 'phone' ? 'voice' : 'email', said, lenderCountry(ownEnvironment()));
  return 'address' in read ? read.address : null;
}

async function show(borrower: string, { reason, json }: { reason?: string; json?: true }): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const person =
      reason === undefined
        ? await maskedPerson(db.pool, seal, borrower)
        : await unmaskedPerson(db, seal, borrower, reason, me());
    if (json) say(JSON.stringify(person));
    else for (const line of linesOf(person)) say(line);
  });
}

function linesOf({ borrower, kind, name, identity, restricted, erased, loans, contacts }: Person): string[] {
  const standing = erased ? 'erased' : restricted ? 'restricted: no contact' : 'in use';
  return [
    `borrower   ${borrower} (${kind}), ${standing}`,
    `name       ${name ?? '-'}`,
    `identity   ${identity ?? '-'}`,
    `loans      ${loans.join(', ') || '-'}`,
    ...contacts.map(
      ({ whose, channel, address, consent, retired }) =>
        `${whose.padEnd(10)} ${channel.padEnd(7)} ${address ?? 'erased'}${consent ? '' : ', no consent'}${retired ? ', retired' : ''}`,
    ),
  ];
}

async function exportTo(borrower: string, { reason, out }: { reason: string; out: string }): Promise<void> {
  await withDatabase(async ({ db, seal }) => {
    const read = () => exportPerson(db, seal, borrower, reason, me());
    const all = await writeNew(out, read, (it) => `${JSON.stringify(it, null, 2)}\n`);
    const count = Object.values(all.records).reduce((sum, records) => sum + records.length, 0);
    say(`${borrower}: ${count} records in ${out}`);
  });
}

async function restrict(borrower: string, { reason, lift }: { reason: string; lift?: true }): Promise<void> {
  await withDatabase(async (it) => {
    const { db } = it;
    const news = lift
      ? await liftRestriction(db, borrower, reason, me())
      : await restrictPerson(db, borrower, reason, me());
    await tellWorkflows(it);
    if (lift) return say(news ? `${borrower}: the restriction is lifted` : `${borrower} was not restricted`);
    say(news ? `${borrower} is restricted: no contact until it is lifted` : `${borrower} is restricted already`);
    for (const { task, kind } of await openTasksOf(db.pool, borrower))
      say(`still open, not to be done: ${kind}  ${task}`);
  });
}

async function erase(borrower: string, it: { reason: string; emergencyContacts?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    if (it.emergencyContacts) {
      const count = await eraseEmergencyContacts(db, borrower, it.reason, me());
      return say(`${borrower}: ${count} emergency contacts are erased`);
    }
    const erased = await erasePerson(db, readRetention(), { borrower, reason: it.reason }, me());
    if (erased.outcome === 'known') return say(`${borrower} was erased before`);
    if (erased.outcome === 'erased') return say(`${borrower} is erased: ${erased.values} sealed values`);
    process.exitCode = 1;
    say(`${borrower} is not erased${erased.until === null ? '' : ` before ${erased.until}`}: ${erased.because}`);
    say(
      erased.restricted
        ? 'until then the data are restricted: only stored, no contact'
        : 'while a loan is open its contract is carried out; `person restrict` stops all contact',
    );
  });
}

async function retention({ until, json }: { until?: string; json?: true }): Promise<void> {
  if (until !== undefined) checkDay('--until', until);
  const rules = readRetention();
  await withDatabase(async ({ db }) => {
    const now = momentNow();
    for (const it of await retentionAhead(db.pool, rules, until ?? addDays(dayOf(now), 90), now)) {
      const line = `${it.from}  ${it.borrower}${it.stoppedBy === null ? '' : `  stopped: ${it.stoppedBy}`}`;
      say(json ? JSON.stringify(it) : line);
    }
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
