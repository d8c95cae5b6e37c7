import { Tabs } from 'antd';
import { Link, useParams } from 'react-router';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { usePlanName } from '../parts/entry/plan-choice';
import { Facts } from '../parts/facts';
import { Late, Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { Resting } from '../parts/resting';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { LoanActions } from './loan-actions';
import { LoanMessages } from './loan-messages';
import { LoanPapers } from './loan-papers';
import { LoanSchedule } from './loan-schedule';
import { LoanTime } from './loan-time';
import { LoanWork } from './loan-work';
import { BOOK_WORDS } from './words';

/** A loan: how it stands and why, what happened, what comes next, and what may be done about it. */
export default function Loan() {
  const { loan = '' } = useParams();
  const say = useWords(BOOK_WORDS);
  const found = api.useQuery('get', '/api/v1/loans/{loan}', { params: { path: { loan } } });
  return (
    <Page
      title={`${say.loan} ${loan}`}
      about={found.data && <About loan={found.data} />}
      actions={found.data && <LoanActions loan={found.data} />}
    >
      <Asked query={found}>
        {(it) => (
          <div className="stack">
            <Standing loan={it} />
            <Tabs
              items={[
                { key: 'time', label: say.happens, children: <LoanTime loan={loan} since={it.since} /> },
                { key: 'schedule', label: say.schedule, children: <LoanSchedule loan={loan} /> },
                { key: 'messages', label: say.messages, children: <LoanMessages loan={loan} /> },
                { key: 'work', label: say.work, children: <LoanWork loan={it} /> },
                { key: 'papers', label: say.papers, children: <LoanPapers loan={loan} /> },
              ]}
            />
          </div>
        )}
      </Asked>
    </Page>
  );
}

function About({ loan }: { loan: Answer<'Loan'> }) {
  const say = useWords(BOOK_WORDS);
  const { moment } = useSaying();
  const planName = usePlanName();
  const [hold] = loan.holds;
  const rests = api.useQuery('get', '/api/v1/rests', { params: { query: { loan: loan.loan } } });
  return (
    <>
      <Link to={`/borrowers/${encodeURIComponent(loan.borrower)}`}>{loan.name ?? loan.borrower}</Link> ·{' '}
      {[loan.product, planName(loan.plan)].filter(Boolean).join(' · ')}{' '}
      {!hold && rests.data?.items.map((it) => <Resting key={it.loan} of={it} />)}
      {hold && (
        <Mark tone="info">
          {hold.until === null ? say.held : say.heldUntil(moment(hold.until))} · {hold.reason}
        </Mark>
      )}
    </>
  );
}

function Standing({ loan }: { loan: Answer<'Loan'> }) {
  const say = useWords(BOOK_WORDS);
  const { word, tier, money, moment } = useSaying();
  const late = loan.dpd > 0;
  return (
    <section className="card" aria-label={say.standingOn(say.now)}>
      <Facts
        of={{
          [say.dpd]: <Late dpd={loan.dpd} />,
          [say.overdue]: late ? <strong className="number">{money(loan.overdue)}</strong> : money(loan.overdue),
          [say.since]: loan.since,
          [say.outstanding]: <span className="number">{money(loan.outstanding)}</span>,
          [say.overpaid]: loan.overpaid === '0.00' ? null : money(loan.overpaid),
          [say.next]: loan.next && `${loan.next.on} · ${money(loan.next.amount)}`,
          [say.stage]: word(loan.stage),
          [say.tier]: loan.tier && tier(loan.tier),
          [say.category]: word(loan.category),
          [say.cause]: loan.cause && word(loan.cause),
          [say.rate]: loan.rate && `${loan.rate} %`,
          [say.manager]: loan.manager,
          [say.branch]: loan.branch,
          [say.closed]: loan.closedAt && moment(loan.closedAt),
        }}
      />
    </section>
  );
}
