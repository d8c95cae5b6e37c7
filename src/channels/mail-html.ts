import { escapeHtml, PAGE_FONTS } from '../domain/contact/html.js';
import type { Outgoing } from './message/channel.js';

/** Styles by element names only; the mail is readable without them, since many mail programs leave them out. */
const STYLE = `body{margin:0 auto;padding:24px 16px;max-width:600px;font:16px/1.7 ${PAGE_FONTS};color:#1c1c1e;background:#fff;overflow-wrap:anywhere}
p{margin:0 0 16px}
a{color:#0a5bb5}`;

/** The words of a mail as a page that fetches nothing: the same words, with links that can be followed. */
export function mailHtml({ subject, text, language }: Pick<Outgoing, 'subject' | 'text' | 'language'>): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((it) => `<p>${it.split('\n').map(lineHtml).join('<br>\n')}</p>`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(subject)}</title>
<style>${STYLE}</style>
</head>
<body>
${paragraphs.join('\n')}
</body>
</html>
`;
}

/** `办理：https://…`, as templates write it. Only a whole line is a link, so that an address within a borrower's name never is. */
const LINK_LINE = /^(?:([^\s:：]{1,40})[:：] ?)?(https?:\/\/[\x21-\x7e]+)$/;

/** Shows a link by the words before it (`办理`), since a signed address tells a reader nothing. */
function lineHtml(line: string): string {
  const [, name, url] = LINK_LINE.exec(line.trim()) ?? [];
  return url === undefined ? escapeHtml(line) : `<a href="${escapeHtml(url)}">${escapeHtml(name ?? url)}</a>`;
}
