import { createHash, type KeyObject, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { withReplays } from '../../src/cli/audit/file/histories.js';
import { judged } from '../../src/cli/audit/file/judged.js';
import { makeExport } from '../../src/cli/audit/file/make-export.js';
import { unzipped } from '../../src/cli/audit/file/zip.js';
import { type Day, momentAt } from '../../src/domain/time/dates.js';
import type { RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { workflowsOf } from '../../src/store/people/workflows-of.js';
import { appendToRecord } from '../../src/store/proof/append.js';
import { checkRecord } from '../../src/store/proof/check.js';
import { signHead } from '../../src/store/proof/heads/heads.js';
import { keepRun } from '../../src/store/proof/histories.js';
import { nullIfNotThere } from '../../src/worker/tell/refused.js';

interface OfLoan {
  exportMs: number;
  verifyMs: number;
  /** Of both, of this process. */
  cpuMs: number;
  /** A signature and the hash of each file. */
  bareMs: number;
  bytes: number;
  histories: number;
}

export interface Proved {
  loans: OfLoan[];
  things: number;
  leaves: number;
  checkMs: number;
  /** What is not as it should be, a line each. */
  foundings: string[];
}

interface Keys {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Keeps the histories, signs the record, compares all, and takes an export of each loan and verifies it. */
export async function prove(
  stage: RehearsalStage,
  bundle: { code: string },
  { privateKey, publicKey }: Keys,
  until: Day,
  say: (line: string) => void,
): Promise<Proved> {
  const { db, seal, clock } = stage.dependencies;
  const ids = (await rows<{ id: string }>(db.pool, 'SELECT loan_id AS id FROM loans ORDER BY 1')).map((it) => it.id);
  await keepAll(stage, await workflowsOf(db.pool, ids));
  // The record goes by the clock of the workflows, of which the rehearsal has skipped a year.
  const at = clock.toWorkflow(momentAt(until, '00:00'));
  await appendToRecord(db, at);
  await signHead(db, privateKey, at);
  const begun = performance.now();
  const checked = await checkRecord(db, [publicKey], { witnesses: [], authority: null });
  const checkMs = performance.now() - begun;
  say(`${checked.things} things compared in ${Math.round(checkMs)} ms`);
  const proved: Proved = { loans: [], things: checked.things, leaves: checked.leaves, checkMs, foundings: [] };
  proved.foundings.push(...checked.findings.map((it) => `${it.what}: ${it.where}: ${it.says}`));
  const dir = await mkdtemp(join(tmpdir(), 'postloan-export-'));
  for (const id of ids) {
    const by = { actor: 'bench', at: momentAt(until, '00:00') };
    const vouchers = { witnesses: [], authority: null };
    const making = { db, seal, client: stage.client, signing: privateKey, vouchers, by, at };
    const cpu = process.cpuUsage();
    const made = await timed(() => makeExport(making, id));
    const file = join(dir, `${encodeURIComponent(id)}.zip`);
    await writeFile(file, made.is.zip);
    const found = await timed(() =>
      withReplays(async (replays) => judged(await unzipped(file), [publicKey], [], replays), bundle),
    );
    const { user, system } = process.cpuUsage(cpu);
    const files = await unzipped(file);
    const bare = await timed(async () => {
      for (const bytes of files.values()) createHash('sha256').update(bytes).digest();
      verify(null, files.get('manifest.json')!, publicKey, Buffer.alloc(64));
    });
    proved.loans.push({
      ...{ exportMs: made.ms, verifyMs: found.ms, cpuMs: (user + system) / 1000, bareMs: bare.ms },
      ...{ bytes: made.is.zip.length, histories: found.is.replayed },
    });
    proved.foundings.push(...found.is.faults.map((it) => `${id}: ${it}`));
    const { same, followed, left } = found.is.decisions;
    say(
      `${id}: export ${Math.round(made.ms)} ms, verify ${Math.round(found.ms)} ms, ${made.is.zip.length} bytes, ${found.is.replayed} histories, decisions ${same}/${followed}/${left}, ${found.is.faults.length} faults`,
    );
  }
  await rm(dir, { recursive: true, force: true });
  return proved;
}

/** The server that skips time cannot list its runs: each workflow's last run is asked for, and those from which it went on. */
async function keepAll({ client, dependencies: { db } }: RehearsalStage, workflows: readonly string[]): Promise<void> {
  for (const workflow of workflows) {
    let next: string | null = null;
    for (let run: string | undefined; ; ) {
      const handle = client.workflow.getHandle(workflow, run);
      const known = await handle.describe().catch(nullIfNotThere);
      if (!known) break;
      const history = await handle.fetchHistory();
      const events = history.events ?? [];
      const previous = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || null;
      if (known.closeTime) {
        const of = { workflow, run: known.runId, type: known.type, status: known.status.name };
        const when = { startedAt: known.startTime.getTime(), closedAt: known.closeTime.getTime() };
        await keepRun(
          db.pool,
          { ...of, ...when, previous, next, events: events.length },
          Buffer.from(historyToJSON(history)),
        );
      }
      if (previous === null) break;
      next = known.runId;
      run = previous;
    }
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ is: T; ms: number }> {
  const begun = performance.now();
  return { is: await work(), ms: performance.now() - begun };
}
