import { useMemo } from 'react';
import type { Answer } from '../client/client';
import { Chart } from '../parts/chart/chart';
import type { Drawing } from '../parts/chart/chart-options';
import { useWords } from '../words/language';
import { minor, useSaying } from '../words/said';
import { HEADS_WORDS } from './words';

type Portfolio = Answer<'Portfolio'>;
type Group = Answer<'PortfolioGroup'>;

/** Ages of arrears, the best first. */
const AGES = ['0', '1-30', '31-60', '61-90', '91-270', '271-360', '361+'];

export function ByAge({ groups }: { groups: readonly Group[] }) {
  const say = useWords(HEADS_WORDS);
  const { age } = useSaying();
  const drawing = useMemo((): Drawing => {
    const found = AGES.map((key) => groups.find((it) => it.key === key));
    const values = found.map((it) => (it ? minor(it.outstanding) : 0));
    return { type: 'bar', unit: 'money', x: AGES.map(age), series: [{ name: say.outstanding, values }] };
  }, [groups, say, age]);
  return <Chart label={say.bucketChart} drawing={drawing} />;
}

export function ByCount({
  label,
  groups,
  name,
}: {
  label: string;
  groups: readonly Group[];
  name: (key: string) => string;
}) {
  const say = useWords(HEADS_WORDS);
  const drawing = useMemo(
    (): Drawing => ({
      ...{ type: 'bar', unit: 'integer', x: groups.map((it) => name(it.key)) },
      series: [{ name: say.count, values: groups.map((it) => it.loans) }],
    }),
    [groups, name, say],
  );
  return <Chart label={label} drawing={drawing} />;
}

export function Trend({ trend }: Pick<Portfolio, 'trend'>) {
  const say = useWords(HEADS_WORDS);
  const drawing = useMemo(
    (): Drawing => ({
      ...{ type: 'line', unit: 'percent', x: trend.map((it) => it.on.slice(0, 7)) },
      series: [
        { name: say.overdueRate, values: trend.map((it) => it.overdueRate) },
        { name: say.par30, values: trend.map((it) => it.par30) },
        { name: say.nplRate, values: trend.map((it) => it.nplRate) },
      ],
    }),
    [trend, say],
  );
  return <Chart label={say.trendChart} drawing={drawing} />;
}

export function Moves({ moves }: Pick<Portfolio, 'moves'>) {
  const say = useWords(HEADS_WORDS);
  const { age } = useSaying();
  const { drawing, height } = useMemo(() => {
    const places = ['new', ...AGES, 'paid'];
    const there = (side: 'from' | 'to') => places.filter((it) => moves.some((move) => move[side] === it));
    const [from, to] = [there('from'), there('to')];
    const values = from.map((a) => to.map((b) => moves.find((it) => it.from === a && it.to === b)?.loans ?? null));
    const drawn: Drawing = { type: 'heatmap', unit: 'integer', x: to.map(age), y: from.map(age), values };
    return { drawing: drawn, height: 60 + from.length * 34 };
  }, [moves, age]);
  return <Chart label={say.movesChart} drawing={drawing} height={Math.max(height, 160)} />;
}

/** The last six months in which something was paid out: more lines than that nobody can tell apart. */
const MOST_VINTAGES = 6;

export function Vintages({ vintages }: Pick<Portfolio, 'vintages'>) {
  const say = useWords(HEADS_WORDS);
  const drawing = useMemo((): Drawing => {
    const shown = vintages.slice(-MOST_VINTAGES);
    const longest = Math.max(0, ...shown.map((it) => it.curve.length));
    return {
      ...{ type: 'line', unit: 'percent', x: Array.from({ length: longest }, (_, n) => say.months(String(n))) },
      series: shown.map((it) => ({ name: it.month, values: it.curve })),
    };
  }, [vintages, say]);
  return <Chart label={say.vintageChart} drawing={drawing} />;
}
