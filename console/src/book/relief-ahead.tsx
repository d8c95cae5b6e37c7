import { Alert } from 'antd';
import { useEffect } from 'react';
import { type Answer, api } from '../client/client';
import { Rows } from '../parts/rows';
import { Trouble } from '../parts/trouble';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import type { Relief } from './kinds';
import { BOOK_WORDS } from './words';

type Part = Answer<'ReliefAhead'>['after'][number];

/** What a relief would be, were it approved now: what is unpaid, and by which days it would fall due. */
export function ReliefAhead({ loan, kind, until }: { loan: string; kind: Relief; until: string | null }) {
  const say = useWords(BOOK_WORDS);
  const { money } = useSaying();
  const { mutate, data, error } = api.useMutation('post', '/api/v1/loans/{loan}/relief-ahead', {
    meta: { asks: true },
  });
  useEffect(() => {
    mutate({ params: { path: { loan } }, body: { kind, ...(until ? { until } : {}) } });
  }, [mutate, loan, kind, until]);
  if (error) return <Trouble error={error} />;
  if (!data) return null;
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
  const columns = [
    { label: say.seq, show: (it: Part) => it.seq },
    { label: say.dueOn, show: (it: Part) => <span className="number">{it.dueOn}</span> },
    { label: say.principal, figure: true, show: (it: Part) => money(it.principal) },
    { label: say.interest, figure: true, show: (it: Part) => money(it.interest) },
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
        <div className="columns" style={{ marginTop: 12 }}>
          <div>
            <h3>{say.today}</h3>
            <Rows label={say.today} columns={columns} rows={data.before} keyOf={(it) => `${it.seq} ${it.dueOn}`} />
          </div>
          <div>
            <h3>{say.afterwards}</h3>
            <Rows label={say.afterwards} columns={columns} rows={data.after} keyOf={(it) => `${it.seq} ${it.dueOn}`} />
          </div>
        </div>
      )}
    </section>
  );
}
