import type { Answer } from '../client/client';
import { useWords, words } from '../words/language';
import { useSaying } from '../words/said';
import { Mark } from './mark';

export const REST_WORDS = words({
  hold: ['Hold', '暂停'],
  complaint: ['Complaint', '投诉'],
  grace: ['Grace', '宽限'],
  promise: ['Promise', '还款承诺'],
  signal: ['News', '外部消息'],
  suit: ['Suit', '诉讼'],
  fromDay: [(day: string) => `from ${day}`, (day: string) => `${day} 起`],
  open: ['no end yet', '尚无期限'],
  rests: [
    (why: string, until: string) => `Rests · ${why} · ${until}`,
    (why: string, until: string) => `暂停 · ${why} · ${until}`,
  ],
});

type Rest = Answer<'Rest'>;

/** From when on a loan that rests may be collected again. */
export function useRestEnd(): (it: Rest) => string {
  const say = useWords(REST_WORDS);
  const { moment } = useSaying();
  return ({ until }) => (until === null ? say.open : say.fromDay(moment(until).replace(' 00:00', '')));
}

/** That nobody collects, why, and from when on somebody may. */
export function Resting({ of }: { of: Rest }) {
  const say = useWords(REST_WORDS);
  const endOf = useRestEnd();
  return <Mark tone="info">{say.rests(say[of.kind], endOf(of))}</Mark>;
}
