import { Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/language';
import { Trouble } from './refusal/trouble';
import { PART_WORDS } from './words';

interface Query<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch(): unknown;
}

/** What was asked of the API, whatever became of it: on its way, refused, out of reach, empty, or there. What is there stays when it cannot be brought up to date. */
export function Asked<T>({
  query,
  empty,
  children,
}: {
  query: Query<T>;
  /** What is said when there is nothing; null: there is something. */
  empty?: (it: T) => ReactNode | null;
  children: (it: T) => ReactNode;
}) {
  const say = useWords(PART_WORDS);
  if (query.isPending)
    return (
      <div role="status" aria-label={say.loading}>
        <Skeleton active paragraph={{ rows: 4 }} />
      </div>
    );
  if (query.data === undefined) return <Trouble error={query.error} again={() => query.refetch()} />;
  const nothing = empty?.(query.data) ?? null;
  return (
    <>
      {query.error != null && <Trouble error={query.error} again={() => query.refetch()} />}
      {nothing === null ? children(query.data) : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={nothing} />}
    </>
  );
}
