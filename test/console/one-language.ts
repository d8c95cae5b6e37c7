import type { Page } from 'playwright-core';

/** What is of no language, or of every: ids, codes, numbers, units, names of things. */
const NEUTRAL =
  /\S+@\S+|\b(postloan|Temporal|JavaScript|Excel|English|PDF|XLSX|HTML|CSV|DOCX|ZIP|API|SMS|SHA-256|UTF-8|CNY|Ctrl|Esc|URL|JSON|OK|PAR|OIDC)\b/gi;
const CODE = /`[^`]*`|(?=[\w./:-]*[\d/])\w[\w./:-]*/g;

/** A letter's number, 律函〔2026〕3号, also as part of an id; and a firm, whose name stands before its id: 南屏裕丰油脂有限公司 (B006). */
const NAMED = /\p{Script=Han}+[〔-]\d{4}[〕-]\d+号?|\p{Script=Han}+ \(B\d+\)/gu;

/**
 * The texts of the page that are in the other language than the reader's: what is seen, and what is read aloud or shown under the pointer.
 * `own`: what people or the lender wrote themselves, such as names. Words of messages and of code stand in `.script` and `code`.
 */
export async function textsOfOther(page: Page, language: 'en' | 'zh-CN', own: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found = new Set<string>();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const skipped = 'script, style, code, pre, textarea, .script, .anticon, body [lang], .cm-editor';
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const text = (node.textContent ?? '').trim();
      const of = node.parentElement!;
      if (text !== '' && of.closest(skipped) === null && of.checkVisibility()) found.add(text);
    }
    for (const of of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = of.getAttribute(name)?.trim();
        if (text && of.closest(skipped) === null && of.checkVisibility()) found.add(text);
      }
    return [...found];
  });
  const written = [...own].filter((it) => it !== '').sort((a, b) => b.length - a.length);
  return texts.filter((text) => {
    const rest = written.reduce((left, it) => left.replaceAll(it, ' '), text);
    if (language === 'en') return /\p{Script=Han}/u.test(rest.replaceAll(NAMED, ' '));
    return /[A-Za-z]{2,}/.test(rest.replaceAll(CODE, ' ').replaceAll(NEUTRAL, ' '));
  });
}

/** What the lender has in words of its own: names of borrowers, branches, trades, products, collateral. Asked as who has signed in on the page. */
export async function ownWords(page: Page): Promise<string[]> {
  const list = async (path: string) =>
    page.evaluate(async (asked) => (await (await fetch(`api/v1/${asked}`)).json()) as { items: object[] }, path);
  const { items } = await list('borrowers?limit=100');
  const loans = await list('loans?limit=100');
  const lender = await page.evaluate(async () => (await (await fetch('api/v1/lender')).json()) as { name: string });
  const of = (it: object) =>
    ['name', 'branch', 'industry', 'class', 'product', 'collateral'].flatMap(
      (key) => (it as Record<string, string | string[] | null>)[key] ?? [],
    );
  return [...new Set([lender.name, ...[...items, ...loans.items].flatMap(of)])];
}
