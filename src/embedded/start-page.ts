import { escapeHtml } from '../domain/contact/html.js';
import { type HttpServer, serve } from './base/http.js';
import { moment, page } from './base/page.js';

/** A time that runs on its own: what it is now, and how fast it goes. */
export interface OwnTime {
  /** In milliseconds. */
  now(): number;
  speed: number;
}

/** The one address that `up` names first: what there is to look at, and what time it is there. `time` null: the world's. */
export function startPage(port: number, pages: Record<string, string>, time: OwnTime | null): Promise<HttpServer> {
  const links = Object.entries(pages).map(
    ([name, url]) =>
      `<a class="card" href="${escapeHtml(url)}"><span class="strong">${escapeHtml(name)}</span> <span class="soft">${escapeHtml(url)}</span></a>`,
  );
  return serve(
    [
      {
        method: 'GET',
        path: /^\/$/,
        handle: () => page({ title: 'postloan', body: bodyOf(links, time), refreshSeconds: 5 }),
      },
    ],
    port,
  );
}

const shown = (at: number) => moment(new Date(at).toISOString()).slice(0, 16);

function bodyOf(links: string[], time: OwnTime | null): string {
  const clock =
    time === null
      ? ''
      : `<p>The sample has a time of its own. There it is <span class="strong">${shown(time.now())}</span>,
and ${time.speed === 1 ? 'a minute is a minute' : `a minute here is ${spanOf(time.speed)} there`} (<code>up --speed</code>).<br>
示例贷款有自己的时间：现在是 <span class="strong">${shown(time.now())}</span>，快 ${time.speed} 倍。</p>`;
  return `${clock}
<div class="cards">${links.join('\n')}</div>
<p class="soft">In another terminal, in the same folder · 在同一文件夹的另一终端：</p>
<pre class="card text">npx postloan loan list --overdue
npx postloan loan show L012
npx postloan task list
npx postloan preview L012 --until ${shown((time?.now() ?? Date.now()) + 90 * 86_400_000).slice(0, 10)}</pre>`;
}

/** `1 hour`, `90 minutes`: what a minute is, so many times as fast. */
export function spanOf(speed: number): string {
  const [n, unit] = speed % 60 === 0 ? [speed / 60, 'hour'] : [speed, 'minute'];
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
