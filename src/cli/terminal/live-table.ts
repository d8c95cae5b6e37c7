import type { Reason } from '../../domain/reason/reason.js';
import { inPlainEnglish } from '../../domain/reason/words.js';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import { whyOf } from '../../store/base/why.js';

export interface LiveTable {
  /** Resolves when nothing new has happened for three seconds (five if nothing happens at all), at the latest after 20. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

interface Happened {
  id: string;
  at: Moment;
  loan: string;
  plan: string;
  dpd: number;
  what: string;
  detail: string;
  /** Null: `detail` says enough. */
  why: Reason | null;
  rule: string;
}

/** Widths in characters, which together fit a wide terminal. */
const COLUMNS = [19, 8, 26, 5, 16, 46] as const;
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
  print(row(['when', 'loan', 'plan', 'DPD', 'what', 'which'], 'rule'));
  print(
    row(
      COLUMNS.map((width) => '─'.repeat(width)),
      '────',
    ),
  );
  const look = async () => {
    const news = (await happened(db, since)).filter((it) => !seen.has(it.id));
    for (const it of news) {
      seen.add(it.id);
      print(
        row(
          [formatMoment(it.at).slice(0, 19).replace('T', ' '), it.loan, it.plan, String(it.dpd), it.what, which(it)],
          it.rule,
        ),
      );
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

function row(cells: readonly string[], last: string): string {
  return [...cells.map((cell, n) => cell.slice(0, COLUMNS[n]!).padEnd(COLUMNS[n]!)), last].join(' ');
}

function which({ what, detail, why }: Happened): string {
  if (why === null) return detail;
  return what === 'warning.open' ? `${detail}: ${inPlainEnglish(why)}` : `${inPlainEnglish(why)}${detail}`;
}

async function happened(db: Database, since: Moment): Promise<Happened[]> {
  return rows<Happened>(
    db.pool,
    `SELECT * FROM (
       SELECT d.loan_id || '/' || d.entry || '/' || coalesce(n.status, '') || coalesce(n.due_at::text, '') AS id,
              CASE WHEN n.status IN ('sent', 'failed', 'suppressed') THEN n.settled_at ELSE d.acted_at END AS at,
              d.loan_id AS loan, l.plan, d.dpd, d.what, d.rule,
              CASE d.what
                WHEN 'stage' THEN (d.detail->>'from') || ' → ' || (d.detail->>'to')
                WHEN 'tier' THEN coalesce(d.detail->>'from', 'usual') || ' → ' || coalesce(d.detail->>'to', 'usual')
                WHEN 'classify' THEN (d.detail->>'from') || ' → ' || (d.detail->>'to')
                WHEN 'notice' THEN (d.detail->>'channel') || ' ' || (d.detail->>'template') || ': ' ||
                  CASE WHEN n.status = 'reserved' AND n.reason IS NOT NULL
                       THEN 'waits (' || n.reason || ') until ' || to_char(n.due_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI')
                       ELSE n.status || coalesce(' (' || n.reason || ')', '') END
                WHEN 'close' THEN 'paid in full'
                WHEN 'warning.open' THEN d.detail->>'level'
                ELSE coalesce(d.detail->>'kind', '') || coalesce(' by ' || (d.detail->>'role'), '') || coalesce(', up to ' || (d.detail->>'upTo'), '')
              END AS detail, CASE d.what WHEN 'warning.open' THEN ${whyOf('d')} END AS why
       FROM loan_diary d JOIN loans l USING (loan_id) LEFT JOIN notices n ON n.loan_id = d.loan_id AND n.entry = d.entry
       WHERE d.acted_at >= $1 OR n.settled_at >= $1
       UNION ALL
       SELECT d.subject || '/' || d.entry, d.acted_at, c.borrower_id, '', 0, d.what, d.rule,
              d.subject || coalesce(', due ' || to_char(to_timestamp((d.detail->>'due')::numeric / 1000) AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI'), ''), NULL
       FROM diary d JOIN complaints c ON d.kind = 'complaint' AND d.subject = c.complaint_id WHERE d.acted_at >= $1
       UNION ALL
       SELECT d.subject || '/' || d.entry, d.acted_at, '', u.plan, 0, d.what, d.rule,
              coalesce(' by ' || (d.detail->>'role'), '') || coalesce(', up to ' || (d.detail->>'upTo'), ''), ${whyOf('d')}
       FROM diary d JOIN duties u ON d.kind = 'duty' AND d.subject = u.duty_id WHERE d.acted_at >= $1
     ) h WHERE h.what <> 'notice' OR h.detail NOT LIKE '%: reserved' AND h.detail NOT LIKE '%: sending'
     ORDER BY at, loan, what`,
    [new Date(since)],
  );
}
