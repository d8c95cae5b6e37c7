import { Alert } from 'antd';
import type { Relief } from '../book/kinds';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Said } from '../parts/refusal/trouble';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import type { scheduleOf } from './typed';
import { RELIEF_WORDS } from './words';

type Ahead = Answer<'ReliefAhead'>;
type Part = Ahead['after'][number];
/** An instalment as it is and as it would be; `before` null: it is a new one; `after` null: it falls away. */
type Moved = Part & { before: string | null; after: string | null };

function movedOf({ before, after }: Ahead): Moved[] {
  const numbers = new Set(after.map((it) => it.seq));
  const gone = before.filter((it) => !numbers.has(it.seq));
  return [
    ...gone.map((it) => ({ ...it, before: it.dueOn, after: null })),
    ...after.map((it) => ({ ...it, before: before.find(({ seq }) => seq === it.seq)?.dueOn ?? null, after: it.dueOn })),
  ];
}

interface AskedAhead {
  loan: string;
  kind: Relief;
  until: string | null;
  schedule?: ReturnType<typeof scheduleOf>;
}

/** What a relief would be, were it approved now. What was computed last is shown until the next is there. */
export function useReliefAhead({ loan, kind, until, schedule = {} }: AskedAhead, enabled = true) {
  const asked = { params: { path: { loan } }, body: { kind, ...(until ? { until } : {}), ...schedule } };
  const stays = { refetchInterval: false, enabled, placeholderData: (it: Ahead | undefined) => it } as const;
  return api.useQuery('post', '/api/v1/loans/{loan}/relief-ahead', asked, stays);
}

/** What is unpaid, and by which days it would fall due. */
export function ReliefAhead(asked: AskedAhead) {
  return <Asked query={useReliefAhead(asked)}>{(it) => <Shown ahead={it} />}</Asked>;
}

function Shown({ ahead: data }: { ahead: Ahead }) {
  const say = useWords(RELIEF_WORDS);
  const { money } = useSaying();
  if (data.refused !== null) {
    // What is wrong with one instalment stands beside it already.
    const ofAll =
      data.faults.length === 0 ? [data.refused] : data.faults.flatMap((it) => (it.seq === null ? it.wrong : []));
    return (
      <Alert
        className="gap"
        type="warning"
        showIcon
        title={say.cannot}
        description={ofAll.map((it) => <Said key={it} line={it} />)}
      />
    );
  }
  const columns: Column<Moved>[] = [
    { label: say.seq, show: (it) => it.seq },
    { label: say.today, show: (it) => <span className="number">{it.before ?? '–'}</span> },
    {
      label: say.afterwards,
      show: (it) =>
        it.after === null ? (
          <span className="soft">{say.falls}</span>
        ) : it.before === it.after ? (
          '='
        ) : (
          <strong className="number">{it.after}</strong>
        ),
    },
    { label: say.principal, figure: true, show: (it) => money(it.principal) },
    { label: say.interest, figure: true, show: (it) => money(it.interest) },
    { label: say.fee, figure: true, show: (it) => money(it.fee) },
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
