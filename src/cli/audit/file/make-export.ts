import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { type Signer, signed } from '../../../domain/proof/envelope.js';
import {
  ENTRIES,
  HEAD,
  MANIFEST,
  manifestOf,
  SIGNATURE,
  STAMP,
  statementOfExport,
} from '../../../domain/proof/export.js';
import { type Head, headOf } from '../../../domain/proof/head.js';
import { SEGMENT } from '../../../domain/proof/segment.js';
import type { Moment } from '../../../domain/time/dates.js';
import { BadInput } from '../../../library/checked-yaml.js';
import { ownRules } from '../../../library/own-rules.js';
import { ownVersion } from '../../../library/own-version.js';
import { projectPath } from '../../../library/project-path.js';
import { type Database, rows } from '../../../store/base/connection/database.js';
import type { Seal } from '../../../store/base/seal.js';
import { noteFact, type Source } from '../../../store/facts/facts.js';
import { exportPerson } from '../../../store/people/person-export.js';
import { appendToRecord } from '../../../store/proof/append.js';
import { entriesOf } from '../../../store/proof/export.js';
import { signHead } from '../../../store/proof/heads/heads.js';
import { type Vouchers, vouchForHeads } from '../../../store/proof/heads/vouch.js';
import { keptFiles, runningFiles } from './histories.js';
import { pageOf } from './page.js';
import { zipped } from './zip.js';

/** What an export is made with. */
export interface Making {
  db: Database;
  seal: Seal;
  /** Where the workflows run that have not ended; null: it does not answer. */
  client: Client | null;
  signing: KeyObject | Signer;
  vouchers: Vouchers;
  /** Who asked for it, at the lender's moment. */
  by: Source;
  /** By the world's time, by which the record is written. */
  at: Moment;
}

export interface Made {
  zip: Buffer;
  entries: number;
  /** Histories that stand in the record. */
  kept: number;
  /** Those that do not yet, since their workflows still run; null: the server did not answer. */
  running: number | null;
  /** Who vouches for the record and could not, a line each. */
  troubles: string[];
}

/**
 * @param since the head of a file that its reader has: the proof that the record goes on from there is in this one
 * @throws BadInput for a loan that is not there, and where the record does not go on from `since`
 */
export async function makeExport(making: Making, loan: string, reason?: string, since?: Head): Promise<Made> {
  const { db, seal, client, signing, vouchers, by, at } = making;
  const [of] = await rows<{ borrower: string }>(
    db.pool,
    'SELECT borrower_id AS borrower FROM loans WHERE loan_id = $1',
    [loan],
  );
  if (!of) throw new BadInput([`no loan ${loan}`]);
  const person = reason === undefined ? null : await exportPerson(db, seal, of.borrower, reason, by);
  // The file says of itself that it was made.
  await noteFact(db.pool, by, 'audit export', `loan/${loan}`, reason === undefined ? {} : { reason });
  await appendToRecord(db, at);
  await signHead(db, signing, at);
  const troubles = await vouchForHeads(db, vouchers, at);
  const found = await entriesOf(db, of.borrower, since ? [since.size] : []);
  if (!found) throw new BadInput(['the record is empty']);
  const { head, stamp, entries, earlier, later, workflows } = found;
  const goesOn = (it: Head | null) => it?.database === since?.database && it?.root === since?.root;
  if (since && ![head, ...earlier.map((it) => it.head)].some((it) => goesOn(headOf(it))))
    throw new BadInput([`the record does not go on from the head of ${since.at}, which the earlier file has`]);
  const kept = await keptFiles(db.pool, workflows);
  // Those that still run are the server's alone.
  const running = client && (await runningFiles(client, workflows, kept));
  const about = {
    ...{ loan, borrower: of.borrower, madeAt: new Date(at).toISOString(), madeBy: by.actor },
    ...{ asOf: new Date(by.at).toISOString(), program: ownVersion(), rules: ownRules() },
  };
  const files = new Map<string, Uint8Array>([
    ['index.html', Buffer.from(pageOf(about, entries, later, person))],
    [HEAD, Buffer.from(JSON.stringify(head))],
    [SEGMENT, Buffer.from(JSON.stringify(earlier))],
    ...(stamp ? [[STAMP, stamp] as const] : []),
    [ENTRIES, Buffer.from(JSON.stringify(entries))],
    ['verify.sh', await readFile(projectPath('docs/verify-export.sh'))],
    ...kept,
    ...(running ?? []),
  ]);
  if (person) files.set('person.json', Buffer.from(JSON.stringify(person)));
  const manifest = Buffer.from(JSON.stringify(manifestOf(about, files)));
  files.set(MANIFEST, manifest);
  files.set(SIGNATURE, Buffer.from(JSON.stringify(signed(statementOfExport(manifest), signing))));
  return {
    zip: await zipped(files),
    entries: entries.length,
    kept: kept.size,
    running: running?.size ?? null,
    troubles,
  };
}
