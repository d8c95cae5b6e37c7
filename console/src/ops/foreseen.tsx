import { Link } from 'react-router';
import type { Answer } from '../client/client';
import { Figure, Figures } from '../heads/figure';
import { Mark, type Tone } from '../parts/mark';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BATCH_WORDS } from './batch-words';

type Line = Answer<'ForeseenLoan'>;
type Does = Line['does'];

const TONES: Partial<Record<Does, Tone>> = { stopped: 'bad', waits: 'warn', joined: 'info', nothing: 'plain' };

/** What a batch would do now: counted, and loan by loan to whom and why not. */
export function Foreseen({ of }: { of: Answer<'BatchPreview'> }) {
  const say = useWords(BATCH_WORDS);
  const { count, moment, word } = useSaying();
  const more = ({ reason, until, due, with: other }: Line) =>
    [
      ...(reason === null ? [] : [reason]),
      ...(until === null ? [] : [say.untilWhen(moment(until))]),
      ...(other === null ? [] : [other]),
      ...(due === 0 ? [] : [say.dueNow(count(due))]),
    ].join(' · ');
  const columns: Column<Line>[] = [
    { label: say.loan, show: (it) => <Link to={`/loans/${encodeURIComponent(it.loan)}`}>{it.loan}</Link> },
    { label: say.borrower, show: (it) => it.name ?? it.borrower },
    { label: say.dpd, show: (it) => count(it.dpd), figure: true },
    {
      label: say.becomes,
      show: (it) => (
        <>
          <Mark tone={TONES[it.does] ?? 'good'}>{say[it.does]}</Mark> {more(it)}
        </>
      ),
    },
    { label: say.step, show: ({ step }) => (step === null ? '' : `${word(step.kind)} (${step.rule})`) },
    { label: say.to, show: ({ to, step }) => to ?? (step?.role ? word(step.role) : '') },
  ];
  const total = of.counts.reduce((sum, it) => sum + it.loans, 0);
  if (total === 0 && of.unknown.length === 0) return <p className="soft">{say.nobody}</p>;
  return (
    <>
      <Figures>
        {of.counts.map(({ does, reason, loans }) => (
          <Figure
            key={`${does} ${reason}`}
            label={say[does as Does]}
            value={count(loans)}
            {...(reason === null ? {} : { note: reason })}
          />
        ))}
      </Figures>
      <p className="soft">{say.leftOut}</p>
      {of.unknown.length > 0 && <p>{say.unknown(of.unknown.slice(0, 20).join(' '))}</p>}
      {of.items.length < total && <p className="soft">{say.firstOnly(count(of.items.length))}</p>}
      {of.items.length > 0 && (
        <div className="long">
          <Rows label={say.foreseen} columns={columns} rows={of.items} keyOf={(it) => it.loan} />
        </div>
      )}
    </>
  );
}
