import type { Language } from '../../domain/plan/template.js';
import { inWords } from '../../domain/preview/in-words.js';
import { lineOf, type TimelineLine } from '../../domain/preview/timeline.js';
import type { Reason } from '../../domain/reason/reason.js';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import { whyOf } from '../../store/base/why.js';
import { ownLanguage } from './language.js';
import { padded } from './padded.js';

export interface LiveTable {
  /** Resolves when nothing new has happened for three seconds (five if nothing happens at all), at the latest after 20. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** Of a loan, a complaint (`loan` is its borrower) or a unit. */
interface Happened {
  id: string;
  loan: string;
  plan: string;
  line: TimelineLine;
  /** Of a message that waits: until then. */
  until: Moment | null;
}

const HEADS: Record<Language, readonly string[]> = {
  en: ['when', 'loan', 'plan', 'days', 'row', 'what happened'],
  'zh-CN': ['时间', '贷款', '方案', '逾期', '条款', '事项'],
};
/** Widths in columns of a terminal; what happened takes what it needs. */
const WIDTHS = [19, 8, 26, 4, 6, 0] as const;
const WHAT_WIDTH = 60;
/** How often the database is asked for news. */
const EVERY_MS = 500;
/** After so long without news the sample book is at rest. */
const QUIET_MS = 3_000;
/** The first news may take longer, since workflows have to start. */
const FIRST_MS = 5_000;
/** Nobody watches for longer until `up` says where to look. */
const PATIENCE_MS = 20_000;
/** Ids that are remembered, about a megabyte. */
const MOST_SEEN = 10_000;

/** Prints what happens to each loan as it happens, one line each, read from the diary and the notices. */
export function liveTable(db: Database, print: (line: string) => void, now: () => Moment = Date.now): LiveTable {
  const seen = new Set<string>();
  let since = now();
  let lastNews = performance.now();
  let stopped = false;
  const language = ownLanguage();
  print(row(HEADS[language]));
  print(row(WIDTHS.map((width) => '─'.repeat(width || WHAT_WIDTH))));
  const look = async () => {
    const news = (await happened(db, since)).filter((it) => !seen.has(it.id));
    for (const it of news) {
      seen.add(it.id);
      print(row(cellsOf(it, language)));
    }
    if (news.length > 0) lastNews = performance.now();
  };
  const loop = (async () => {
    while (!stopped) {
      await look().catch(() => undefined); // the database restarts: look again
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      // Rows since the start are read again each time, since a transaction may become visible after its moment; those that were seen
      // are left out. When too many ids are remembered, only rows from now on are read.
      if (seen.size > MOST_SEEN) {
        seen.clear();
        since = now() - EVERY_MS;
      }
    }
  })();
  return {
    quiet: async () => {
      const begun = performance.now();
      lastNews = Math.max(lastNews, begun + FIRST_MS - QUIET_MS);
      while (!stopped && performance.now() - lastNews < QUIET_MS && performance.now() - begun < PATIENCE_MS) {
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      }
    },
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, n) => padded(cell, WIDTHS[n]!))
    .join(' ')
    .trimEnd();

function cellsOf({ loan, plan, line, until }: Happened, language: Language): string[] {
  const { what, why } = inWords(line, language);
  const waits = until === null ? '' : ` → ${formatMoment(until).slice(5, 16).replace('T', ' ')}`;
  const of = why === '' || line.what === 'notice' ? '' : language === 'zh-CN' ? `：${why}` : `: ${why}`;
  const days = typeof line.dpd === 'number' ? String(line.dpd) : '';
  const rule = typeof line.rule === 'string' ? line.rule : '';
  return [formatMoment(line.at).slice(0, 19).replace('T', ' '), loan, plan, days, rule, `${what}${waits}${of}`];
}

interface Row {
  id: string;
  at: Moment;
  loan: string;
  plan: string;
  dpd: number | null;
  what: string;
  rule: string;
  why: Reason;
  detail: Record<string, unknown>;
  status: string | null;
  reason: string | null;
  until: Moment | null;
}

async function happened(db: Database, since: Moment): Promise<Happened[]> {
  const found = await rows<Row>(
    db.pool,
    `SELECT * FROM (
       SELECT d.loan_id || '/' || d.entry || '/' || coalesce(n.status, '') || coalesce(n.due_at::text, '') AS id,
              CASE WHEN n.status IN ('sent', 'failed', 'suppressed') THEN n.settled_at ELSE d.acted_at END AS at,
              d.loan_id AS loan, l.plan, d.dpd, d.what, d.rule, ${whyOf('d')} AS why, d.detail,
              CASE n.status WHEN 'reserved' THEN 'waits' ELSE n.status END AS status, n.reason,
              CASE n.status WHEN 'reserved' THEN n.due_at END AS until
       FROM loan_diary d JOIN loans l USING (loan_id) LEFT JOIN notices n ON n.loan_id = d.loan_id AND n.entry = d.entry
       WHERE (d.acted_at >= $1 OR n.settled_at >= $1) AND (n.status IS NULL OR n.status <> 'sending' AND (n.status <> 'reserved' OR n.reason IS NOT NULL))
       UNION ALL
       SELECT d.subject || '/' || d.entry, d.acted_at, c.borrower_id, '', NULL, d.what, d.rule, ${whyOf('d')},
              d.detail || jsonb_build_object('complaint', c.complaint_id), NULL, NULL, NULL
       FROM diary d JOIN complaints c ON d.kind = 'complaint' AND d.subject = c.complaint_id WHERE d.acted_at >= $1
       UNION ALL
       SELECT d.subject || '/' || d.entry, d.acted_at, '', u.plan, NULL, d.what, d.rule, ${whyOf('d')}, d.detail, NULL, NULL, NULL
       FROM diary d JOIN duties u ON d.kind = 'duty' AND d.subject = u.duty_id WHERE d.acted_at >= $1
     ) h ORDER BY at, loan, what`,
    [new Date(since)],
  );
  return found.map(({ id, loan, plan, until, why, dpd, detail, status, reason, ...entry }) => {
    const said = status === null ? {} : { status, reason };
    const known = { ...detail, ...entry, why, ...said, ...(dpd === null ? {} : { dpd }) };
    return { id, loan, plan, until, line: { ...lineOf(known, loan, null), complaint: detail.complaint } };
  });
}
