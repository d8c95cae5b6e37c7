import { useMemo } from 'react';
import { STATUS_WORDS } from '../book/words';
import type { Answer } from '../client/client';
import { Chart } from '../parts/chart/chart';
import type { Drawing } from '../parts/chart/chart-options';
import { Mark } from '../parts/mark';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { OPS_WORDS } from './words';

type Operations = Answer<'Operations'>;

/** What became of the messages, by channel. */
export function Outcomes({ of }: { of: Operations['outcomes'] }) {
  const say = useWords(OPS_WORDS);
  const status = useWords(STATUS_WORDS);
  const { word } = useSaying();
  const drawing = useMemo((): Drawing => {
    const channels = [...new Set(of.map((it) => it.channel))];
    const ends = [...new Set(of.map((it) => it.became))];
    const count = (channel: string, became: string) =>
      of.find((it) => it.channel === channel && it.became === became)?.messages ?? 0;
    return {
      ...{ type: 'bar', unit: 'integer', stacked: true, x: channels.map(word) },
      series: ends.map((became) => ({
        name: status[became as keyof typeof status] ?? word(became),
        values: channels.map((channel) => count(channel, became)),
      })),
    };
  }, [of, status, word]);
  return of.length === 0 ? (
    <p className="soft">{say.noMessages}</p>
  ) : (
    <Chart label={say.messagesChart} drawing={drawing} />
  );
}

/** Messages whose time has come and that have not gone, by what they wait for. */
export function Waiting({ of }: { of: Operations['waiting'] }) {
  const say = useWords(OPS_WORDS);
  const { word, moment } = useSaying();
  const much = (count: number, tone: 'bad' | 'warn') => (count > 0 ? <Mark tone={tone}>{count}</Mark> : '0');
  const columns: Column<Operations['waiting'][number]>[] = [
    { label: say.channel, show: (it) => word(it.channel) },
    { label: say.late, show: (it) => much(it.late, 'bad'), figure: true },
    { label: say.unknown, show: (it) => much(it.unknown, 'bad'), figure: true },
    { label: say.resting, show: (it) => much(it.resting, 'warn'), figure: true },
    { label: say.paused, show: (it) => much(it.paused, 'warn'), figure: true },
    { label: say.since, show: (it) => <time className="number">{moment(it.since)}</time> },
  ];
  if (of.length === 0) return <p className="soft">{say.noWaiting}</p>;
  return <Rows label={say.waiting} columns={columns} rows={of} keyOf={(it) => it.channel} />;
}
