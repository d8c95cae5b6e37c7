import { formatMoney } from '../../domain/money/money.js';
import { VOCABULARY } from './vocabulary.js';

const PROPOSAL = '-proposal';

/** Work that proposes a relief or disposal is named by it: `grace-proposal`. */
export const word = (text: string): string =>
  VOCABULARY[text] ?? (text.endsWith(PROPOSAL) ? `${VOCABULARY[text.slice(0, -PROPOSAL.length)] ?? text}方案` : text);
/** A tier's name; some are also the name of something else. */
export const tierWord = (tier: string): string =>
  ({ medium: '中风险', low: '低风险', normal: '一般' })[tier] ?? word(tier);
export const words = (texts: readonly string[]): string => texts.map(word).join('、');

/** `1,234.50` of 123450 minor units. */
export function money(minor: number): string {
  const [whole, decimals] = formatMoney(minor).split('.');
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** `3.25%` of 0.0325; a dash when there is nothing to work it out from. */
export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(2)}%`);

/** Points are rounded so. */
export const toTenth = (points: number): number => Math.round(points * 10) / 10;

/** What the diary says of why (src/domain/scene/condition.ts), for readers of a paper; what it does not know stays as it is. */
export const reason = (why: string): string =>
  why
    .replace(/(\d+) days past due/g, '逾期$1天')
    .replace(/(\d+) instalments overdue/g, '$1期未还')
    .replace(/overdue ([\d.]+)/g, '逾期金额$1')
    .replace(/cause ([a-z]+)/g, '成因：$1')
    .replace(/its segment/g, '属重点关注的行业或客户')
    .replace(/nothing spoke for (\S+) for (\d+) days/g, (_, tier, days) => `连续${days}天没有${tierWord(tier)}的事由`)
    .replace(/set by hand: /g, '人工认定：')
    .replace(/no case of /g, '尚无处置：')
    .replace(/[a-z]+(?:-[a-z]+)*/g, (text) => VOCABULARY[text] ?? text)
    .replace(/; /g, '；')
    .replace(/, /g, '，')
    .replace(/: /g, '：');
