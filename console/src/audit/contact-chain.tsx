import { Link } from 'react-router';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { usePlanName } from '../parts/entry/plan-choice';
import { useLanguage, useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Entries } from './answer-lines';
import { AUDIT_WORDS } from './words';

/** One message: the plan's row, what it was decided on, the gate, each try, the provider's receipt. */
export function ContactChain({ notice }: { notice: number }) {
  const say = useWords(AUDIT_WORDS);
  const { language } = useLanguage();
  const { moment } = useSaying();
  const planName = usePlanName();
  const chain = api.useQuery(
    'get',
    '/api/v1/audit/contacts/{notice}',
    { params: { path: { notice } } },
    { refetchInterval: false },
  );
  return (
    <Asked query={chain}>
      {({ loans, plan, planVersion, rule, links }) => (
        <>
          <p>
            <span className="soft">{say.planRow}</span>{' '}
            <Link to={`/plans/${encodeURIComponent(plan)}${planVersion ? `/${planVersion}` : ''}`}>
              {planVersion ? say.version(planName(plan), String(planVersion)) : planName(plan)}, {rule}
            </Link>
            {loans.length > 1 && <span className="soft"> · {loans.join(' · ')}</span>}
          </p>
          <ol className="links">
            {links.map(({ link, at, says, entries }, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what happened stays in its order.
              <li key={n}>
                <h3>
                  {say[link]} <time className="number soft">{moment(at)}</time>
                </h3>
                <p>{language === 'en' ? says.en : says.zh}</p>
                <Entries of={entries} />
              </li>
            ))}
          </ol>
        </>
      )}
    </Asked>
  );
}
