import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { KINDS } from '../book/kinds';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Facts } from '../parts/facts';
import { Mark } from '../parts/mark';
import { Trouble } from '../parts/refusal/trouble';
import { ReliefAhead } from '../relief/relief-ahead';
import { RELIEF_WORDS } from '../relief/words';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { DECIDE_WORDS } from './words';

/** A person by his or her own id: `staff/RM1` is RM1. */
const actor = (by: string | null) => by?.replace(/^staff\//, '');

/** What is asked for, by whom, on what grounds, what changes if yes; and yes or no. */
export function Decision({ of, done }: { of: Answer<'Case'>; done: () => void }) {
  const say = useWords(DECIDE_WORDS);
  const relief = useWords(RELIEF_WORDS);
  const { word, money, moment, line } = useSaying();
  const { can } = useSession();
  const [until, setUntil] = useState('');
  const kind = KINDS.find((it) => it === of.kind);
  const proposal = api.useQuery('get', '/api/v1/cases/{case}', { params: { path: { case: of.case } } });
  const decide = api.useMutation('post', '/api/v1/decisions', { onSuccess: done });
  const answer = (approve: boolean) => {
    if (kind) decide.mutate({ body: { loan: of.loan, kind, approve, ...(approve && until !== '' ? { until } : {}) } });
  };
  return (
    <Asked query={proposal}>
      {(it) => (
        <div className="stack">
          <Facts
            of={{
              [say.loan]: <Link to={`/loans/${encodeURIComponent(of.loan)}`}>{of.loan}</Link>,
              [say.borrower]: of.name ?? of.borrower,
              [say.overdue]: `${money(of.overdue)} · ${say.days(String(of.dpd))}`,
              [say.by]: actor(it.proposedBy ?? it.openedBy) ?? say.byPlan,
              [say.since]: moment(it.proposedAt ?? of.openedAt),
              [say.decides]: word(it.approver),
            }}
          />
          <section>
            <h3>{say.grounds}</h3>
            <p>{of.why}</p>
            {it.proposedBy === null && <Mark tone="warn">{say.notProposed}</Mark>}
            <Facts of={Object.fromEntries(Object.entries(it.answers).map(([asked, said]) => [line(asked), said]))} />
            {it.note !== null && <p className="script">{it.note}</p>}
          </section>
          {kind && (
            <section>
              <h3>{say.changes}</h3>
              {it.effect !== 'none' && (
                <p>
                  <label htmlFor="until">{it.schedule === null ? say.until : relief.instead}</label>
                  <Input id="until" type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
                  {it.longest !== null && <span className="soft">{say.longest(it.longest)}</span>}
                </p>
              )}
              {it.schedule !== null && until === '' && <p>{relief.askedFor}</p>}
              {can('POST /loans/:loan/relief-ahead') && (
                <ReliefAhead
                  loan={of.loan}
                  kind={kind}
                  until={until === '' ? null : until}
                  schedule={until === '' ? (it.schedule ?? {}) : {}}
                />
              )}
            </section>
          )}
          {decide.error && <Trouble error={decide.error} />}
          {can('POST /decisions') && (
            <p className="actions">
              <Button type="primary" loading={decide.isPending} onClick={() => answer(true)}>
                {say.approve}
              </Button>
              <Button danger loading={decide.isPending} onClick={() => answer(false)}>
                {say.refuse}
              </Button>
            </p>
          )}
        </div>
      )}
    </Asked>
  );
}
