import { Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Answer, api, IN_PARTS } from '../client/client';
import { Asked } from '../parts/asked';
import { usePlanName } from '../parts/entry/plan-choice';
import { Mark } from '../parts/mark';
import { More } from '../parts/more';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BOOK_WORDS } from './words';

type Loan = Answer<'ListedLoan'>;

/** Loans in sight: those in most trouble first, or all of them. */
export default function Loans() {
  const say = useWords(BOOK_WORDS);
  const [order, setOrder] = useState<'worst' | 'all'>('worst');
  return (
    <Page
      title={say.loans}
      actions={
        <Segmented<'worst' | 'all'>
          aria-label={say.order}
          value={order}
          onChange={setOrder}
          options={[
            { value: 'worst', label: say.worst },
            { value: 'all', label: say.all },
          ]}
        />
      }
    >
      {order === 'worst' ? <Worst /> : <All />}
    </Page>
  );
}

function Worst() {
  const say = useWords(BOOK_WORDS);
  const loans = api.useQuery('get', '/api/v1/loans', { params: { query: { overdue: 'true', limit: 200 } } });
  return (
    <Asked query={loans} empty={({ items }) => (items.length === 0 ? say.noOverdue : null)}>
      {({ items }) => <Listed items={items} />}
    </Asked>
  );
}

function All() {
  const say = useWords(BOOK_WORDS);
  const loans = api.useInfiniteQuery('get', '/api/v1/loans', { params: { query: { limit: 200 } } }, IN_PARTS);
  const items = loans.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <Asked query={loans} empty={() => (items.length === 0 ? say.noLoans : null)}>
      {() => (
        <>
          <Listed items={items} />
          <More of={loans} />
        </>
      )}
    </Asked>
  );
}

function Listed({ items }: { items: readonly Loan[] }) {
  const say = useWords(BOOK_WORDS);
  const { word, money } = useSaying();
  const planName = usePlanName();
  const columns: Column<Loan>[] = [
    { label: say.loan, show: (it) => <Link to={`/loans/${encodeURIComponent(it.loan)}`}>{it.loan}</Link> },
    {
      label: say.borrower,
      show: (it) => (
        <>
          <Link to={`/borrowers/${encodeURIComponent(it.borrower)}`}>{it.name ?? it.borrower}</Link>
          <div className="soft">{planName(it.plan)}</div>
        </>
      ),
    },
    {
      label: say.stage,
      show: (it) => (
        <>
          <Mark tone={it.dpd > 0 ? 'warn' : 'plain'}>{word(it.stage)}</Mark>
          <div className="soft">{word(it.category)}</div>
        </>
      ),
    },
    { label: say.manager, show: (it) => it.manager ?? '–' },
    { label: say.dpd, figure: true, show: (it) => (it.dpd > 90 ? <Mark tone="bad">{it.dpd}</Mark> : it.dpd) },
    { label: say.overdue, figure: true, show: (it) => money(it.overdue) },
    { label: say.outstanding, figure: true, show: (it) => money(it.outstanding) },
  ];
  return (
    <div className="card">
      <Rows label={say.loans} columns={columns} rows={items} keyOf={(it) => it.loan} />
    </div>
  );
}
