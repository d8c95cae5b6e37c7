import { PAGE_TITLES } from '../app/page-list';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { Page } from '../parts/page';
import { useWords } from '../words/language';

export default function MyWork() {
  const { work } = useWords(PAGE_TITLES);
  const tasks = api.useQuery('get', '/api/v1/tasks');
  return (
    <Page title={work}>
      <Asked query={tasks}>{(it) => it.items.map((one) => <p key={one.task}>{one.title}</p>)}</Asked>
    </Page>
  );
}
