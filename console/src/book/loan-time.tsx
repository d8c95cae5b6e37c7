import { Button } from 'antd';
import { useState } from 'react';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Unbroken } from '../parts/unbroken';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Axis } from './axis';
import { COLOURS, laneOf } from './lanes';
import { BOOK_WORDS } from './words';

type Line = Answer<'TimelineLine'>;
const FEW = 12;

/** What happened, where we are, and what happens next and why: drawn, and in words. */
export function LoanTime({ loan, since }: Pick<Answer<'Loan'>, 'loan' | 'since'>) {
  const say = useWords(BOOK_WORDS);
  const { moment } = useSaying();
  const params = { path: { loan } };
  const before = api.useQuery('get', '/api/v1/loans/{loan}/diary', { params });
  const ahead = api.useQuery('get', '/api/v1/loans/{loan}/next', { params });
  const schedule = api.useQuery('get', '/api/v1/loans/{loan}/schedule', { params });
  const payments = api.useQuery('get', '/api/v1/loans/{loan}/payments', { params });
  const lender = api.useQuery('get', '/api/v1/lender');
  const [all, setAll] = useState(false);
  const now = lender.data?.now ?? '';
  return (
    <Asked query={before}>
      {({ lines }) => {
        // That staff do their work is taken for granted ahead, and said nowhere else.
        const coming = (ahead.data?.lines ?? []).filter((it) => it.what !== 'task.done');
        const shown = all ? lines : lines.slice(-FEW);
        return (
          <>
            {now !== '' && (
              <Axis
                before={lines}
                ahead={coming}
                now={now}
                since={since}
                due={schedule.data?.instalments ?? []}
                paid={payments.data?.payments ?? []}
              />
            )}
            <div className="columns">
              <section className="card">
                <h2>{say.before}</h2>
                {lines.length === 0 && <p className="soft">{say.nothingBefore}</p>}
                {shown.length < lines.length && (
                  <Button size="small" onClick={() => setAll(true)}>
                    {say.earlier}
                  </Button>
                )}
                <Happenings lines={shown} />
                {now !== '' && (
                  <p className="happenings">
                    <span className="now">{say.nowIs(moment(now))}</span>
                  </p>
                )}
              </section>
              <section className="card ahead">
                <h2>{say.ahead}</h2>
                <Asked query={ahead} empty={() => (coming.length === 0 ? say.nothingAhead : null)}>
                  {() => <Happenings lines={coming} />}
                </Asked>
              </section>
            </div>
          </>
        );
      }}
    </Asked>
  );
}

function Happenings({ lines }: { lines: readonly Line[] }) {
  const { moment } = useSaying();
  return (
    <ol className="happenings">
      {lines.map((it, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen twice in a moment.
        <li key={`${it.at} ${n}`}>
          <time className="number soft" dateTime={it.at}>
            {moment(it.at)}
          </time>
          <span className="dot" style={{ background: COLOURS[laneOf(it.what)] }} />
          <span>
            <Unbroken text={it.say.what} />
            {it.say.why !== '' && (
              <div className="soft">
                <Unbroken text={it.say.why} />
              </div>
            )}
          </span>
          <span className="soft">{it.rule}</span>
        </li>
      ))}
    </ol>
  );
}
