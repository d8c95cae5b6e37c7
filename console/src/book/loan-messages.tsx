import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { TextLine } from '../parts/entry/said-form';
import { Mark, type Tone } from '../parts/mark';
import { Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BOOK_WORDS, STATUS_WORDS } from './words';

const TONE: Record<string, Tone> = { sent: 'good', failed: 'bad', suppressed: 'warn', unknown: 'bad' };

/** The loans of which a message speaks besides this one. */
const others = ({ loans }: Answer<'Notice'>, loan: string) => loans.filter((it) => it !== loan);

/** What was written, by which channel, and what became of it; the words for a reason that is recorded. */
export function LoanMessages({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const status = useWords(STATUS_WORDS);
  const { word, moment } = useSaying();
  const { can } = useSession();
  const notices = api.useQuery('get', '/api/v1/loans/{loan}/notices', { params: { path: { loan } } });
  const became = (it: Answer<'Notice'>) => it.delivery ?? it.status;
  return (
    <section className="card">
      <Asked query={notices} empty={({ items }) => (items.length === 0 ? say.noMessages : null)}>
        {({ items }) => (
          <Rows
            label={say.messages}
            rows={[...items].reverse()}
            keyOf={(it) => String(it.notice)}
            columns={[
              { label: say.at, show: (it) => <span className="number">{moment(it.contactedAt ?? it.due)}</span> },
              { label: say.channel, show: (it) => word(it.channel) },
              { label: say.template, show: (it) => [word(it.template), ...others(it, loan)].join(' · ') },
              {
                label: say.status,
                show: (it) => (
                  <>
                    <Mark tone={TONE[it.status] ?? 'plain'}>
                      {status[became(it) as keyof typeof status] ?? became(it)}
                    </Mark>{' '}
                    {it.say}
                  </>
                ),
              },
              ...(can('POST /loans/:loan/notices/:notice/look')
                ? [
                    {
                      label: say.read,
                      show: (it: Answer<'Notice'>) => it.status === 'sent' && <Words loan={loan} notice={it.notice} />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Asked>
    </section>
  );
}

function Words({ loan, notice }: { loan: string; notice: number }) {
  const say = useWords(BOOK_WORDS);
  const look = api.useMutation('post', '/api/v1/loans/{loan}/notices/{notice}/look');
  if (look.data) return <p className="script">{look.data.text ?? say.noWords}</p>;
  return (
    <Enter<{ reason: string }>
      label={say.read}
      entering={{ ...look, reset: () => undefined }}
      save={(body) => look.mutateAsync({ params: { path: { loan, notice } }, body })}
    >
      <TextLine name="reason" label={say.readWhy} />
    </Enter>
  );
}
