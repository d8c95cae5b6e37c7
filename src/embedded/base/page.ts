/** What both servers' pages look like. They work without any script, font or file from elsewhere. */
import { escapeHtml } from '../../domain/contact/html.js';

const style = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --back: #f6f8fa; --card: #fff; --mark: #0969da; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --back: #0d1117; --card: #151b23; --mark: #4493f8; }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
main { max-width: 960px; margin: 0 auto; padding: 28px 20px 60px }
header { display: flex; align-items: baseline; gap: 12px; margin-bottom: 18px; flex-wrap: wrap }
h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere }
a { color: var(--mark); text-decoration: none } a:hover { text-decoration: underline }
.soft { color: var(--soft); font-size: 13px }
.cards { display: grid; gap: 10px; grid-template-columns: minmax(0, 1fr) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; display: block; color: inherit }
a.card:hover { text-decoration: none; border-color: var(--mark) }
.row { display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap }
.grow { flex: 1; min-width: 0 }
.strong { font-weight: 600; overflow-wrap: anywhere }
.cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.tag { font-size: 12px; padding: 1px 9px; border-radius: 99px; border: 1px solid var(--line); color: var(--soft) }
.tag.good { color: #1a7f37; border-color: #1a7f3766 } .tag.bad { color: #cf222e; border-color: #cf222e66 }
.text { margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
iframe { width: 100%; height: 60vh; border: 1px solid var(--line); border-radius: 10px; background: #fff; margin-top: 14px }
details { margin-top: 14px } summary { cursor: pointer; color: var(--soft) }
nav { display: flex; gap: 12px; margin-top: 18px }`;

/** A moment as people here read it: in the lender's time. */
export function moment(iso: string): string {
  return `${new Date(iso).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' })}`;
}

export interface Page {
  title: string;
  /** Beside the title. HTML. */
  note?: string;
  body: string;
  refreshSeconds?: number;
}

export function page({ title, note = '', body, refreshSeconds }: Page): {
  html: string;
  headers: Record<string, string>;
} {
  const refresh = refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><header><h1>${escapeHtml(title)}</h1><span class="soft">${note}</span></header>
${body}
</main></body></html>`;
  // What was received is other people's text: nothing in it may run or fetch.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
  return { html, headers: { 'content-security-policy': policy } };
}
