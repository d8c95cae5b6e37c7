import { Alert } from 'antd';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import type { Relief } from './kinds';
import { BOOK_WORDS } from './words';

type Ahead = Answer<'ReliefAhead'>;
/** An instalment as it would be; `before`: on which day it falls due now, null: it is a new one. */
type Moved = Ahead['after'][number] & { before: string | null };

const movedOf = ({ before, after }: Ahead): Moved[] =>
  after.map((it) => ({ ...it, before: before.find(({ seq }) => seq === it.seq)?.dueOn ?? null }));

/** What a relief would be, were it approved now: what is unpaid, and by which days it would fall due. */
export function ReliefAhead({ loan, kind, until }: { loan: string; kind: Relief; until: string | null }) {
  const asked = { params: { path: { loan } }, body: { kind, ...(until ? { until } : {}) } };
  const ahead = api.useQuery('post', '/api/v1/loans/{loan}/relief-ahead', asked, { refetchInterval: false });
  return <Asked query={ahead}>{(it) => <Shown ahead={it} />}</Asked>;
}

function Shown({ ahead: data }: { ahead: Ahead }) {
  const say = useWords(BOOK_WORDS);
  const { money } = useSaying();
  if (data.refused !== null)
    return (
      <Alert
        className="gap"
        type="warning"
        showIcon
        title={say.cannot}
        description={<span lang="en">{data.refused}</span>}
      />
    );
  const columns: Column<Moved>[] = [
    { label: say.seq, show: (it) => it.seq },
    { label: say.today, show: (it) => <span className="number">{it.before ?? '–'}</span> },
    {
      label: say.afterwards,
      show: (it) => (it.before === it.dueOn ? '=' : <strong className="number">{it.dueOn}</strong>),
    },
    { label: say.principal, figure: true, show: (it) => money(it.principal) },
    { label: say.interest, figure: true, show: (it) => money(it.interest) },
  ];
  const title =
    data.effect === 'extend'
      ? say.wouldBe(money(data.overdue), String(data.dpd))
      : data.effect === 'pause' && data.until !== null
        ? say.restsUntil(data.until)
        : say.changesNothing;
  return (
    <section className="gap" aria-live="polite">
      <Alert type="info" showIcon title={title} />
      {data.effect === 'extend' && (
        <Rows label={say.afterwards} columns={columns} rows={movedOf(data)} keyOf={(it) => `${it.seq} ${it.dueOn}`} />
      )}
    </section>
  );
}
