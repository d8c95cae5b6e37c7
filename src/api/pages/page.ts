/** The page for borrowers: one document, no script, nothing loaded from elsewhere. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../domain/contact/html.js';
import type { Statement } from '../../domain/loan/standing.js';
import { formatMoney } from '../../domain/money/money.js';
import { currencyWord, writtenMoney } from '../../domain/money/written-money.js';
import { addDays, dayOf, type Moment } from '../../domain/time/dates.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { type Language, type Said, WORDS } from './page-words.js';

const STYLE = `
body { font: 17px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 32em; padding: 1em; color: #1c1c1e; background: #fff }
h1 { font-size: 1.2em } dl { display: grid; grid-template-columns: auto 1fr; gap: .2em 1em } dd { margin: 0; text-align: right; font-weight: 600 }
details { border-top: 1px solid #d1d1d6; padding: .7em 0 } summary { cursor: pointer; font-weight: 600 }
label { display: block; margin: .6em 0 } input, textarea { box-sizing: border-box; width: 100%; font: inherit; padding: .5em }
a.pay, button { display: block; box-sizing: border-box; width: 100%; font: inherit; padding: .7em; text-align: center; text-decoration: none; border: 0; border-radius: .4em; color: #fff; background: #0a5bb5 }
.said { padding: .7em; border-radius: .4em; background: #e8f1fb } footer { border-top: 1px solid #d1d1d6; padding-top: .7em; color: #55555a }
`;

/** The address of a page is a key: it must not be kept, found, framed or told to another site. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

export interface Lender {
  name: string;
  hotline: string;
}

export interface OwedOnPage {
  loan: string;
  currency: string;
  statement: Statement;
}

export function loanPage(it: {
  /** The page's own address, from which the addresses of its forms are made. */
  path: string;
  language: Language;
  lender: Lender;
  /** What is owed of each loan of which the message speaks. */
  loans: readonly OwedOnPage[];
  now: Moment;
  payable: boolean;
  said: Said | null;
}): string {
  const { path, language, lender, loans, now, said } = it;
  const words = WORDS[language];
  const owing = loans.filter(({ statement }) => statement.outstanding > 0);
  const form = (action: string, title: string, fields: string) =>
    `<details><summary>${title}</summary><form method="post" action="${path}/${action}?lang=${language}">${fields}<button>${words.send}</button></form></details>`;
  const text = (label: string, required: string) =>
    `<label>${label}<textarea name="text" rows="4" maxlength="2000"${required}></textarea></label>`;
  const promise = (of: OwedOnPage) => {
    const title = owing.length === 1 ? words.promise : `${words.promise} ${escapeHtml(of.loan)}`;
    return form('promise', title, promiseFields(of, now, language));
  };
  return document(
    language,
    lender,
    `${said === null ? '' : `<p class="said" role="status">${words.said[said]}</p>`}
${loans.map((of) => statementOf(of, language) + (it.payable ? payLink(of, path, language) : '')).join('\n')}
<p>${owing.length > 0 ? words.ignore : words.nothing}</p>
${owing.map(promise).join('')}${owing.length > 0 ? form('relief', words.relief, text(words.reliefText, '')) : ''}
${form('complaint', words.complain, text(words.complainText, ' required'))}
${form('opt-out', words.optOut, `<p>${words.optOutText}</p>`)}
<p><a href="${path}?lang=${language === 'en' ? 'zh-CN' : 'en'}">${words.other}</a></p>`,
  );
}

/** What is owed of a loan, and since when. */
function statementOf({ loan, currency, statement }: OwedOnPage, language: Language): string {
  const words = WORDS[language];
  const { since, overdue, next } = statement;
  const money = (minor: number) =>
    `${writtenMoney(minor)}${language === 'en' ? ' ' : ''}${escapeHtml(currencyWord(currency, language))}`;
  const line = (name: string, value: string) => `<dt>${name}</dt><dd>${value}</dd>`;
  const lines = [
    line(words.loan, escapeHtml(loan)),
    since === null ? '' : line(words.overdue, money(overdue)) + line(words.since, writtenDay(since, language)),
    next === null ? '' : line(words.next, money(next.amount)) + line(words.on, writtenDay(next.on, language)),
  ];
  return `<dl>${lines.join('')}</dl>`;
}

const payLink = ({ loan, statement }: OwedOnPage, path: string, language: Language): string =>
  statement.outstanding > 0
    ? `<p><a class="pay" href="${path}/pay?loan=${encodeURIComponent(loan)}">${WORDS[language].pay}</a></p>`
    : '';

function promiseFields({ loan, currency, statement }: OwedOnPage, now: Moment, language: Language): string {
  const words = WORDS[language];
  const today = dayOf(now);
  const asked = statement.overdue || statement.next?.amount || 0;
  return `<input type="hidden" name="loan" value="${escapeHtml(loan)}">
<label>${words.promiseOn}<input type="date" name="on" required min="${today}" max="${addDays(today, 31)}"></label>
<label>${words.promiseAmount} (${escapeHtml(currency)})<input name="amount" inputmode="decimal" required value="${formatMoney(asked)}"></label>`;
}

/** Asks before messages are stopped: a program that merely checks the link must not stop them. */
export function unsubscribePage(language: Language, lender: Lender, path: string, done: boolean): string {
  const words = WORDS[language];
  const form = `<form method="post" action="${path}"><p>${words.optOutText}</p><button>${words.optOut}</button></form>`;
  return document(language, lender, done ? `<p class="said" role="status">${words.said['opt-out']}</p>` : form);
}

/** For a link that is no longer valid: in both languages, since nobody knows whose it was. */
export function gonePage(lender: Lender): string {
  return document('zh-CN', lender, `<p>${WORDS['zh-CN'].gone}</p><p lang="en">${WORDS.en.gone}</p>`);
}

function document(language: Language, lender: Lender, body: string): string {
  const words = WORDS[language];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(lender.name || words.title)}</h1>
${body}
${lender.hotline === '' ? '' : `<footer>${words.call} ${escapeHtml(lender.hotline)}</footer>`}
</body></html>
`;
}
