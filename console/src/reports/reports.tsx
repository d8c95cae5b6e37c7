import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api, IN_PARTS } from '../client/client';
import { Asked } from '../parts/asked';
import { Filters } from '../parts/entry/filters';
import { PlanChoice, usePlanName } from '../parts/entry/plan-choice';
import { More } from '../parts/more';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Files } from './files';
import { REPORT_WORDS } from './words';

type Report = Answer<'Report'>;

/** The papers, the newest first. */
export default function Reports() {
  const { reports: title } = useWords(PAGE_TITLES);
  const say = useWords(REPORT_WORDS);
  const { moment } = useSaying();
  const planName = usePlanName();
  const [plan, setPlan] = useState<string>();
  const [kind, setKind] = useState<string>();
  const query = { limit: 50, order: 'newest' as const, ...(plan ? { plan } : {}), ...(kind ? { kind } : {}) };
  const found = api.useInfiniteQuery('get', '/api/v1/reports', { params: { query } }, IN_PARTS);
  const items = found.data?.pages.flatMap((it) => it.items) ?? [];
  const [kinds, setKinds] = useState<ReadonlyMap<string, string>>(new Map());
  const seen = new Map([...kinds, ...items.map((it) => [it.kind, it.title] as const)]);
  const columns: Column<Report>[] = [
    { label: say.paper, show: (it) => <Link to={`/reports/${it.report}`}>{it.title}</Link> },
    { label: say.plan, show: (it) => planName(it.plan) },
    { label: say.period, show: (it) => <span className="number">{it.period}</span> },
    { label: say.asOf, show: (it) => <span className="number">{it.asOf}</span> },
    { label: say.version, show: (it) => it.version, figure: true },
    { label: say.made, show: (it) => <time className="number">{moment(it.madeAt)}</time> },
    { label: say.files, show: (it) => <Files report={it} /> },
  ];
  return (
    <Page title={title} about={say.about}>
      <Filters>
        <PlanChoice value={plan} every={say.every} choose={setPlan} />
        <Select
          aria-label={say.kind}
          allowClear
          placeholder={say.everyKind}
          value={kind}
          onChange={(chosen: string | undefined) => {
            setKinds(seen);
            setKind(chosen);
          }}
          options={[...seen].map(([value, label]) => ({ value, label }))}
        />
      </Filters>
      <Asked query={found} empty={() => (items.length === 0 ? say.none : null)}>
        {() => (
          <div className="card">
            <Rows label={say.list} columns={columns} rows={items} keyOf={(it) => String(it.report)} />
            <More of={found} />
          </div>
        )}
      </Asked>
    </Page>
  );
}
