import { Button } from 'antd';
import { Link } from 'react-router';
import { type Answer, api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { ChoiceLine, DayLine, MoneyLine, TextLine } from '../parts/entry/said-form';
import { ProposeRelief } from '../relief/propose-relief';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HeldBackOfForm } from './held-back';
import { CAUSES } from './kinds';
import { BOOK_WORDS } from './words';

/** What may be entered about a loan, each by its right. */
export function LoanActions({ loan: { loan, holds, overdue, closedAt } }: { loan: Answer<'Loan'> }) {
  const say = useWords(BOOK_WORDS);
  const { word } = useSaying();
  const { can } = useSession();
  const hold = api.useMutation('post', '/api/v1/holds');
  const release = api.useMutation('post', '/api/v1/releases');
  const promise = api.useMutation('post', '/api/v1/promises');
  const cause = api.useMutation('post', '/api/v1/causes');
  const record = can('GET /audit/questions/:question') && (
    <Link to={`/explained/${encodeURIComponent(loan)}`}>
      <Button>{say.explained}</Button>
    </Link>
  );
  if (closedAt !== null) return record;
  return (
    <>
      {record}
      {can('POST /promises') && (
        <Enter<{ on: string; amount: string }>
          label={say.promise}
          entering={promise}
          initial={{ amount: overdue }}
          save={(it) => promise.mutateAsync({ body: { loan, ...it } })}
        >
          <DayLine name="on" label={say.by} />
          <MoneyLine name="amount" label={say.amount} />
        </Enter>
      )}
      {can('POST /holds') && holds.length === 0 && (
        <Enter<{ reason: string; until?: string }>
          label={say.hold}
          entering={hold}
          wide
          saved={say.heldNow}
          {...(can('POST /releases') ? { undo: () => release.mutateAsync({ body: { loan } }) } : {})}
          save={({ until, reason }) => hold.mutateAsync({ body: { loan, reason, ...(until ? { until } : {}) } })}
        >
          <TextLine name="reason" label={say.holdReason} />
          <DayLine name="until" label={say.until} optional />
          {can('POST /hold-previews') && <HeldBackOfForm loan={loan} />}
        </Enter>
      )}
      {can('POST /releases') && holds.length > 0 && (
        <Enter label={say.release} entering={release} save={() => release.mutateAsync({ body: { loan } })}>
          {holds[0]?.reason}
        </Enter>
      )}
      {can('POST /causes') && (
        <Enter<{ kind: (typeof CAUSES)[number] }>
          label={say.findCause}
          entering={cause}
          save={({ kind }) => cause.mutateAsync({ body: { loan, kind } })}
        >
          <ChoiceLine name="kind" label={say.cause} among={CAUSES.map((it) => ({ value: it, label: word(it) }))} />
        </Enter>
      )}
      {can('POST /cases') && <ProposeRelief loan={loan} />}
    </>
  );
}
