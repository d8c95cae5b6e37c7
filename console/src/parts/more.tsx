import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useWords } from '../words/language';
import { PART_WORDS } from './words';

interface Parts {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage(): unknown;
}

/** So far below what is seen the next part is asked for. */
const AHEAD = '1200px';

/** The next part of a list, where there is one: it comes by itself to who scrolls, and by the button when it did not. */
export function More({ of: { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } }: { of: Parts }) {
  const say = useWords(PART_WORDS);
  const end = useRef<HTMLDivElement>(null);
  const waits = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!waits || end.current === null) return;
    const near = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && void fetchNextPage(), {
      rootMargin: AHEAD,
    });
    near.observe(end.current);
    return () => near.disconnect();
  }, [waits, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <div ref={end}>
      <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {say.more}
      </Button>
    </div>
  );
}
