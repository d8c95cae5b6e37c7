import { escapeHtml, PAGE_FONTS } from '../../../domain/contact/html.js';
import type { Manifest } from '../../../domain/proof/export.js';
import type { Entry } from '../../../domain/proof/leaf.js';
import { rowsOf } from '../../../domain/proof/rows.js';
import type { Reason } from '../../../domain/reason/reason.js';
import { inChinese, inPlainEnglish } from '../../../domain/reason/words.js';
import type { PersonExport } from '../../../store/people/person-export.js';
import { pictureOf } from './picture.js';

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
    columns: ['due_at', 'channel', 'template', 'status', 'words', 'reason', 'contacted_at', 'provider_id'],
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

/** What stands over a column, in both languages; others by their own name. */
const HEADS: Record<string, [zh: string, en: string]> = {
  at: ['时间', 'at'],
  subject: ['对象', 'about'],
  what: ['事项', 'what'],
  rule: ['条款', 'row'],
  because: ['原因', 'why'],
  dpd: ['逾期天数', 'days past due'],
  stage: ['阶段', 'stage'],
  due_at: ['应于', 'due'],
  channel: ['渠道', 'channel'],
  template: ['模板', 'template'],
  words: ['内容', 'words'],
  status: ['状态', 'status'],
  reason: ['说明', 'reason'],
  contacted_at: ['联系时间', 'contacted'],
  provider_id: ['服务商编号', 'provider’s id'],
  asked_at: ['询问时间', 'asked'],
  asked_by: ['询问人', 'by'],
  purpose: ['目的', 'purpose'],
  allowed: ['允许', 'allowed'],
  outcome: ['结果', 'outcome'],
  paid_on: ['还款日', 'paid'],
  reference: ['流水号', 'reference'],
  amount: ['金额', 'amount'],
  recorded_at: ['入账时间', 'recorded'],
  reversed_on: ['冲正日', 'reversed'],
  opened_at: ['开立', 'opened'],
  kind: ['类别', 'kind'],
  owner: ['负责人', 'owner'],
  ended_at: ['结束', 'ended'],
  opened_by: ['提出人', 'proposed by'],
  decided_by: ['审批人', 'decided by'],
  approved: ['批准', 'approved'],
  actor: ['操作人', 'who'],
  detail: ['详情', 'detail'],
  entry: ['位置', 'place'],
};

/** What was null is left out of the record, also within a reason, whose words ask for it. */
const withNulls = <T extends object>(it: T): T =>
  new Proxy(it, {
    get: (of, key) => {
      const value: unknown = Reflect.get(of, key);
      if (typeof value === 'object' && value !== null) return withNulls(value);
      return value === undefined ? null : value;
    },
  });

/** In both languages; null: it is no reason, or one of another version that has no words here. */
function wordsOf(value: object): string | null {
  const reason = withNulls(value as Reason);
  try {
    return `${escapeHtml(inChinese(reason))}<br>${escapeHtml(inPlainEnglish(reason))}`;
  } catch {
    return null;
  }
}

const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(\+00:00|Z)$/;

const said = (value: unknown, column: string): string => {
  if (value === undefined) return '';
  // As the record has it, without fractions of a second.
  if (column.endsWith('at') && MOMENT.test(String(value)))
    return String(value).replace(MOMENT, '<span>$1</span> <span>$2</span>');
  const words = typeof value === 'object' && value !== null && 'code' in value ? wordsOf(value) : null;
  return words ?? escapeHtml(typeof value === 'object' ? JSON.stringify(value) : String(value));
};

/** The words of each message by its id: as sent where they are known, else those of its template with its gaps. */
function wordsOfNotices(entries: readonly Entry[], person: PersonExport | null): Map<unknown, unknown> {
  const of = rowsOf(entries);
  const language = of('borrowers')[0]?.language === 'en' ? 'en' : 'zh-CN';
  const templates = new Map(of('templates').map((it) => [`${it.template}/${it.version}`, it.content as Template]));
  const inTemplate = of('notices').map((it): [unknown, unknown] => [
    it.notice_id,
    templates.get(`${it.template}/${it.template_version}`)?.[language]?.text,
  ]);
  const sent = (person?.records.notices ?? []).map((it): [unknown, unknown] => [it.notice_id, it.text ?? undefined]);
  return new Map([...inTemplate, ...sent.filter(([, text]) => text !== undefined)]);
}

