import type { Entry } from '../../../domain/proof/leaf.js';
import { momentOf, rowsOf } from '../../../domain/proof/rows.js';
import { dayOf, type Moment } from '../../../domain/time/dates.js';

const [WIDTH, HEIGHT, LEFT, FLOOR] = [720, 200, 34, 150];
/** Below the line: when the borrower was contacted, and when money came. */
const ROWS = { contact: 168, paid: 186 };

/** The loan's days past due as its decisions have them, with each contact and each payment, as SVG; empty: nothing was decided. */
export function pictureOf(loan: string, entries: readonly Entry[]): string {
  const of = rowsOf(entries);
  const line = of('diary')
    .filter((it) => it.kind === 'loan' && it.subject === loan && it.dpd !== undefined)
    .map((it) => ({ at: momentOf(it.at)!, dpd: Number(it.dpd) }))
    .sort((a, b) => a.at - b.at);
  const contacts = of('notices').flatMap((it) => (it.loan_id === loan ? (momentOf(it.contacted_at) ?? []) : []));
  const payments = of('payments').flatMap((it) => (it.loan_id === loan ? (momentOf(it.paid_on) ?? []) : []));
  if (line.length === 0) return '';
  const all = [...line.map((it) => it.at), ...contacts];
  const [from, until] = [Math.min(...all), Math.max(...all)];
  const most = Math.max(1, ...line.map((it) => it.dpd));
  const x = (at: Moment) => round(LEFT + ((at - from) / Math.max(1, until - from)) * (WIDTH - LEFT - 10));
  const y = (dpd: number) => round(FLOOR - (dpd / most) * (FLOOR - 20));
  const path = line.map(({ at, dpd }, n) => (n === 0 ? `M${x(at)} ${y(dpd)}` : `H${x(at)}V${y(dpd)}`)).join('');
  const marks = (moments: Moment[], row: keyof typeof ROWS) =>
    moments
      .filter((it) => it >= from && it <= until)
      .map((it) => `<circle class="${row}" cx="${x(it)}" cy="${ROWS[row]}" r="4"><title>${dayOf(it)}</title></circle>`)
      .join('');
  const said = `逾期天数、联系与还款 Days past due, contacts and payments: ${dayOf(from)} – ${dayOf(until)}, ${most}`;
  return `<figure tabindex="0"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}">
<path class="axis" d="M${LEFT} 20V${FLOOR}H${WIDTH - 10}"/><path class="dpd" d="${path}"/>
<text x="${LEFT - 4}" y="26" text-anchor="end">${most}</text><text x="${LEFT - 4}" y="${FLOOR}" text-anchor="end">0</text>
<text x="${LEFT}" y="14">${dayOf(from)}</text><text x="${WIDTH - 10}" y="14" text-anchor="end">${dayOf(until)}</text>
${marks(contacts, 'contact')}${marks(payments, 'paid')}</svg>
<figcaption>逾期天数（线）、联系（实心点）与还款（空心点） Days past due (line), contacts (filled), payments (hollow)</figcaption></figure>`;
}

const round = (it: number): number => Math.round(it * 10) / 10;
