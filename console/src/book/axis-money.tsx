import type { Answer } from '../client/client';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { COLOURS } from './lanes';
import { BOOK_WORDS } from './words';

export interface MoneyOf {
  due: Answer<'Schedule'>['instalments'];
  paid: Answer<'Payments'>['payments'];
}

const HALF = 9;

/** On the lane of money: a stroke where an instalment falls due, a dot where something was paid. `x` of a day; null: it is not drawn. */
export function Money({ due, paid, x, y }: MoneyOf & { x: (day: string) => number | null; y: number }) {
  const say = useWords(BOOK_WORDS);
  const { money } = useSaying();
  const sum = ({ principal, interest, fee }: MoneyOf['due'][number]) =>
    money((Number(principal) + Number(interest) + Number(fee)).toFixed(2));
  return (
    <g stroke={COLOURS.money} strokeWidth={2}>
      {due.map((it) => {
        const at = x(it.dueOn);
        if (at === null) return null;
        return (
          <line key={`${it.seq} ${it.dueOn}`} x1={at} x2={at} y1={y - HALF} y2={y + HALF}>
            <title>{`${it.dueOn} ${say.fallsDue} ${sum(it)}`}</title>
          </line>
        );
      })}
      {paid.map((it) => {
        const at = x(it.paidOn);
        if (at === null || it.reversedAt !== null) return null;
        return (
          <circle key={it.reference} cx={at} cy={y} r={5} fill={COLOURS.money}>
            <title>{`${it.paidOn} ${money(it.amount)}`}</title>
          </circle>
        );
      })}
    </g>
  );
}