const withWords = (notice: Entry, words: ReadonlyMap<unknown, unknown>): Entry => ({
  ...notice,
  content: (notice.content as Row[] | null)?.map((it) => ({ ...it, words: words.get(it.notice_id) })) ?? null,
});

type Template = Partial<Record<'zh-CN' | 'en', { text?: string }>>;

function section({ table, zh, en, by, columns }: (typeof SECTIONS)[number], entries: readonly Entry[]): string {
  const lines = entries
    .filter((it) => it.table === table)
    .flatMap(({ content, leaves }) =>
      ((content as Row[] | null) ?? []).map((row) => ({
        row,
        leaf: leaves.at(-1)?.leaf.position ?? '不在记录中 not in the record',
      })),
    )
    .sort((a, b) => (String(a.row[by]) < String(b.row[by]) ? -1 : 1));
  if (lines.length === 0) return `<h2>${zh} ${en}</h2><p>无 none</p>`;
  const head = [...columns, 'entry'].map((it) => `<th scope="col">${HEADS[it]?.join(' ') ?? it}</th>`).join('');
  const body = lines
    .map(({ row, leaf }) => `<tr>${columns.map((it) => `<td>${said(row[it], it)}</td>`).join('')}<td>${leaf}</td></tr>`)
    .join('\n');
  return `<h2>${zh} ${en} (${lines.length})</h2><div class="wide" tabindex="0" role="region" aria-label="${zh} ${en}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/**
 * What stands in the file, to be read in a browser without a network. Times are UTC, sums in the currency's smallest unit.
 * @param person what is known of the borrower in the clear; null: the page shows nothing personal
 */
export function pageOf(
  manifest: Omit<Manifest, 'files' | 'format'>,
  entries: readonly Entry[],
  later: readonly string[],
  person: PersonExport | null,
): string {
  const words = wordsOfNotices(entries, person);
  const shown = entries.map((it) => (it.table === 'notices' ? withWords(it, words) : it));
  const clear = person
    ? '含个人信息（<code>person.json</code>、通知内容） with personal data'
    : '不含个人信息 no personal data';
  const about = `${escapeHtml(manifest.loan)} / ${escapeHtml(manifest.borrower)}`;
  const left =
    later.length === 0
      ? ''
      : `<p>签名之后变更、未收录 changed after the head, not in this file: ${later.map(escapeHtml).join('; ')}</p>`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="color-scheme" content="light dark"><title>${about}</title>
<style>${STYLE}</style></head>
<body><main><h1>贷款档案 Loan file ${about}</h1>
<p>${escapeHtml(manifest.madeAt)}, ${escapeHtml(manifest.madeBy)}. 时间为UTC，金额为最小货币单位。Times are UTC, sums in the smallest unit of the currency. ${clear}. 位置：记录中的位置 place: where it stands in the record. 其余见 All else: <code>entries.json</code>.</p>
${left}${pictureOf(manifest.loan, entries)}
${SECTIONS.map((it) => section(it, shown)).join('\n')}
</main></body></html>
`;
}

const STYLE = `body{font-family:${PAGE_FONTS};margin:1rem;line-height:1.5;color:CanvasText;background:Canvas}main{max-width:90rem;margin:auto}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;font-size:.85rem;width:100%;min-width:64rem}td,th{border:1px solid #767676;padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}td:nth-child(5){min-width:16rem}th,td span{white-space:nowrap}
.wide{overflow-x:auto}figure{margin:1rem 0;overflow-x:auto}svg{width:100%;min-width:36rem;max-width:60rem;height:auto}text{font-size:12px;fill:CanvasText}.axis{fill:none;stroke:#767676}.dpd{fill:none;stroke:#d4380d;stroke-width:2}.contact{fill:#1677ff}.paid{fill:Canvas;stroke:#389e0d;stroke-width:2}figcaption{font-size:.85rem}
@page{size:A4 landscape;margin:12mm}@media print{:root{color-scheme:light}body{margin:0;font-size:9pt}table{font-size:7.5pt;min-width:0}td:nth-child(5){min-width:0}td,th{padding:1pt 3pt}th{white-space:normal}.wide{overflow:visible}tr,figure{break-inside:avoid}h2{break-after:avoid}}`;
