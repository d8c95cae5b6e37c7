import { Progress } from 'antd';
import type { Answer } from '../client/client';
import { Mark, type Tone } from '../parts/mark';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BATCH_WORDS } from './batch-words';

export type Batch = Answer<'Batch'>;

/** Whether it goes on by itself. */
export const isRunning = ({ endedAt, pausedAt, waits }: Batch) => endedAt === null && pausedAt === null && !waits;

const stateOf = ({ cancelledBy, endedAt, waits, pausedAt }: Batch) => {
  if (cancelledBy !== null) return ['cancelled', 'plain'] as const;
  if (endedAt !== null) return ['done', 'good'] as const;
  if (waits) return ['waitsForApproval', 'warn'] as const;
  return pausedAt === null ? (['runs', 'info'] as const) : (['paused', 'warn'] as const);
};

export function StateOf({ batch }: { batch: Batch }) {
  const say = useWords(BATCH_WORDS);
  const [word, tone]: readonly [keyof typeof say, Tone] = stateOf(batch);
  return <Mark tone={tone}>{say[word] as string}</Mark>;
}

/** How much of it is behind, drawn and in words. */
export function ProgressOf({ batch: { batch, loans, done, failed } }: { batch: Batch }) {
  const say = useWords(BATCH_WORDS);
  const { count } = useSaying();
  const words = say.progressOf(count(done + failed), count(loans));
  return (
    <>
      <Progress
        aria-label={`${batch}: ${words}`}
        percent={Math.floor(((done + failed) * 100) / loans)}
        status={failed > 0 ? 'exception' : 'normal'}
        showInfo={false}
        size="small"
      />
      <span className="soft number">{words}</span>
    </>
  );
}
