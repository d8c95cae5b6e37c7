import { Slider } from 'antd';
import { useDeferredValue, useState } from 'react';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Facts } from '../parts/facts';
import { Late, Mark } from '../parts/mark';
import { Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BOOK_WORDS } from './words';

const DAY_MS = 86_400_000;
const BACK_DAYS = 180;
const AHEAD_DAYS = 365;

/** The schedule, how the loan stood or will stand on any day, and what was paid. */
export function LoanSchedule({ loan }: { loan: string }) {
  return (
    <div className="stack">
      <StandingOn loan={loan} />
      <div className="columns">
        <Schedule loan={loan} />
        <Payments loan={loan} />
      </div>
    </div>
  );
}

function StandingOn({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const { word, money } = useSaying();
  const lender = api.useQuery('get', '/api/v1/lender');
  const [days, setDays] = useState(0);
  const today = lender.data?.now.slice(0, 10) ?? null;
  const dayAfter = (n: number) =>
    today === null ? '' : new Date(Date.parse(today) + n * DAY_MS).toISOString().slice(0, 10);
  const on = useDeferredValue(dayAfter(days));
  const standing = api.useQuery(
    'get',
    '/api/v1/loans/{loan}/standing',
    { params: { path: { loan }, query: { on } } },
    { enabled: on !== '', placeholderData: (it: Answer<'Standing'> | undefined) => it },
  );
  return (
    <section className="card">
      <h2 aria-live="polite">{say.standingOn(on)}</h2>
      <Slider
        min={-BACK_DAYS}
        max={AHEAD_DAYS}
        value={days}
        onChange={setDays}
        ariaLabelForHandle={say.slider}
        tooltip={{ formatter: (n) => dayAfter(n ?? 0) }}
        marks={{ 0: say.now }}
      />
      <Asked query={standing}>
        {(it) => (
          <Facts
            of={{
              [say.dpd]: <Late dpd={it.dpd} />,
              [say.since]: it.since,
              [say.overdue]: money(it.overdue),
              [say.outstanding]: money(it.outstanding),
              [say.overpaid]: it.overpaid === '0.00' ? null : money(it.overpaid),
              [say.category]: word(it.category),
            }}
          />
        )}
      </Asked>
    </section>
  );
}

function Schedule({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const { money } = useSaying();
  const schedule = api.useQuery('get', '/api/v1/loans/{loan}/schedule', { params: { path: { loan } } });
  return (
    <section className="card">
      <h2>{say.schedule}</h2>
      <Asked query={schedule}>
        {({ instalments }) => (
          <Rows
            label={say.schedule}
            rows={instalments}
            keyOf={(it) => String(it.seq)}
            columns={[
              { label: say.seq, show: (it) => it.seq },
              { label: say.dueOn, show: (it) => <span className="number">{it.dueOn}</span> },
              { label: say.principal, figure: true, show: (it) => money(it.principal) },
              { label: say.interest, figure: true, show: (it) => money(it.interest) },
              { label: say.fee, figure: true, show: (it) => money(it.fee) },
            ]}
          />
        )}
      </Asked>
    </section>
  );
}

function Payments({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const { money, moment } = useSaying();
  const paid = api.useQuery('get', '/api/v1/loans/{loan}/payments', { params: { path: { loan } } });
  return (
    <section className="card">
      <h2>{say.payments}</h2>
      <Asked query={paid} empty={({ payments }) => (payments.length === 0 ? say.noPayments : null)}>
        {({ payments }) => (
          <Rows
            label={say.payments}
            rows={[...payments].reverse()}
            keyOf={(it) => it.reference}
            columns={[
              { label: say.paidOn, show: (it) => <span className="number">{it.paidOn}</span> },
              { label: say.amount, figure: true, show: (it) => money(it.amount) },
              { label: say.heardAt, show: (it) => <span className="number">{moment(it.heardAt)}</span> },
              {
                label: say.reference,
                show: (it) => (
                  <>
                    {it.reference} {it.reversedAt !== null && <Mark tone="bad">{say.reversed}</Mark>}
                  </>
                ),
              },
            ]}
          />
        )}
      </Asked>
    </section>
  );
}
