import { Button } from 'antd';
import { useWords } from '../words/language';
import { PART_WORDS } from './words';

/** The next part of a list, where there is one. */
export function More({ of }: { of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown } }) {
  const say = useWords(PART_WORDS);
  if (!of.hasNextPage) return null;
  return (
    <Button block loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
      {say.more}
    </Button>
  );
}
