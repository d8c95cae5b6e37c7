import { Link, useParams } from 'react-router';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { usePlanName } from '../parts/entry/plan-choice';
import { TextLine } from '../parts/entry/said-form';
import { Facts } from '../parts/facts';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Complain } from './complain';
import { BOOK_WORDS } from './words';

type Shown = Answer<'Borrower'> | Answer<'Person'>;

/** A borrower: masked, and in the clear for a reason that is recorded; the loans, and how to reach whom. */
export default function Borrower() {
  const { borrower = '' } = useParams();
  const say = useWords(BOOK_WORDS);
  const { can } = useSession();
  const params = { path: { borrower } };
  const found = api.useQuery('get', '/api/v1/borrowers/{borrower}', { params });
  const look = api.useMutation('post', '/api/v1/borrowers/{borrower}/look', { meta: { asks: true } });
  return (
    <Page
      title={`${say.borrower} ${borrower}`}
      actions={
        <>
          {can('POST /borrowers/:borrower/look') && !look.data && (
            <Enter<{ reason: string }>
              label={say.look}
              entering={{ ...look, reset: () => undefined }}
              save={(body) => look.mutateAsync({ params, body })}
            >
              <TextLine name="reason" label={say.lookWhy} />
            </Enter>
          )}
          {can('POST /complaints') && <Complain borrower={borrower} />}
        </>
      }
    >
      <Asked query={found}>
        {(it) => (
          <div className="stack">
            <Person known={it} shown={look.data ?? it} />
            <Contacts of={look.data ?? it} />
            <section className="card">
              <h2>{say.loans}</h2>
              <ul>
                {it.loans.map((loan) => (
                  <li key={loan}>
                    <LoanLine loan={loan} />
                  </li>
                ))}
              </ul>
            </section>
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Person({ known, shown }: { known: Answer<'Borrower'>; shown: Shown }) {
  const say = useWords(BOOK_WORDS);
  const { word, money } = useSaying();
  return (
    <section className="card" aria-label={say.borrower}>
      <Facts
        of={{
          [say.borrower]: <strong>{shown.name ?? known.borrower}</strong>,
          [say.kind]: word(known.kind),
          [say.identity]: shown.identity,
          [say.class]: known.class && word(known.class),
          [say.size]: known.size && word(known.size),
          [say.industry]: known.industry,
          [say.limit]: known.limit && money(known.limit),
          [say.branch]: known.branch,
          [say.manager]: known.accountManager,
        }}
      />
      {known.restricted && <Mark tone="warn">{say.restricted}</Mark>}
    </section>
  );
}

function Contacts({ of: { contacts } }: { of: Shown }) {
  const say = useWords(BOOK_WORDS);
  const { word } = useSaying();
  return (
    <section className="card">
      <h2>{say.contacts}</h2>
      {contacts.length === 0 ? (
        <p className="soft">{say.noContacts}</p>
      ) : (
        <Rows
          label={say.contacts}
          rows={contacts.map((it, n) => ({ ...it, n }))}
          keyOf={(it) => String(it.n)}
          columns={[
            { label: say.whose, show: (it) => say[it.whose] },
            { label: say.channel, show: (it) => word(it.channel) },
            { label: say.address, show: (it) => <span className="number">{it.address ?? '–'}</span> },
            {
              label: say.consent,
              show: (it) => (it.retired ? <Mark>{say.retired}</Mark> : it.consent ? say.yes : say.no),
            },
          ]}
        />
      )}
    </section>
  );
}

function LoanLine({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const { word, money } = useSaying();
  const planName = usePlanName();
  const { data } = api.useQuery('get', '/api/v1/loans/{loan}', { params: { path: { loan } } });
  return (
    <>
      <Link to={`/loans/${encodeURIComponent(loan)}`}>{loan}</Link>{' '}
      {data && (
        <>
          {planName(data.plan)} · {word(data.stage)} · {say.outstanding} {money(data.outstanding)}{' '}
          {data.dpd > 0 && (
            <Mark tone="warn">
              {say.overdue} {money(data.overdue)}
            </Mark>
          )}
        </>
      )}
    </>
  );
}
