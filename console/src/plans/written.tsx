import { structuredPatch } from 'diff';
import { Fragment } from 'react';
import { useWords } from '../words/language';
import { PROPOSAL_WORDS } from './proposal-words';

/** So many lines stand around a change. */
const AROUND = 2;

/** What is written differently in two texts, line by line, comments too. */
export function Written({ before, now }: { before: string; now: string }) {
  const say = useWords(PROPOSAL_WORDS);
  const { hunks } = structuredPatch('', '', before, now, '', '', { context: AROUND });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
    <section tabIndex={0} aria-label={say.lines} className="written">
      <pre>
        {hunks.map((hunk) => (
          <Fragment key={hunk.newStart}>
            <span className="soft">{`… ${hunk.newStart}\n`}</span>
            {hunk.lines.map((line, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name.
              <Line key={n} line={line} />
            ))}
          </Fragment>
        ))}
      </pre>
    </section>
  );
}

function Line({ line }: { line: string }) {
  if (line.startsWith('+')) return <ins>{`${line}\n`}</ins>;
  return line.startsWith('-') ? <del>{`${line}\n`}</del> : <span>{`${line}\n`}</span>;
}
