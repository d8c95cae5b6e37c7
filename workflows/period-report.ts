import { defineQuery, setCurrentDetails, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { Role } from '../src/domain/plan/roles.js';
import { deliverPaper, filePaper, gatherFigures } from './common/proxies.js';

export interface ReportInput {
  plan: string;
  kind: string;
  /** As written: 2026-10, 2026-Q3 … */
  period: string;
  /** The last day whose facts count. */
  asOf: string;
  /** Who gets it. */
  to: Role[];
  schemaVersion: 1;
}

/** How far it is. */
export interface ReportProgress {
  step: 'figures' | 'files' | 'delivery' | 'done';
  version: number | null;
  files: string[];
  /** How many have which outcome. */
  delivered: Record<string, number>;
}

const progress = defineQuery<ReportProgress>('progress');

/** A mail server that is away is waited for, longer each time: two days in all. */
const TRIES = 10;
const FIRST_WAIT_MS = 5 * 60_000;

/** One paper of a plan for one period: figures frozen at a cut-off, files, delivery (P4.11, P5.12, P7.11 …). */
export async function periodReport({ plan, kind, period, asOf, to }: ReportInput): Promise<ReportProgress> {
  const state: ReportProgress = { step: 'figures', version: null, files: [], delivered: {} };
  setHandler(progress, () => state);
  const tell = (title: string) =>
    setCurrentDetails(describe(`**${title}** ${period} of ${plan}, as of ${asOf}`, state));
  tell(kind);

  const made = await gatherFigures({ plan, kind, period, asOf, now: Date.now() });
  Object.assign(state, { step: 'files', version: made.version });
  tell(made.title);

  state.files = await filePaper({ report: made.report, now: Date.now() });
  state.step = 'delivery';
  tell(made.title);

  for (let n = 1; n <= TRIES; n++) {
    const begun = workflowInfo().startTime.getTime();
    const delivery = await deliverPaper({ report: made.report, to, now: Date.now(), last: n === TRIES, begun });
    state.delivered = delivery.outcomes;
    tell(made.title);
    if (delivery.waiting === 0) break;
    await sleep(FIRST_WAIT_MS * 2 ** (n - 1), { summary: 'mail server' });
  }
  state.step = 'done';
  tell(made.title);
  return state;
}

function describe(what: string, { step, version, files, delivered }: ReportProgress): string {
  const mails = Object.entries(delivered).map(([outcome, count]) => `- ${count} ${outcome}`);
  return [
    what,
    '',
    `${step}${version === null ? '' : `, version ${version}`}`,
    ...files.map((it) => `- ${it}`),
    ...mails,
  ].join('\n');
}
