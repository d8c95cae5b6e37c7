import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { Figure, Figures } from '../heads/figure';
import { Chart } from '../parts/chart/chart';
import type { Drawing } from '../parts/chart/chart-options';
import { Trouble } from '../parts/refusal/trouble';
import { Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { CHANGE_WORDS } from './change-words';
import { kindOf, type Rehearsed, type useRehearsal } from './rehearse';

type Item = Rehearsed['items'][number];
const KINDS = ['messages', 'tasks', 'other'] as const;

/** How far a rehearsal has come, and what it has found. */
export function Ahead({
  of: { rehearsed, error },
}: {
  of: Pick<ReturnType<typeof useRehearsal>, 'rehearsed' | 'error'>;
}) {
  const say = useWords(CHANGE_WORDS);
  const { count } = useSaying();
  return (
    <>
      {error != null && <Trouble error={error} />}
      {rehearsed !== null && (
        <>
          <p className="soft" role="status">
            {rehearsed.whole ? say.whole : say.soFar(count(rehearsed.parts))}
          </p>
          <Foreseen of={rehearsed} />
        </>
      )}
    </>
  );
}

/** What the book would get otherwise: how much more and less, drawn by day, and loan by loan. */
function Foreseen({ of: { items, changes, whole } }: { of: Rehearsed }) {
  const say = useWords(CHANGE_WORDS);
  const { count } = useSaying();
  const sums = (kind: (typeof KINDS)[number]) => {
    const moved = items.filter((it) => kindOf(it.what) === kind).map((it) => it.after - it.before);
    const sum = (of: number[]) => count(Math.abs(of.reduce((a, b) => a + b, 0)));
    return `+${sum(moved.filter((it) => it > 0))} −${sum(moved.filter((it) => it < 0))}`;
  };
  return (
    <>
      <Keys of={changes} />
      {items.length === 0 ? (
        whole && <p className="soft">{say.nothing}</p>
      ) : (
        <>
          <Figures>
            <Figure label={say.loans} value={count(new Set(items.map((it) => it.loan)).size)} />
            {KINDS.map((kind) => (
              <Figure key={kind} label={say[kind]} value={sums(kind)} />
            ))}
          </Figures>
          <ByDay items={items} />
          <ByLoan items={items} />
        </>
      )}
    </>
  );
}

const written = (value: unknown) =>
  value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);

function Keys({ of }: { of: Rehearsed['changes'] }) {
  const say = useWords(CHANGE_WORDS);
  const columns = [
    { label: say.key, show: (it: Rehearsed['changes'][number]) => <code>{it.key}</code> },
    { label: say.before, show: (it: Rehearsed['changes'][number]) => written(it.from) },
    { label: say.after, show: (it: Rehearsed['changes'][number]) => written(it.to) },
  ];
  return (
    <section className="card gap">
      <h2>{say.keys}</h2>
      <Rows label={say.keys} columns={columns} rows={of} keyOf={(it) => it.key} />
    </section>
  );
}

function ByDay({ items }: { items: readonly Item[] }) {
  const say = useWords(CHANGE_WORDS);
  const drawing = useMemo((): Drawing => {
    const days = [...new Set(items.map((it) => it.on))].sort();
    const moved = (kind: string, on: string, sign: 1 | -1) =>
      items
        .filter((it) => it.on === on && kindOf(it.what) === kind && (it.after - it.before) * sign > 0)
        .reduce((sum, it) => sum + it.after - it.before, 0);
    const series = (['messages', 'tasks'] as const).map((kind) => ({
      name: say[kind],
      values: days.map((on) => moved(kind, on, 1) + moved(kind, on, -1)),
    }));
    return { type: 'bar', unit: 'integer', x: days.map((on) => on.slice(5)), series };
  }, [items, say]);
  return (
    <section className="card">
      <h2>{say.byDay}</h2>
      <Chart label={say.byDayChart} drawing={drawing} />
    </section>
  );
}

/** A book has thousands: what is out of sight is not drawn. */
function ByLoan({ items }: { items: readonly Item[] }) {
  const say = useWords(CHANGE_WORDS);
  const { word } = useSaying();
  const named = (what: string) => {
    const [said = '', ...which] = what.split(' ');
    const kind = kindOf(what);
    const first = kind === 'other' ? (say[said as 'task.done'] ?? word(said)) : say[kind];
    return [first, ...which.map(word)].join(' · ');
  };
  const columns: TableColumnsType<Item> = [
    {
      title: say.loan,
      width: 110,
      render: (_, it) => <Link to={`/loans/${encodeURIComponent(it.loan)}`}>{it.loan}</Link>,
    },
    { title: say.on, width: 110, dataIndex: 'on' },
    { title: say.what, width: 420, render: (_, it) => named(it.what) },
    { title: say.before, width: 70, align: 'right', dataIndex: 'before' },
    { title: say.after, width: 70, align: 'right', dataIndex: 'after' },
  ];
  return (
    <section className="card">
      <h2>{say.ofLoans}</h2>
      <Table<Item>
        aria-label={say.ofLoans}
        virtual
        size="small"
        pagination={false}
        scroll={{ x: 780, y: 400 }}
        rowKey={(it) => `${it.loan} ${it.on} ${it.what}`}
        columns={columns}
        dataSource={items as Item[]}
      />
    </section>
  );
}
