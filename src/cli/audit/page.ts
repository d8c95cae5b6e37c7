import { escapeHtml, PAGE_FONTS } from '../../domain/contact/html.js';
import type { Entry, Manifest } from '../../domain/proof/export.js';
import type { Reason } from '../../domain/reason/reason.js';
import { inChinese, inPlainEnglish } from '../../domain/reason/words.js';

type Row = Record<string, unknown>;

/** The columns that a reader looks for; all else stands in entries.json. */
const SECTIONS: { table: string; zh: string; en: string; by: string; columns: string[] }[] = [
  {
    table: 'diary',
    zh: '决定',
    en: 'Decisions',
    by: 'at',
    columns: ['at', 'subject', 'what', 'rule', 'because', 'dpd', 'stage'],
  },
  {
    table: 'notices',
    zh: '通知',
    en: 'Messages',
    by: 'due_at',
    columns: ['due_at', 'channel', 'template', 'status', 'reason', 'contacted_at', 'provider_id'],
  },
  {
    table: 'staff_calls',
    zh: '人工通话',
    en: 'Calls by staff',
    by: 'asked_at',
    columns: ['asked_at', 'asked_by', 'purpose', 'allowed', 'outcome'],
  },
  {
    table: 'payments',
    zh: '还款',
    en: 'Payments',
    by: 'recorded_at',
    columns: ['paid_on', 'reference', 'amount', 'recorded_at', 'reversed_on'],
  },
  {
    table: 'tasks',
    zh: '任务',
    en: 'Tasks',
    by: 'opened_at',
    columns: ['opened_at', 'kind', 'rule', 'because', 'owner', 'due_at', 'status', 'ended_at'],
  },
  {
    table: 'cases',
    zh: '处置',
    en: 'Cases',
    by: 'opened_at',
    columns: ['opened_at', 'kind', 'rule', 'opened_by', 'decided_by', 'approved', 'outcome'],
  },
  {
    table: 'audit_log',
    zh: '操作记录',
    en: 'The log',
    by: 'at',
    columns: ['at', 'actor', 'what', 'subject', 'detail'],
  },
];

const said = (value: unknown): string => {
  if (value === undefined) return '';
  if (typeof value === 'object' && value !== null && 'code' in value) {
    const reason = value as Reason;
    return `${inChinese(reason)}<br>${inPlainEnglish(reason)}`;
  }
  return escapeHtml(typeof value === 'object' ? JSON.stringify(value) : String(value));
};

function section({ table, zh, en, by, columns }: (typeof SECTIONS)[number], entries: readonly Entry[]): string {
  const lines = entries
    .filter((it) => it.table === table)
    .flatMap(({ content, leaves }) =>
      ((content as Row[] | null) ?? []).map((row) => ({ row, leaf: leaves.at(-1)!.leaf.position })),
    )
    .sort((a, b) => (String(a.row[by]) < String(b.row[by]) ? -1 : 1));
  if (lines.length === 0) return `<h2>${zh} ${en}</h2><p>无 none</p>`;
  const head = [...columns, 'entry'].map((it) => `<th scope="col">${it}</th>`).join('');
  const body = lines
    .map(({ row, leaf }) => `<tr>${columns.map((it) => `<td>${said(row[it])}</td>`).join('')}<td>${leaf}</td></tr>`)
    .join('\n');
  return `<h2>${zh} ${en} (${lines.length})</h2><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** What stands in the file, to be read in a browser without a network. Times are UTC, sums in the currency's smallest unit. */
export function pageOf(
  manifest: Omit<Manifest, 'files' | 'format'>,
  entries: readonly Entry[],
  later: readonly string[],
): string {
  const about = `${escapeHtml(manifest.loan)} / ${escapeHtml(manifest.borrower)}`;
  const left =
    later.length === 0
      ? ''
      : `<p>签名之后变更、未收录 changed after the head, not in this file: ${later.map(escapeHtml).join('; ')}</p>`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${about}</title>
<style>body{font-family:${PAGE_FONTS};margin:2rem;line-height:1.5}table{border-collapse:collapse;font-size:.85rem}td,th{border:1px solid #767676;padding:.2rem .5rem;text-align:left;vertical-align:top}.wide{overflow-x:auto}</style></head>
<body><main><h1>贷款档案 Loan file ${about}</h1>
<p>${escapeHtml(manifest.madeAt)}, ${escapeHtml(manifest.madeBy)}. 时间为UTC，金额为最小货币单位；不含个人信息。Times are UTC, sums in the smallest unit of the currency; no personal data. <code>entry</code>: 记录中的位置 its place in the record.</p>
${left}${SECTIONS.map((it) => section(it, entries)).join('\n')}
</main></body></html>
`;
}
