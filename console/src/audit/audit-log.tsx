import { Button, Checkbox, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { Link } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api, IN_PARTS } from '../client/client';
import { Asked } from '../parts/asked';
import { Filters } from '../parts/entry/filters';
import { Line } from '../parts/line';
import { More } from '../parts/more';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Detail } from './detail';
import { KINDS } from './kinds';
import { LastCheck } from './last-check';
import { AUDIT_WORDS } from './words';

type Entry = Answer<'AuditEntry'>;

interface Sought {
  about?: string;
  actor?: string;
  what?: string;
  from?: string;
  until?: string;
  looks?: 'true';
}

/** The audit log, the newest first, by what it is about, who did it, what and when. */
export default function AuditLog() {
  const { auditLog: title } = useWords(PAGE_TITLES);
  const say = useWords(AUDIT_WORDS);
  const { moment } = useSaying();
  const kind = useKind();
  const [sought, setSought] = useState<Sought>({});
  const query = { limit: 50, order: 'newest' as const, ...sought };
  const found = api.useInfiniteQuery(
    'get',
    '/api/v1/audit',
    { params: { query } },
    { ...IN_PARTS, refetchInterval: false },
  );
  const items = found.data?.pages.flatMap((it) => it.items) ?? [];
  const columns: Column<Entry>[] = [
    { label: say.at, show: (it) => <time className="number">{moment(it.at)}</time> },
    { label: say.actor, show: (it) => (it.actor === 'worker' ? say.worker : it.actor) },
    { label: say.what, show: (it) => kind(it.what) },
    { label: say.subject, show: (it) => <Subject of={it.subject} /> },
    { label: say.detail, show: (it) => <Detail of={it.detail} /> },
    { label: say.entry, show: (it) => it.id, figure: true },
  ];
  return (
    <Page title={title} about={say.about}>
      <LastCheck />
      <Search search={setSought} />
      <Asked query={found} empty={() => (items.length === 0 ? say.none : null)}>
        {() => (
          <div className="card">
            <Rows label={say.entries} columns={columns} rows={items} keyOf={(it) => String(it.id)} />
            <More of={found} />
          </div>
        )}
      </Asked>
    </Page>
  );
}

/** What an entry tells, in the reader's language. */
function useKind(): (what: string) => string {
  const { language } = useSaying();
  return (what) => (language === 'en' ? what : (KINDS[what] ?? what));
}

const LEADS: Readonly<Record<string, string>> = { loan: 'explained', borrower: 'borrowers' };

/** What an entry is about; a loan or a borrower leads to its page. */
function Subject({ of }: { of: string }) {
  const [kind = '', ...id] = of.split('/');
  const page = LEADS[kind];
  const shown = page === undefined ? of : <Link to={`/${page}/${encodeURIComponent(id.join('/'))}`}>{of}</Link>;
  return <span className="subject">{shown}</span>;
}

function Search({ search }: { search: (it: Sought) => void }) {
  const say = useWords(AUDIT_WORDS);
  const kind = useKind();
  const id = useId();
  const [looks, setLooks] = useState(false);
  const [what, setWhat] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const entered = [...said]
      .map(([name, value]) => [name, String(value).trim()] as const)
      .filter(([, value]) => value !== '');
    search({ ...Object.fromEntries(entered), ...(what ? { what } : {}), ...(looks ? { looks: 'true' } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <Filters>
        <Line label={say.of} name="about" placeholder={say.ofWhat} />
        <Line label={say.actor} name="actor" placeholder="staff/…" />
        <div className="line">
          <label htmlFor={id}>{say.what}</label>
          <Select
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            allowClear
            placeholder={say.everything}
            popupMatchSelectWidth={false}
            value={what}
            onChange={setWhat}
            options={Object.keys(KINDS).map((value) => ({ value, label: kind(value) }))}
          />
        </div>
        <Line label={say.from} name="from" type="date" />
        <Line label={say.until} name="until" type="date" />
        <Checkbox checked={looks} onChange={(it) => setLooks(it.target.checked)}>
          {say.looks}
        </Checkbox>
        <Button type="primary" htmlType="submit">
          {say.search}
        </Button>
      </Filters>
    </form>
  );
}
