import { Drawer } from 'antd';
import { useSearchParams } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { Page } from '../parts/page';
import { PART_WORDS } from '../parts/words';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Decision } from './decision';
import { DECIDE_WORDS } from './words';

/** Reliefs and disposals that wait for a decision. */
export default function Approvals() {
  const { approvals } = useWords(PAGE_TITLES);
  const say = useWords(DECIDE_WORDS);
  const parts = useWords(PART_WORDS);
  const { title, money, moment } = useSaying();
  const [asked, ask] = useSearchParams();
  const cases = api.useQuery('get', '/api/v1/cases', { params: { query: { limit: 200 } } });
  const waiting = (cases.data?.items ?? []).filter((it) => it.state === 'proposed');
  const opened = waiting.find((it) => it.case === asked.get('case')) ?? null;
  const close = () => ask({});
  return (
    <Page title={approvals}>
      <Asked query={cases} empty={() => (waiting.length === 0 ? say.nothing : null)}>
        {() => (
          <ul className="tasks">
            {waiting.map((it) => (
              <li key={it.case}>
                <button type="button" className="task" onClick={() => ask({ case: it.case })}>
                  <span className="number">{moment(it.openedAt)}</span>
                  <span>
                    <span className="strong">{title(it.title, it.kind)}</span>
                    <br />
                    <span className="soft">{it.why}</span>
                  </span>
                  <span>
                    {it.name ?? it.borrower}
                    <br />
                    <span className="soft">{it.loan}</span>
                  </span>
                  <span className="figure number">
                    {money(it.overdue)}
                    <br />
                    <span className="soft">{say.days(String(it.dpd))}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      <Drawer
        open={opened !== null}
        onClose={close}
        size={620}
        title={opened && title(opened.title, opened.kind)}
        closable={{ 'aria-label': parts.close }}
        destroyOnHidden
      >
        {opened && <Decision key={opened.case} of={opened} done={close} />}
      </Drawer>
    </Page>
  );
}
